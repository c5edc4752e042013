/// Every bound the program sets on what it is given, in one place.
package enum Limits {
  /// Longest single statement, in bytes.
  package static let statementBytes = 1 << 20
  /// Deepest nesting of brackets, `not`s and calls in a statement; less in debug builds, where a
  /// call takes several times the stack.
  #if DEBUG
    package static let nesting = 128
  #else
    package static let nesting = 256
  #endif
  /// Diagnostics kept for one statement.
  package static let diagnostics = 20
  /// Customers in the preview under a bare segment.
  package static let previewRows = 10
  /// Rows that `why` names under one test.
  package static let provenRows = 5
  /// Most steps of a sequence that later ones can be compared with.
  package static let comparedSteps = 3
  /// Most calendar units that `regular` looks back.
  package static let regularUnits = 120
  /// Longest single record of a CSV file, in bytes.
  package static let recordBytes = 2_000_000
  /// Largest file behind `in file(...)`, in bytes.
  package static let listBytes = 1 << 28
  /// Most columns of a CSV file.
  package static let columns = 10_000
  /// Deepest chain of saved segments that use one another.
  package static let segmentDepth = 64
}
