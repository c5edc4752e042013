import Foundation
import GRDB
import SegModel
package import SegStore

/// What the shell has said about one tag, laid over the tags of the files: the customers that have
/// it are those of the file, less `removed`, and `added`.
///
/// A tag that is removed where the file has it leaves a mark, so that later imports of the same
/// file do not bring it back. Where the file does not have it no mark is left: a tag that a file
/// brings later is news and holds.
package struct TagOverlay: Sendable, Hashable {
  package var name: String
  package var added: Bitmap
  package var removed: Bitmap
}

/// How a change of a tag falls out.
package struct TagChange: Sendable, Hashable {
  /// Customers who get the tag, or lose it.
  package var changed: Int
  /// Customers for whom it holds already.
  package var alreadySo: Int

  package init(changed: Int, alreadySo: Int) {
    self.changed = changed
    self.alreadySo = alreadySo
  }
}

extension Workspace {
  /// What the shell has said about every tag, by name.
  package func tagOverlays() throws(WorkspaceFailure) -> [TagOverlay] {
    try tagOverlays(named: nil)
  }

  private func tagOverlays(named name: String?) throws(WorkspaceFailure) -> [TagOverlay] {
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT name, added, removed FROM tag WHERE name = coalesce(?, name) ORDER BY name
          """, arguments: [name])
      if rows.isEmpty { return [] }
      let register = try register(in: db)
      return try rows.map { row in
        TagOverlay(
          name: row["name"],
          added: register.rows(of: try Self.numberSet(row["added"], register)),
          removed: register.rows(of: try Self.numberSet(row["removed"], register)))
      }
    }
  }

  /// Tags of the file and of the shell together with the customers that have them, by the bytes of
  /// their names; tags that nobody has are left out.
  package func tagBitmaps() throws(WorkspaceFailure) -> [(name: String, members: Bitmap)] {
    var members: [String: Bitmap] = [:]
    if let column = try fileTags() {
      for (name, rows) in zip(column.names, column.members) {
        members[name] = rows.bitmap(count: snapshot.customerCount)
      }
    }
    for tag in try tagOverlays() {
      let fromFile = members[tag.name] ?? Bitmap(count: snapshot.customerCount)
      members[tag.name] = fromFile.subtracting(tag.removed).union(tag.added)
    }
    let names = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return names.compactMap { name in
      members[name].flatMap { $0.isEmpty ? nil : (name, $0) }
    }
  }

  /// Customers that have a tag.
  package func customers(tagged name: String) throws(WorkspaceFailure) -> Bitmap {
    let overlay = try tagOverlays(named: name.nfc).first
    let fromFile = try fileTags()?.rows(having: name.nfc) ?? Bitmap(count: snapshot.customerCount)
    guard let overlay else { return fromFile }
    return fromFile.subtracting(overlay.removed).union(overlay.added)
  }

  /// Gives customers a tag or takes it from them, in one transaction; again changes nothing.
  package func changeTag(
    _ tag: String, adding: Bool, rows: [Int32], context: ActionContext
  ) throws(WorkspaceFailure) -> TagChange {
    try exclusively { () throws(WorkspaceFailure) -> TagChange in
      let name = tag.nfc
      let holders = try customers(tagged: name)
      let holding = rows.count { holders[Int($0)] }
      let change =
        adding
        ? TagChange(changed: rows.count - holding, alreadySo: holding)
        : TagChange(changed: holding, alreadySo: rows.count - holding)
      try write { db in
        try changeTag(name, adding: adding, rows: rows, change, context, in: db)
      }
      return change
    }
  }

  private func changeTag(
    _ name: String, adding: Bool, rows: [Int32], _ change: TagChange, _ context: ActionContext,
    in db: Database
  ) throws {
    let fromFile = try fileTags()?.rows(having: name) ?? Bitmap(count: snapshot.customerCount)
    let register =
      adding ? try register(holding: rows, in: db) : try register(in: db)
    let stored = try Row.fetchOne(
      db, sql: "SELECT added, removed FROM tag WHERE name = ?", arguments: [name])
    let empty = NumberSet(Bitmap(count: register.count))
    let oldAdded = try stored.map { try Self.numberSet($0["added"], register) } ?? empty
    let oldRemoved = try stored.map { try Self.numberSet($0["removed"], register) } ?? empty
    var added = oldAdded.bits
    var removed = oldRemoved.bits
    var width = register
    if adding {
      let numbers = register.set(of: rows).bits
      added.formUnion(numbers)
      removed.subtract(numbers)
    } else {
      let marked = rows.filter { fromFile[Int($0)] }
      width = try self.register(holding: marked, in: db)
      added = added.extended(to: width.count)
      added.subtract(width.set(of: rows.filter { width.numbers[Int($0)] > 0 }).bits)
      removed = removed.extended(to: width.count)
      removed.formUnion(width.set(of: marked).bits)
    }
    let isSame =
      added == oldAdded.bits.extended(to: width.count)
      && removed == oldRemoved.bits.extended(to: width.count)
    if isSame { return }
    try db.execute(
      sql: "INSERT OR REPLACE INTO tag (name, added, removed) VALUES (?, ?, ?)",
      arguments: [name, NumberSet(added).data, NumberSet(removed).data])
    let members = width.set(of: rows.filter { width.numbers[Int($0)] > 0 })
    _ = try record(
      adding ? .tagAdd : .tagRemove, context, expected: "\(change.changed) customers",
      result: "\(name): \(change.changed) changed, \(change.alreadySo) already so",
      members: members.data, in: db)
  }

  private func fileTags() throws(WorkspaceFailure) -> ListColumn? {
    guard case .lists(let column)? = snapshot.customers.column("tags")?.column else { return nil }
    try Self.checkDamage(of: snapshot)
    return column
  }
}

extension String {
  /// The composed form in which names are kept and compared.
  var nfc: String {
    utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
  }
}
