import SegModel

/// Lays order lines out by order: the newest file that names an order's lines replaces them all.
struct LineAssembly {
  private let orders: OrderRelation
  private let stack: TableStack
  /// Order of each row of the stack; negative for rows that were rejected.
  private var orderRows: [Int32]
  /// Tables before this one are the previous snapshot's.
  private let firstSource: Int

  /// Stacks the previous lines, if any, and the sources, and finds the order of each row.
  init(
    previous: Relation?, _ sources: inout [BuildSource], orders: OrderRelation,
    profile: StoreProfile
  ) {
    self.orders = orders
    let tables = (previous.map { [$0.table] } ?? []) + sources.map(\.table)
    let own = tables.map {
      $0.removing(CanonicalField.customerID).removing(CanonicalField.orderDate)
    }
    stack = TableStack(own, profile: profile)
    firstSource = previous == nil ? 0 : 1
    orderRows = previous.map { Self.ordersOfLines(in: $0, orders) } ?? []
    let rendering = ValueRendering(profile: profile)
    for index in sources.indices {
      let rows = sources[index].orderRows(in: orders, rendering)
      sources[index].rejectRowsWithoutOrder(rows)
      orderRows.append(contentsOf: rows)
    }
  }

  /// Settles every row and gives the relation.
  func relation(
    _ name: FieldName, _ sources: inout [BuildSource], customerCount: Int
  ) -> Relation {
    let orderCount = orders.relation.table.rowCount
    let rows = settledRows(&sources, orderCount: orderCount)
    let groups = RowGroups(rows, by: orderRows, groupCount: orderCount)
    let placed = groups.grouped { Int32(truncatingIfNeeded: $0) }
    let offsets = groups.offsets
    let orderOfLine = placed.map { orderRows[Int($0)] }
    var fields = stack.fields
    var columns = fields.map { stack.column($0).gathering(placed, areKnown: true, groups: groups) }
    var dateField: FieldName?
    if let name = orders.relation.dateField, var (field, dates) = orders.relation.table.column(name)
    {
      dateField = CanonicalField.orderDate
      field.name = CanonicalField.orderDate
      fields.append(field)
      dates = dates.gathering(orderOfLine, areKnown: true)
      columns.append(dates)
    }
    return Relation(
      name: name, table: Table(rowCount: placed.count, fields: fields, columns: columns),
      customerOffsets: orders.relation.customerOffsets.map { offsets[Int($0)] },
      dateField: dateField, days: orders.relation.days?.gathering(orderOfLine, areKnown: true),
      orderOffsets: offsets)
  }

  /// The rows that stay, in stack order, nil for all that have an order; rows of an order that had
  /// lines before are merged.
  private func settledRows(_ sources: inout [BuildSource], orderCount: Int) -> [Int32]? {
    if stack.tableCount == 1 { return nil }
    var newestTable = [Int32](repeating: -1, count: orderCount)
    var hadLines = Bitmap(count: orderCount)
    for (table, start) in stack.starts.dropLast().enumerated() {
      for row in start..<stack.starts[table + 1] where orderRows[row] >= 0 {
        let order = Int(orderRows[row])
        if newestTable[order] != Int32(table) {
          hadLines[order] = newestTable[order] >= 0
          newestTable[order] = Int32(table)
        }
        if table >= firstSource, hadLines[order] {
          sources[table - firstSource].merge(row - start)
        }
      }
    }
    var rows: [Int32] = []
    rows.reserveCapacity(stack.rowCount)
    for (table, start) in stack.starts.dropLast().enumerated() {
      for row in start..<stack.starts[table + 1] where orderRows[row] >= 0 {
        if newestTable[Int(orderRows[row])] == Int32(table) { rows.append(Int32(row)) }
      }
    }
    return rows
  }

  /// The present order of each line of a previous snapshot.
  private static func ordersOfLines(in previous: Relation, _ orders: OrderRelation) -> [Int32] {
    var result = [Int32](repeating: -1, count: previous.table.rowCount)
    guard let offsets = previous.orderOffsets else { return result }
    for order in 0..<max(0, offsets.count - 1) {
      let row = orders.row(ofPreviousOrder: order)
      for line in Int(offsets[order])..<Int(offsets[order + 1]) { result[line] = row }
    }
    return result
  }
}

extension BuildSource {
  /// The order of each row by its order id: -1 where there is none, -2 where no order has it.
  func orderRows(in orders: OrderRelation?, _ rendering: ValueRendering) -> [Int32] {
    guard let ids = text(CanonicalField.orderID, rendering) else {
      return [Int32](repeating: -1, count: table.rowCount)
    }
    guard let orders else { return (0..<ids.count).map { ids.code($0) == nil ? -1 : -2 } }
    return orders.rows(named: ids)
  }

  /// Keeps out rows whose order, as `orderRows` found it, is unknown.
  mutating func rejectRowsWithoutOrder(_ orderRows: [Int32]) {
    for (row, order) in orderRows.enumerated() where order < 0 && !isRejected(row) {
      reject(row, CanonicalField.orderID, order == -1 ? .noOrder : .unknownOrder)
    }
  }
}
