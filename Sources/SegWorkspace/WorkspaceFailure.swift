import GRDB
package import SegFiles
package import SegStore

/// Why a workspace could not do what it was asked to.
package struct WorkspaceFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, coarsely; decides the exit status.
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case missing
    /// What is there is no workspace.
    case notWorkspace
    /// Written by a newer version of the program.
    case newerFormat
    /// The bytes of the database or of the data are not what they should be.
    case damaged
    /// Another process does an action or an import.
    case locked
    case cannotCreate, ioFailed
    /// A name that is not there.
    case unknownName
    /// A name that is there already, or a promise that was made otherwise before.
    case conflict
    /// A value that a setting cannot take.
    case badValue
    /// A setting that the data does not allow any more.
    case refused
    /// A file could not be read or written; `status` is its own.
    case file
  }

  package var kind: Kind
  /// One lower-case sentence that says it all.
  package var message: String
  private var fileStatus: Int32?

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// A failure of a file that the workspace read or wrote.
  package init(_ failure: FileFailure) {
    kind = .file
    message = failure.description
    fileStatus = failure.exitStatus
  }

  /// Data that cannot be used; `path` names the file unless the damage does.
  package init(_ damage: SnapshotDamage, path: String? = nil) {
    let kind: Kind = if case .newerVersion = damage { .newerFormat } else { .damaged }
    self.init(kind, (path.map { "\($0): " } ?? "") + damage.description)
  }

  /// A failure of the database, by its result code.
  init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.locked, "\(path): another process is writing to the workspace")
    case .SQLITE_CORRUPT:
      self.init(.damaged, "\(path): the database is damaged (\(error.message ?? "no detail"))")
    case .SQLITE_NOTADB:
      self.init(.notWorkspace, "\(path) is not a workspace: its database is something else")
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
      self.init(.cannotCreate, "\(path): the database cannot be written")
    default:
      self.init(.ioFailed, "\(path): \(error.message ?? error.resultCode.description)")
    }
  }

  package var description: String { message }

  /// The status with which a run without a terminal ends.
  package var exitStatus: Int32 {
    switch kind {
    case .missing, .notWorkspace, .newerFormat, .damaged: 3
    case .locked: 75
    case .cannotCreate: 73
    case .ioFailed: 74
    case .unknownName, .conflict, .badValue: 1
    case .refused: 4
    case .file: fileStatus ?? 74
    }
  }
}
