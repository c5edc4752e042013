import GRDB
import SegModel
package import SegStore

/// Who on the list is whom in the data, until either changes.
struct SuppressionMemo {
  var parties: Set<SuppressedParty>
  var rows: Bitmap
}

/// The suppression list: those who are not to be contacted, whatever a segment says.
///
/// Entries are kept apart from the data, so that they hold for whoever a later import brings.
extension Workspace {
  /// Everybody on the list, customers before addresses, by value.
  package func suppressions() throws(WorkspaceFailure) -> [Suppression] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT kind, value, reason, at FROM suppression ORDER BY kind, value"
      ).map { row in
        guard let kind = SuppressedParty.Kind(rawValue: row["kind"]) else {
          throw WorkspaceFailure(.damaged, "the suppression list holds an entry of no known kind")
        }
        return Suppression(
          party: SuppressedParty(kind: kind, stored: row["value"]), reason: row["reason"],
          since: Instant(secondsSinceEpoch: row["at"]))
      }
    }
  }

  /// Those of some who are not on the list, each once, in their order.
  package func unlisted(
    _ parties: [SuppressedParty]
  ) throws(WorkspaceFailure) -> [SuppressedParty] {
    var known = Set(try suppressions().map(\.party))
    return parties.filter { known.insert($0).inserted }
  }

  /// Puts some on the list, in one transaction; returns how many were not on it.
  ///
  /// Who is there keeps the first reason and time.
  @discardableResult
  package func suppress(
    _ parties: [SuppressedParty], reason: String, context: ActionContext
  ) throws(WorkspaceFailure) -> Int {
    try exclusively { () throws(WorkspaceFailure) -> Int in
      let fresh = try unlisted(parties)
      if fresh.isEmpty { return 0 }
      try write { db in
        let entry = try record(
          .suppress, context, expected: "\(fresh.count) entries",
          result: "\(fresh.count) entries added", in: db)
        let insertion = try db.makeStatement(
          sql: "INSERT INTO suppression (kind, value, reason, at, action) VALUES (?, ?, ?, ?, ?)")
        for party in fresh {
          try insertion.execute(
            arguments: [
              party.kind.rawValue, party.value, reason.nfc, clock().secondsSinceEpoch, entry,
            ])
        }
      }
      return fresh.count
    }
  }

  /// Takes somebody off the list; false when they are not on it.
  package func unsuppress(
    _ party: SuppressedParty, context: ActionContext
  ) throws(WorkspaceFailure) -> Bool {
    try write { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "SELECT reason, at FROM suppression WHERE kind = ? AND value = ?",
          arguments: [party.kind.rawValue, party.value])
      else { return false }
      try db.execute(
        sql: "DELETE FROM suppression WHERE kind = ? AND value = ?",
        arguments: [party.kind.rawValue, party.value])
      let day = profile.zone.day(of: Instant(secondsSinceEpoch: row["at"]))
      let reason: String = row["reason"]
      _ = try record(
        .unsuppress, context, expected: "1 entry", result: "1 entry removed",
        previous: "since \(day): \(reason)", in: db)
      return true
    }
  }

  /// Customers of the data who are on the list.
  package func suppressedCustomers() throws(WorkspaceFailure) -> Bitmap {
    let parties = Set(try suppressions().map(\.party))
    if let memo = suppressionMemo, memo.parties == parties { return memo.rows }
    let rows = try customers(among: parties)
    suppressionMemo = SuppressionMemo(parties: parties, rows: rows)
    return rows
  }

  /// Customers of the data whom some stand for: by id, by an address (which may be an id too), or
  /// by the address of somebody who is named by id.
  package func customers(
    among parties: Set<SuppressedParty>
  ) throws(WorkspaceFailure) -> Bitmap {
    let count = snapshot.customerCount
    var rows = Bitmap(count: count)
    guard !parties.isEmpty, count > 0 else { return rows }
    let ids = Set(parties.lazy.filter { $0.kind == .customer }.map(\.value))
    var addresses = Set(parties.lazy.filter { $0.kind == .email }.map(\.value))
    let emails = textColumn(CanonicalField.email)
    if let names = textColumn(CanonicalField.customerID) {
      rows.formUnion(
        Self.rows(of: names, count) { name in
          ids.contains(name)
            || name.utf8.contains(0x40)
              && addresses.contains(SuppressedParty.folded(address: name))
        })
    }
    if let emails {
      if !ids.isEmpty {
        rows.forEach { row in
          guard let code = emails.code(row) else { return }
          addresses.insert(SuppressedParty.folded(address: emails.dictionary[code]))
        }
      }
      rows.formUnion(
        Self.rows(of: emails, count) {
          addresses.contains(SuppressedParty.folded(address: $0))
        })
    }
    try Self.checkDamage(of: snapshot)
    return rows
  }

  private func textColumn(_ name: FieldName) -> TextColumn? {
    guard case .text(let column)? = snapshot.customers.column(name)?.column else { return nil }
    return column
  }

  /// Rows whose text is wanted, each distinct one asked once.
  private static func rows(
    of column: TextColumn, _ count: Int, _ isWanted: (String) -> Bool
  ) -> Bitmap {
    let marks = (0..<column.dictionary.count).map { isWanted(column.dictionary[$0]) }
    var rows = Bitmap(count: count)
    guard marks.contains(true) else { return rows }
    for row in 0..<count {
      if let code = column.code(row), marks[code] { rows[row] = true }
    }
    return rows
  }
}
