import Foundation
import GRDB
package import SegModel
import SegStore

/// Splits keep who was put into which part: nobody in one ever changes the part.
extension Workspace {
  /// One part as it is kept.
  struct KeptPart {
    var name: String
    var members: Data
  }

  /// The parts of every kept split from left to right, by the folded name of the split.
  static func splitParts(in db: Database) throws -> [String: [KeptPart]] {
    var result: [String: [KeptPart]] = [:]
    let rows = try Row.fetchAll(
      db, sql: "SELECT segment, name, members FROM split_part ORDER BY segment, position")
    for row in rows {
      result[row["segment"], default: []].append(
        KeptPart(name: row["name"], members: row["members"]))
    }
    return result
  }

  /// What keeping a split under a name would do.
  package func outcome(
    ofAssigning parts: [(name: String, rows: [Int32])], definition: String, as name: FieldName
  ) throws(WorkspaceFailure) -> KeepOutcome {
    try read { db in
      guard let row = try Self.segment(name, in: db) else { return .created }
      guard let old = try Self.splitParts(in: db)[name.folded] else { return .replaced }
      try Self.check(old, parts, name)
      let register = try register(in: db)
      var placed = Bitmap(count: snapshot.customerCount)
      for part in old {
        placed.formUnion(register.rows(of: try Self.numberSet(part.members, register)))
      }
      let isSame = parts.allSatisfy { part in part.rows.allSatisfy { placed[Int($0)] } }
      return isSame && row["definition"] == definition ? .unchanged : .replaced
    }
  }

  /// Keeps a split under a name; who is in one of its parts already stays there.
  package func assign(
    _ parts: [(name: String, rows: [Int32])], definition: String, as name: FieldName,
    context: ActionContext
  ) throws(WorkspaceFailure) -> KeepOutcome {
    try exclusively { () throws(WorkspaceFailure) -> KeepOutcome in
      let outcome = try outcome(ofAssigning: parts, definition: definition, as: name)
      if outcome == .unchanged { return outcome }
      try write { db in
        let old = try Self.splitParts(in: db)[name.folded] ?? []
        let register = try register(holding: parts.flatMap(\.rows), in: db)
        let kept = try old.map { try Self.numberSet($0.members, register).bits }
        var placed = Bitmap(count: register.count)
        for members in kept { placed.formUnion(members.extended(to: register.count)) }
        try keep(name, definition, members: nil, kind: .save, context, in: db)
        for (position, part) in parts.enumerated() {
          var members = register.set(of: part.rows).bits.subtracting(placed)
          if position < kept.count {
            members.formUnion(kept[position].extended(to: register.count))
          }
          try db.execute(
            sql: "INSERT INTO split_part (segment, position, name, members) VALUES (?, ?, ?, ?)",
            arguments: [name.folded, position, part.name, NumberSet(members).data])
        }
      }
      return outcome
    }
  }

  private static func check(
    _ old: [KeptPart], _ parts: [(name: String, rows: [Int32])], _ name: FieldName
  ) throws {
    guard old.map({ FieldName($0.name) }) == parts.map({ FieldName($0.name) }) else {
      let names = old.map(\.name).joined(separator: ", ")
      throw WorkspaceFailure(
        .conflict,
        "`@\(name)` has the parts \(names), and nobody changes the part; "
          + "save under another name, or drop it first")
    }
  }
}
