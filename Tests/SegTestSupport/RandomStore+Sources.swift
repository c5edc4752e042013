import SegModel
package import SegStore

extension RandomStore {
  /// The tables of the store as files would bring them: rows name their customer, lines their
  /// order and no date.
  package func sources() -> [SourceTable] {
    let ids = column("customer_id", of: snapshot.customers)
    var sources = [source(.customers, snapshot.customers)]
    let roles: [(FieldName, TableRole)] = [
      (Snapshot.allOrders, .orders), (Snapshot.items, .items), (Snapshot.events, .events),
      ("notes", .other("notes")),
    ]
    for (name, role) in roles {
      guard let relation = snapshot.relations[name] else { continue }
      var key: FieldName = "customer_id"
      var keys = snapshot.customerRows(of: relation).map { ids[Int($0)] }
      if let offsets = relation.orderOffsets, let orders = snapshot.relations[Snapshot.allOrders] {
        key = "order_id"
        let orderIDs = column(key, of: orders.table)
        keys = (0..<offsets.count - 1).flatMap { order in
          (offsets[order]..<offsets[order + 1]).map { _ in orderIDs[order] }
        }
      }
      let kept = relation.table.fields.indices.filter {
        name != Snapshot.items || relation.table.fields[$0].name != "order_date"
      }
      let table = Table(
        rowCount: relation.table.rowCount,
        fields: [Field(name: key, type: .text)] + kept.map { relation.table.fields[$0] },
        columns: [.text(TextColumn(keys))] + kept.map { relation.table.columns[$0] })
      sources.append(source(role, table))
    }
    return sources
  }

  private func source(_ role: TableRole, _ table: Table) -> SourceTable {
    SourceTable(
      role: role, table: table, fileName: "\(role)",
      lineNumbers: LineNumbers((0..<table.rowCount).map { UInt32($0) + 2 }))
  }

  private func column(_ name: FieldName, of table: Table) -> [String?] {
    guard case .text(let column)? = table.column(name)?.column else { return [] }
    return (0..<column.count).map { column[$0] }
  }
}
