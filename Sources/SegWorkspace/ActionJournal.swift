import Foundation
import GRDB
package import SegModel

/// What an entry of the journal did.
package enum ActionKind: String, Sendable, Hashable, CaseIterable {
  case save, freeze, drop, rename, coupon, export, rebuild, suppress, unsuppress
  case tagAdd = "tag add"
  case tagRemove = "tag remove"
  case setting = "set"
  case importing = "import"
}

/// On whose behalf something is done, for the journal.
package struct ActionContext: Sendable, Hashable {
  /// The statement or command as it ran.
  package var statement: String
  /// Day that the statement was computed at.
  package var asOf: CalendarDate?
  /// SHA-256 of the plan.
  package var planHash: String?

  package init(_ statement: String, asOf: CalendarDate? = nil, planHash: String? = nil) {
    self.statement = statement
    self.asOf = asOf
    self.planHash = planHash
  }
}

/// One entry of the journal.
package struct JournalEntry: Sendable, Hashable {
  /// How far an action came.
  package enum Status: String, Sendable, Hashable {
    case intent, committed, abandoned
  }

  package var id: Int64
  package var at: Instant
  package var kind: ActionKind
  package var statement: String
  package var asOf: CalendarDate?
  package var planHash: String?
  /// What the plan promised.
  package var expected: String
  package var status: Status
  /// What was done.
  package var result: String
  /// What was there before: a definition, a value.
  package var previous: String?
}

extension Workspace {
  /// The newest entries first, at most that many.
  package func journal(limit: Int = 100) throws(WorkspaceFailure) -> [JournalEntry] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT * FROM action ORDER BY id DESC LIMIT ?", arguments: [limit])
      return rows.compactMap(Self.entry)
    }
  }

  /// Number of the newest entry, which tells whether anything changed since a plan was made.
  package func journalPosition() throws(WorkspaceFailure) -> Int64 {
    try read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM action") ?? 0 }
  }

  private static func entry(_ row: Row) -> JournalEntry? {
    guard let kind = ActionKind(rawValue: row["kind"]),
      let status = JournalEntry.Status(rawValue: row["status"])
    else { return nil }
    let asOf: String? = row["as_of"]
    return JournalEntry(
      id: row["id"], at: Instant(secondsSinceEpoch: row["at"]), kind: kind,
      statement: row["statement"], asOf: asOf.flatMap { CalendarDate(parsing: $0) },
      planHash: row["plan_hash"], expected: row["expected"], status: status,
      result: row["result"], previous: row["previous"])
  }

  /// Writes an entry; its effects belong into the same transaction.
  func record(
    _ kind: ActionKind, _ context: ActionContext, expected: String,
    status: JournalEntry.Status = .committed, result: String = "", previous: String? = nil,
    members: Data? = nil, in db: Database
  ) throws -> Int64 {
    try db.execute(
      sql: """
        INSERT INTO action
          (at, kind, statement, as_of, plan_hash, expected, status, result, previous, members)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        clock().secondsSinceEpoch, kind.rawValue, context.statement, context.asOf?.description,
        context.planHash, expected, status.rawValue, result, previous, members,
      ])
    return db.lastInsertedRowID
  }

  /// Ends an entry that was written as an intent.
  func close(
    _ id: Int64, as status: JournalEntry.Status, result: String, in db: Database
  ) throws {
    try db.execute(
      sql: "UPDATE action SET status = ?, result = ? WHERE id = ?",
      arguments: [status.rawValue, result, id])
  }
}
