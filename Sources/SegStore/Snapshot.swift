package import SegModel

/// One immutable state of a store: its customers and everything grouped under them.
package struct Snapshot: Sendable {
  /// The settings it was built under.
  package let profile: StoreProfile
  /// One row a customer, in the order of their stable inner numbers.
  ///
  /// Holds at least the text field `customer_id`, known for every row.
  package let customers: Table
  /// `all_orders`, `items`, `events` and whatever other files brought, by name.
  package let relations: [FieldName: Relation]

  package init(profile: StoreProfile, customers: Table, relations: [FieldName: Relation]) {
    self.profile = profile
    self.customers = customers
    self.relations = relations
  }

  /// The same data under other settings.
  package func under(_ profile: StoreProfile) -> Snapshot {
    Snapshot(profile: profile, customers: customers, relations: relations)
  }

  /// Fails when something that was read from the snapshot's file proved damaged.
  ///
  /// Stand-ins took its place, so whatever was found since the snapshot was opened may be wrong.
  /// To be asked before anything that was found leaves the program.
  package func checkDamage() throws(SnapshotDamage) {
    if let damage = customers.damage { throw damage }
    for (_, relation) in relations.sorted(by: { $0.key < $1.key }) {
      if let damage = relation.damage { throw damage }
    }
  }

  /// The ids of all customers.
  package func customerIDs() throws(SnapshotDamage) -> TextColumn {
    guard case .text(let ids)? = customers.column(CanonicalField.customerID)?.column else {
      preconditionFailure("customers without ids")
    }
    try checkDamage()
    return ids
  }

  /// Number of customers.
  package var customerCount: Int { customers.rowCount }

  /// Name of the relation that holds every order with its status; `orders` are those of its rows
  /// that the revenue policy counts.
  package static let allOrders: FieldName = "all_orders"
  /// Name of the relation of orders that count.
  package static let orders: FieldName = "orders"
  /// Name of the relation of order lines.
  package static let items: FieldName = "items"
  /// Name of the relation of events.
  package static let events: FieldName = "events"

  /// A store without customers.
  package static func empty(_ profile: StoreProfile) -> Snapshot {
    let id = Field(name: "customer_id", type: .text)
    let table = Table(rowCount: 0, fields: [id], columns: [.text(TextColumn([]))])
    return Snapshot(profile: profile, customers: table, relations: [:])
  }

  /// The customer row of each row of a relation.
  package func customerRows(of relation: Relation) -> [Int32] {
    var result = [Int32](repeating: 0, count: relation.table.rowCount)
    let offsets = relation.customerOffsets
    for customer in 0..<customerCount {
      for row in Int(offsets[customer])..<Int(offsets[customer + 1]) {
        result[row] = Int32(customer)
      }
    }
    return result
  }
}
