/// The column of a file that `in file(...)` names.
package struct ListSource: Sendable, Hashable {
  package var path: String
  /// nil for a file of one column.
  package var column: String?

  package init(path: String, column: String? = nil) {
    self.path = path
    self.column = column
  }
}

/// Hands the binder what a file lists; the binder itself reads none.
package typealias ListReader = @Sendable (ListSource) -> Result<Set<String>, ListProblem>

/// Why a file lists nothing.
package enum ListProblem: Error, Sendable {
  /// Files are not to be read here; the reason.
  case refused(String)
  /// It is not there, or no table; the reason.
  case unreadable(String)
  /// A column has to be named; the headers.
  case severalColumns([String])
  /// No column has the name; the headers.
  case missingColumn([String])
}
