import GRDB
import SegFiles
package import SegModel

/// A file that an action wrote.
package struct ExportRecord: Sendable, Hashable {
  /// SHA-256 of what makes the action this very one: definition, columns, format and path.
  package var key: String
  package var rowCount: Int
  package var byteCount: Int64
  package var sha256: String
  package var at: Instant
}

extension Workspace {
  /// The last file written to a path, which must be absolute.
  package func lastExport(to path: String) throws(WorkspaceFailure) -> ExportRecord? {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT export.*, at FROM export JOIN action ON action.id = export.action
          WHERE path = ? AND status = 'committed' ORDER BY action.id DESC LIMIT 1
          """, arguments: [path])
      guard let row, let bytes = row["byte_count"] as Int64?, let sha256 = row["sha256"] as String?
      else { return nil }
      return ExportRecord(
        key: row["key"], rowCount: row["row_count"], byteCount: bytes, sha256: sha256,
        at: Instant(secondsSinceEpoch: row["at"]))
    }
  }

  /// Journals that a file is about to be written; returns the entry's number.
  ///
  /// The write lock must be held from here to `endExport`: an intent without it is a dead one.
  package func beginExport(
    to path: String, key: String, rowCount: Int, context: ActionContext
  ) throws(WorkspaceFailure) -> Int64 {
    precondition(isExclusive, "an export without the write lock")
    return try write { db in
      let entry = try record(
        .export, context, expected: "\(rowCount) rows to \(path)", status: .intent, in: db)
      try db.execute(
        sql: "INSERT INTO export (action, key, path, row_count) VALUES (?, ?, ?, ?)",
        arguments: [entry, key, path, rowCount])
      return entry
    }
  }

  /// Journals the bytes that lie ready under another name, before they get the real one.
  package func prepareExport(
    _ entry: Int64, byteCount: Int64, sha256: String
  ) throws(WorkspaceFailure) {
    try write { db in
      try db.execute(
        sql: "UPDATE export SET byte_count = ?, sha256 = ? WHERE action = ?",
        arguments: [byteCount, sha256, entry])
    }
  }

  /// Ends a journaled export whose file is there.
  package func endExport(_ entry: Int64) throws(WorkspaceFailure) {
    try write { try close(entry, as: .committed, result: "written", in: $0) }
  }

  /// Ends a journaled export that failed; when its file came about all the same, the journal says
  /// so.
  package func abortExport(_ entry: Int64) throws(WorkspaceFailure) {
    for open in try openIntents() where open.id == entry { try resolve(open, "after a failure") }
  }

  /// Ends what a process that died began.
  ///
  /// A file that is there with its bytes was written, any other was not. Only under the write
  /// lock, when no living process has a hand in it.
  func recover() throws(WorkspaceFailure) {
    for open in try openIntents() {
      let isWritten = try resolve(open, "after a stop")
      let outcome = isWritten ? "written" : "not written"
      recoveries.append("export to \(open.path) was interrupted: \(outcome)")
    }
  }

  /// An export whose end the journal does not know.
  private struct OpenIntent {
    var id: Int64
    var path: String
    var sha256: String?
  }

  private func openIntents() throws(WorkspaceFailure) -> [OpenIntent] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, path, sha256 FROM action JOIN export ON export.action = action.id
          WHERE status = 'intent' ORDER BY id
          """
      ).map { OpenIntent(id: $0["id"], path: $0["path"], sha256: $0["sha256"]) }
    }
  }

  /// Ends an intent by what is on the disk; returns whether the file was written.
  @discardableResult
  private func resolve(_ open: OpenIntent, _ when: String) throws(WorkspaceFailure) -> Bool {
    AtomicFile.sweepStale(in: Self.folder(of: open.path))
    let isWritten = open.sha256 != nil && open.sha256 == Digest.file(at: open.path)?.sha256
    let result = (isWritten ? "written, found " : "not written, found ") + when
    try transaction { db in
      try close(open.id, as: isWritten ? .committed : .abandoned, result: result, in: db)
    }
    return isWritten
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
