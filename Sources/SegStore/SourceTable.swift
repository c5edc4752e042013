package import SegModel

/// What the rows of a file are.
package enum TableRole: Sendable, Hashable {
  case customers, orders, items, events
  /// Any other rows with a customer (or order) column, as a relation of that name.
  case other(FieldName)

  /// The relation's name; nil for customers.
  package var relationName: FieldName? {
    switch self {
    case .customers: nil
    case .orders: Snapshot.allOrders
    case .items: Snapshot.items
    case .events: Snapshot.events
    case .other(let name): name
    }
  }
}

/// One loaded file: typed columns in file order, before rows find their customers.
///
/// Recognised columns carry their canonical names: `customer_id email phone` (text), `order_id`
/// (text), `order_date event_date` (date or date-time), `amount refunded` (money), `status`,
/// `currency`, `quantity`, `sku`, ...
package struct SourceTable: Sendable {
  /// What the rows are.
  package var role: TableRole
  /// The rows in file order.
  package var table: Table
  /// What messages call the file.
  package var fileName: String
  /// Line in the file at which each row begins, for messages about it.
  package var lineNumbers: LineNumbers

  package init(role: TableRole, table: Table, fileName: String, lineNumbers: LineNumbers) {
    precondition(lineNumbers.count == table.rowCount, "one line number a row")
    self.role = role
    self.table = table
    self.fileName = fileName
    self.lineNumbers = lineNumbers
  }
}
