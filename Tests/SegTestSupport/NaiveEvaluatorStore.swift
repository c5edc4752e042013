package import SegModel
package import SegStore

/// A snapshot as plain rows of named values, for evaluation one row at a time.
///
/// Which orders count is worked out anew from status and amount, not taken from the snapshot.
package struct NaiveStore {
  /// One row of a relation.
  package struct Row {
    package var values: [FieldName: Value]
    package var customer: Int
    /// For a line of an order: the row of its order in `all_orders`.
    package var order: Int?
    /// A date, a date-time or unknown; of a line, its order's.
    package var moment: Value
    /// For an order: whether the revenue policy keeps it.
    package var isRevenue = true
    /// For an order: whether it is kept and its amount is not negative.
    package var counts = true
  }

  /// The rows of a relation, and those of each customer and each order.
  package struct Relation {
    package var rows: [Row] = []
    package var byCustomer: [[Int]]
    /// Empty unless the rows are lines of orders.
    package var byOrder: [[Int]] = []
    package var isLines = false
  }

  package let profile: StoreProfile
  package let customers: [[FieldName: Value]]
  package private(set) var relations: [FieldName: Relation] = [:]

  package init(_ snapshot: Snapshot) {
    profile = snapshot.profile
    customers = (0..<snapshot.customerCount).map { Self.values(snapshot.customers, row: $0) }
    let owners = snapshot.relations.mapValues { snapshot.customerRows(of: $0) }
    if let orders = snapshot.relations[Snapshot.allOrders] {
      read(orders, owners: owners[orders.name] ?? [])
    }
    for relation in snapshot.relations.values where relation.name != Snapshot.allOrders {
      read(relation, owners: owners[relation.name] ?? [])
    }
  }

  private mutating func read(_ stored: SegStore.Relation, owners: [Int32]) {
    var relation = Relation(byCustomer: Array(repeating: [], count: customers.count))
    for row in 0..<stored.table.rowCount {
      let values = Self.values(stored.table, row: row)
      let moment = stored.dateField.flatMap { values[$0] } ?? .unknown
      var read = Row(values: values, customer: Int(owners[row]), moment: moment)
      if stored.name == Snapshot.allOrders {
        read.isRevenue = isRevenue(values["status"] ?? .unknown)
        read.counts = read.isRevenue
        if case .money(let amount)? = values["amount"], amount < Fraction(0) { read.counts = false }
      }
      relation.byCustomer[Int(owners[row])].append(row)
      relation.rows.append(read)
    }
    if let offsets = stored.orderOffsets {
      relation.isLines = true
      for order in 0..<offsets.count - 1 {
        let lines = Array(Int(offsets[order])..<Int(offsets[order + 1]))
        relation.byOrder.append(lines)
        for line in lines {
          relation.rows[line].order = order
          relation.rows[line].moment = relations[Snapshot.allOrders]?.rows[order].moment ?? .unknown
        }
      }
    }
    relations[stored.name] = relation
  }

  private func isRevenue(_ status: Value) -> Bool {
    guard case .text(let text) = status else { return true }
    return profile.revenuePolicy.treatment(of: text) != .excluded
  }

  private static func values(_ table: Table, row: Int) -> [FieldName: Value] {
    var values: [FieldName: Value] = [:]
    for (position, field) in table.fields.enumerated() {
      values[field.name] = table.value(row, position)
    }
    return values
  }
}
