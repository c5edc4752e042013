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
    for customer in 0..<customerCount {
      for row in relation.rows(ofCustomer: customer) { result[row] = Int32(customer) }
    }
    return result
  }
}

/// Rows that belong to customers, laid out customer by customer and sorted by time inside.
package struct Relation: Sendable {
  /// By which queries know the rows.
  package let name: FieldName
  /// The rows.
  package let table: Table
  /// Where each customer's rows begin, and one more: the end of the last.
  package let customerOffsets: [UInt32]
  /// The field that dates the rows (type date or date-time); nil when nothing does.
  package let dateField: FieldName?
  /// Local day of each row, for windows in days; nil when nothing dates the rows.
  package let days: IntegerColumn?
  /// For order lines: where each row's order's lines begin, indexed by the row number in
  /// `all_orders`, and one more.
  ///
  /// A relation with it is sorted by (order row, file order).
  package let orderOffsets: [UInt32]?
  /// For `all_orders`: the rows that count as orders (policy holds, amount not negative).
  package let countedRows: Bitmap?
  /// For `all_orders`: rows that count towards revenue: counted rows and refunds.
  package let revenueRows: Bitmap?

  package init(
    name: FieldName, table: Table, customerOffsets: [UInt32], dateField: FieldName?,
    days: IntegerColumn?, orderOffsets: [UInt32]? = nil, countedRows: Bitmap? = nil,
    revenueRows: Bitmap? = nil
  ) {
    precondition(customerOffsets.last.map(Int.init) == table.rowCount, "offsets end at the rows")
    precondition(days.map { $0.count == table.rowCount } ?? true, "one day a row")
    self.name = name
    self.table = table
    self.customerOffsets = customerOffsets
    self.dateField = dateField
    self.days = days
    self.orderOffsets = orderOffsets
    self.countedRows = countedRows
    self.revenueRows = revenueRows
  }

  /// The rows of one customer, earliest first.
  package func rows(ofCustomer customer: Int) -> Range<Int> {
    Int(customerOffsets[customer])..<Int(customerOffsets[customer + 1])
  }
}
