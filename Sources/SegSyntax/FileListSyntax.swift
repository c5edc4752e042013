package import SegText

/// `file('ids.csv', column)`: the values that a column of a file lists.
package struct FileListSyntax: Sendable {
  package var path: Located<String>
  /// nil for a file of one column.
  package var column: Located<String>?

  package init(path: Located<String>, column: Located<String>? = nil) {
    self.path = path
    self.column = column
  }
}
