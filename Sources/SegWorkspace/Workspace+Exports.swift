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

  /// Ends a journaled export: the file is there, or it never came about.
  package func endExport(_ entry: Int64, written: Bool) throws(WorkspaceFailure) {
    try write { db in
      try close(
        entry, as: written ? .committed : .abandoned, result: written ? "written" : "not written",
        in: db)
    }
  }

  /// Ends what a process that died began.
  ///
  /// A file that is there with its bytes was written, any other was not. Only under the write
  /// lock, when no living process has a hand in it.
  func recover() throws(WorkspaceFailure) {
    let open = try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, kind, path, sha256 FROM action LEFT JOIN export ON export.action = action.id
          WHERE status = 'intent' ORDER BY id
          """)
    }
    for row in open {
      let path: String? = row["path"]
      let planned: String? = row["sha256"]
      if let path { AtomicFile.sweepStale(in: Self.folder(of: path)) }
      let found = path.flatMap { Digest.file(at: $0)?.sha256 }
      let isWritten = planned != nil && planned == found
      let name = path ?? (row["kind"] as String)
      let result =
        isWritten ? "written, found after a stop" : "not written, found after a stop"
      try transaction { db in
        try close(row["id"], as: isWritten ? .committed : .abandoned, result: result, in: db)
      }
      recoveries.append(
        "export to \(name) was interrupted: \(isWritten ? "written" : "not written")")
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
