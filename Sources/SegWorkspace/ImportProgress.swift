package import SegFiles

/// How far an import has come.
package enum ImportProgress: Sendable {
  /// A file is being read, by its position among those given.
  case file(Int, ReadingProgress)
  /// The checksum of a file that was read is waited for.
  case checking(Int)
  /// What was read is made into columns.
  case building
  /// The columns are written to the disk, so many bytes so far.
  case writing(bytesDone: Int)
}

extension WorkspaceFailure {
  /// An import that was called off.
  static let interruptedImport = WorkspaceFailure(FileFailure.interruptedImport)
}

extension FileFailure {
  /// An import that was called off.
  static let interruptedImport = FileFailure(
    .interrupted, path: "import", message: "interrupted; nothing of it is kept")
}
