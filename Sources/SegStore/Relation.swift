package import SegModel

/// Rows that belong to customers, laid out customer by customer and sorted by time inside.
///
/// Its parts are read at their first use when it came from a snapshot's file.
package struct Relation: Sendable {
  /// By which queries know the rows.
  package let name: FieldName
  /// The rows.
  package let table: Table
  /// The field that dates the rows (type date or date-time); nil when nothing does.
  package let dateField: FieldName?
  private let knownDayBounds: ClosedRange<Int64>?
  private let layout: Layout
  /// The customers whom the rows belong to.
  package let customers: RowOwners
  /// For order lines: the orders, by their row numbers in `all_orders`, whom the rows belong to.
  ///
  /// A relation with them is sorted by (order row, file order).
  package let orders: RowOwners?
  /// nil where there are few rows.
  private let textRowsPlace: TextRowsPlace?

  /// What the rows are found by.
  struct Layout: Sendable {
    var customerOffsets: Deferred<[UInt32]>
    var days: Deferred<IntegerColumn>?
    var orderOffsets: Deferred<[UInt32]>?
    var countedRows: Deferred<Bitmap>?
    var revenueRows: Deferred<Bitmap>?
  }

  package init(
    name: FieldName, table: Table, customerOffsets: [UInt32], dateField: FieldName?,
    days: IntegerColumn?, orderOffsets: [UInt32]? = nil, countedRows: Bitmap? = nil,
    revenueRows: Bitmap? = nil
  ) {
    precondition(customerOffsets.last.map(Int.init) == table.rowCount, "offsets end at the rows")
    precondition(days.map { $0.count == table.rowCount } ?? true, "one day a row")
    let layout = Layout(
      customerOffsets: Deferred(customerOffsets), days: days.map { Deferred($0) },
      orderOffsets: orderOffsets.map { Deferred($0) },
      countedRows: countedRows.map { Deferred($0) }, revenueRows: revenueRows.map { Deferred($0) })
    self.init(
      name: name, table: table, dateField: dateField, knownDayBounds: days?.bounds, layout: layout)
  }

  /// Takes parts that may still have to be read.
  init(
    name: FieldName, table: Table, dateField: FieldName?, knownDayBounds: ClosedRange<Int64>?,
    layout: Layout
  ) {
    self.name = name
    self.table = table
    self.dateField = dateField
    self.knownDayBounds = knownDayBounds
    self.layout = layout
    customers = RowOwners(layout.customerOffsets)
    orders = layout.orderOffsets.map { RowOwners($0) }
    let isLong = table.rowCount >= SecondUse<TextRows>.fewestRows
    textRowsPlace = isLong ? TextRowsPlace() : nil
  }
}

extension Relation {
  /// Where each customer's rows begin, and one more: the end of the last.
  package var customerOffsets: [UInt32] { customers.offsets }

  /// Local day of each row, for windows in days; nil when nothing dates the rows.
  package var days: IntegerColumn? { layout.days?.value }

  /// The first and the last of `days`, which as a rule are not read for that.
  package var dayBounds: ClosedRange<Int64>? { knownDayBounds ?? days?.bounds }

  /// For order lines: where each order's lines begin, and one more.
  package var orderOffsets: [UInt32]? { orders?.offsets }

  /// Whether the rows are those of orders.
  package var belongsToOrders: Bool { orders != nil }

  /// For `all_orders`: the rows that count as orders (policy holds, amount not negative).
  package var countedRows: Bitmap? { layout.countedRows?.value }

  /// For `all_orders`: rows that count towards revenue: counted rows and refunds.
  package var revenueRows: Bitmap? { layout.revenueRows?.value }

  /// The rows of one customer, earliest first; slow in loops over all of them.
  package func rows(ofCustomer customer: Int) -> Range<Int> {
    let offsets = customerOffsets
    return Int(offsets[customer])..<Int(offsets[customer + 1])
  }

  /// The rows that hold the text of a code in the column of a position; nil where they are many.
  ///
  /// Nil also when they are asked for first: `find` tells them the second time.
  package func rows(of code: Int, in column: Int, _ find: () -> Bitmap) -> TextRows? {
    textRowsPlace?.rows(of: code, in: column, days: days, find)
  }

  /// What was wrong with the first of those parts that proved damaged when they were read.
  var damage: SnapshotDamage? {
    customers.damage ?? layout.days?.damage ?? orders?.damage
      ?? layout.countedRows?.damage ?? layout.revenueRows?.damage ?? table.damage
  }
}
