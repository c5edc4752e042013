import GRDB
package import SegStore

extension Workspace {
  /// Reads the data in force anew when another process replaced it; returns whether it did.
  @discardableResult
  package func refresh() throws(WorkspaceFailure) -> Bool {
    guard folder != nil else { return false }
    snapshot = .empty(try storedProfile())
    return false
  }

  /// Takes data that was made in memory, such as a demo shop's, into a scratch workspace.
  package func adopt(_ snapshot: Snapshot) throws(WorkspaceFailure) {
    precondition(isScratch, "data that no file holds in a workspace that lasts")
    self.snapshot = snapshot
    registerMemo = nil
    try recordSettings(of: snapshot.profile)
  }
}
