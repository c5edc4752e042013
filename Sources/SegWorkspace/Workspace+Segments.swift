import Foundation
import GRDB
package import SegModel
package import SegPlan
package import SegStore

/// What keeping a segment would change, or did.
package enum KeepOutcome: Sendable, Hashable {
  /// The name was free.
  case created
  /// The name stood for something else, which the journal keeps.
  case replaced
  /// It was kept already just so.
  case unchanged
}

extension Workspace {
  /// All saved segments, by name.
  package func segments() throws(WorkspaceFailure) -> [SavedSegment] {
    try read { db in
      let parts = try Self.splitParts(in: db)
      return try Row.fetchAll(
        db, sql: "SELECT name, spelling, definition, member_count FROM segment ORDER BY name"
      ).map { row in
        let count: Int? = row["member_count"]
        if let parts = parts[row["name"]] {
          return SavedSegment(
            name: FieldName(row["spelling"]), kind: .split(parts: parts.map(\.name)),
            definition: row["definition"])
        }
        return SavedSegment(
          name: FieldName(row["spelling"]), kind: count.map { .frozen(count: $0) } ?? .definition,
          definition: row["definition"])
      }
    }
  }

  /// Members of each frozen segment that are in the data.
  package func frozenMembers() throws(WorkspaceFailure) -> [FieldName: Bitmap] {
    try read { db in
      var result: [FieldName: Bitmap] = [:]
      let rows = try Row.fetchAll(
        db, sql: "SELECT spelling, members FROM segment WHERE members IS NOT NULL")
      let splits = try Self.splitParts(in: db)
      if rows.isEmpty, splits.isEmpty { return result }
      let register = try register(in: db)
      for (name, parts) in splits {
        var whole = Bitmap(count: snapshot.customerCount)
        for part in parts {
          let members = register.rows(of: try Self.numberSet(part.members, register))
          whole.formUnion(members)
          result[FieldName("\(name).\(part.name)")] = members
        }
        result[FieldName(name)] = whole
      }
      for row in rows {
        let set = try Self.numberSet(row["members"], register)
        result[FieldName(row["spelling"])] = register.rows(of: set)
      }
      return result
    }
  }

  /// What keeping a definition under a name would do.
  package func outcome(
    ofSaving definition: String, as name: FieldName
  ) throws(WorkspaceFailure) -> KeepOutcome {
    try read { db in
      guard let row = try Self.segment(name, in: db) else { return .created }
      let isSplit = try Self.splitParts(in: db)[name.folded] != nil
      let isSame =
        row["members"] as Data? == nil && row["definition"] == definition && !isSplit
      return isSame ? .unchanged : .replaced
    }
  }

  /// What keeping members under a name would do.
  package func outcome(
    ofFreezing rows: [Int32], as name: FieldName
  ) throws(WorkspaceFailure) -> KeepOutcome {
    try read { db in
      guard let row = try Self.segment(name, in: db) else { return .created }
      guard let data = row["members"] as Data? else { return .replaced }
      let register = try register(in: db)
      guard rows.allSatisfy({ register.numbers[Int($0)] > 0 }) else { return .replaced }
      let isSame = try Self.numberSet(data, register) == register.set(of: rows)
      return isSame ? .unchanged : .replaced
    }
  }

  /// Keeps a definition under a name, journaled with what was there before.
  @discardableResult
  package func save(
    _ definition: String, as name: FieldName, context: ActionContext
  ) throws(WorkspaceFailure) -> KeepOutcome {
    try exclusively { () throws(WorkspaceFailure) -> KeepOutcome in
      let outcome = try outcome(ofSaving: definition, as: name)
      if outcome == .unchanged { return outcome }
      try write { db in
        try keep(name, definition, members: nil, kind: .save, context, in: db)
      }
      return outcome
    }
  }

  /// Keeps members under a name, journaled with what was there before.
  @discardableResult
  package func freeze(
    _ rows: [Int32], definition: String, as name: FieldName, context: ActionContext
  ) throws(WorkspaceFailure) -> KeepOutcome {
    try exclusively { () throws(WorkspaceFailure) -> KeepOutcome in
      let outcome = try outcome(ofFreezing: rows, as: name)
      if outcome == .unchanged { return outcome }
      try write { db in
        let register = try register(holding: rows, in: db)
        let members = register.set(of: rows)
        try keep(name, definition, members: members, kind: .freeze, context, in: db)
      }
      return outcome
    }
  }

  /// Forgets a segment; the journal keeps its definition.
  package func dropSegment(
    _ name: FieldName, context: ActionContext
  ) throws(WorkspaceFailure) {
    try write { db in
      guard let row = try Self.segment(name, in: db) else { throw Self.unknownSegment(name) }
      try db.execute(sql: "DELETE FROM segment WHERE name = ?", arguments: [name.folded])
      try db.execute(sql: "DELETE FROM split_part WHERE segment = ?", arguments: [name.folded])
      _ = try record(
        .drop, context, expected: name.description, previous: row["definition"],
        members: row["members"], in: db)
    }
  }

  /// Gives a segment another name, which must be free; a change of case alone is fine.
  package func renameSegment(
    _ name: FieldName, to newName: FieldName, context: ActionContext
  ) throws(WorkspaceFailure) {
    try write { db in
      guard let row = try Self.segment(name, in: db) else { throw Self.unknownSegment(name) }
      if newName != name, try Self.segment(newName, in: db) != nil {
        throw WorkspaceFailure(.conflict, "`@\(newName)` is there already")
      }
      try db.execute(
        sql: "UPDATE segment SET name = ?, spelling = ? WHERE name = ?",
        arguments: [newName.folded, newName.description, name.folded])
      try db.execute(
        sql: "UPDATE split_part SET segment = ? WHERE segment = ?",
        arguments: [newName.folded, name.folded])
      _ = try record(
        .rename, context, expected: "\(name) to \(newName)", previous: row["spelling"], in: db)
    }
  }

  func keep(
    _ name: FieldName, _ definition: String, members: NumberSet?, kind: ActionKind,
    _ context: ActionContext, in db: Database
  ) throws {
    let old = try Self.segment(name, in: db)
    try db.execute(sql: "DELETE FROM split_part WHERE segment = ?", arguments: [name.folded])
    let count = members?.count
    let action = try record(
      kind, context, expected: count.map { "\(name): \($0) members" } ?? name.description,
      previous: old?["definition"], members: old?["members"], in: db)
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO segment
          (name, spelling, definition, member_count, members, action)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
      arguments: [name.folded, name.description, definition, count, members?.data, action])
  }

  static func segment(_ name: FieldName, in db: Database) throws -> Row? {
    try Row.fetchOne(db, sql: "SELECT * FROM segment WHERE name = ?", arguments: [name.folded])
  }

  private static func unknownSegment(_ name: FieldName) -> WorkspaceFailure {
    WorkspaceFailure(.unknownName, "there is no segment `@\(name)`")
  }

  static func numberSet(_ data: Data, _ register: CustomerRegister) throws -> NumberSet {
    guard let set = NumberSet(data, count: register.count) else {
      throw WorkspaceFailure(.damaged, "a set of customers in the workspace is damaged")
    }
    return set
  }
}
