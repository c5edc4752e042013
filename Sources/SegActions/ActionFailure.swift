package import SegFiles
import SegStore
package import SegText
package import SegWorkspace

/// Why an action was refused before anything was done, or stopped on its way.
package struct ActionFailure: Error, Sendable, CustomStringConvertible {
  /// What went wrong, coarsely; decides the exit status.
  package enum Kind: Sendable {
    /// The file to be written is there already.
    case fileExists
    /// The file cannot be made where it was asked for.
    case cannotCreate
    case file(FileFailure)
    case workspace(WorkspaceFailure)
    /// The statement contradicts itself or what was promised before.
    case contradiction
    /// Another process changed what the plan was made from.
    case outdated
    /// The rows to be written could not be computed; the session knows the error.
    case rows(any Error)
  }

  package var kind: Kind
  /// One lower-case sentence.
  package var message: String
  /// The place in the statement, where there is one.
  package var range: SourceRange?
  /// What was done before it stopped; these effects stay.
  package var completed: [Receipt] = []

  package init(_ kind: Kind, _ message: String, at range: SourceRange? = nil) {
    self.kind = kind
    self.message = message
    self.range = range
  }

  package init(_ failure: WorkspaceFailure) { self.init(.workspace(failure), failure.message) }

  package init(_ failure: FileFailure) { self.init(.file(failure), failure.description) }

  package var description: String { message }

  /// The status with which a run without a terminal ends; that of `rows` is the session's to say.
  package var exitStatus: Int32 {
    switch kind {
    case .fileExists, .cannotCreate: 73
    case .file(let failure): failure.exitStatus
    case .workspace(let failure): failure.exitStatus
    case .contradiction, .rows: 1
    case .outdated: 4
    }
  }

  /// The failure as a diagnostic of its statement.
  package func diagnostic(in statement: SourceRange) -> Diagnostic {
    let code: DiagnosticCode =
      switch kind {
      case .fileExists, .contradiction, .outdated: .refused
      case .cannotCreate, .file: .fileFailure
      case .workspace: .workspaceFailure
      case .rows: .overflow
      }
    return Diagnostic(code: code, message: message, range: range ?? statement)
  }
}

extension Snapshot {
  /// The ids of all customers.
  func idsForActions() throws(ActionFailure) -> TextColumn {
    do throws(SnapshotDamage) {
      return try customerIDs()
    } catch {
      throw ActionFailure(WorkspaceFailure(error))
    }
  }
}

extension Workspace {
  /// Does something with the workspace, its failures turned into those of an action.
  func asking<Result>(
    _ body: (Workspace) throws(WorkspaceFailure) -> Result
  ) throws(ActionFailure) -> Result {
    do throws(WorkspaceFailure) {
      return try body(self)
    } catch {
      throw ActionFailure(error)
    }
  }
}
