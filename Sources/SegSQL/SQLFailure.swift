/// Why a statement has no SQL: what it asks for cannot be said exactly.
package struct SQLFailure: Error, CustomStringConvertible {
  /// What has no SQL, as a sentence without its end.
  package let description: String

  init(_ description: String) { self.description = description }
}
