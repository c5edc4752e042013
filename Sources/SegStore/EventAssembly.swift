import SegModel

/// Lays rows out by customer and time; a row that an older file already brought, cell for cell, is
/// not doubled.
struct EventAssembly {
  private let stack: TableStack
  /// The columns of the stack, one a field; they go once they were gathered.
  private var columns: [Column]
  private let profile: StoreProfile
  private let dateField: FieldName?
  /// Customer of each row of the stack; -1 for rows that were rejected.
  private let customers: [Int32]
  /// Tables before this one are the previous snapshot's.
  private let firstSource: Int

  /// Stacks the previous relation, if any, and the sources, rejecting rows that are nobody's.
  init(
    previous: Relation?, previousCustomers: [Int32], _ sources: inout [BuildSource],
    orders: OrderRelation?, profile: StoreProfile
  ) {
    let rendering = ValueRendering(profile: profile)
    var customers = previousCustomers
    var tables = previous.map { [$0.table] } ?? []
    for index in sources.indices {
      sources[index].findCustomers(through: orders, rendering)
      customers.append(contentsOf: sources[index].customers)
      tables.append(sources[index].takeTable())
    }
    var stack = TableStack(
      tables.map { $0.removing(CanonicalField.customerID) }, profile: profile)
    columns = stack.fields.map { stack.take($0) }
    self.stack = stack
    self.profile = profile
    self.customers = customers
    firstSource = previous == nil ? 0 : 1
    dateField = stack.dateField(
      preferring: [previous?.dateField, CanonicalField.eventDate, CanonicalField.orderDate])
  }

  /// Settles every row and gives the relation.
  consuming func relation(
    _ name: FieldName, _ sources: inout [BuildSource], customerCount: Int
  ) -> Relation {
    let times = times
    var layout = RelationLayout(
      nil, customers: customers, times: times, customerCount: customerCount)
    if stack.tableCount > 1 {
      let kept = withoutRepeats(layout.rows, times, &sources)
      if kept.count < layout.rows.count {
        layout = RelationLayout(
          kept, customers: customers, times: times, customerCount: customerCount)
      }
    }
    for index in columns.indices {
      columns[index] = columns[index].gathering(
        layout.rows, areKnown: true, groups: layout.groups)
    }
    let table = Table(rowCount: layout.rows.count, fields: stack.fields, columns: columns)
    return Relation(
      name: name, table: table, customerOffsets: layout.offsets, dateField: dateField,
      days: dateField.flatMap { table.days(of: $0, zone: profile.zone) })
  }

  /// What orders a customer's rows; unknown dates come first.
  ///
  /// Nil when nothing dates the rows.
  private var times: IntegerColumn? {
    guard let position = stack.fields.firstIndex(where: { $0.name == dateField }),
      case .integers(let column) = columns[position]
    else { return nil }
    return column
  }
}

extension EventAssembly {
  /// A row among those of its customer at its instant.
  private struct Entry {
    let fingerprint: RowFingerprints.Fingerprint
    let row: Int32
  }

  /// Drops the rows that repeat one of an older table.
  ///
  /// Rows that one table holds several times are kept as often as the table with most of them has
  /// them.
  private func withoutRepeats(
    _ rows: [Int32], _ times: IntegerColumn?, _ sources: inout [BuildSource]
  ) -> [Int32] {
    let fingerprints = RowFingerprints(columns, rowCount: stack.rowCount)
    var isRepeat = Bitmap(count: stack.rowCount)
    let firstNew = Int32(stack.starts[1])
    var start = 0
    while start < rows.count {
      let first = Int(rows[start])
      var end = start + 1
      while end < rows.count, customers[Int(rows[end])] == customers[first],
        times.map({ $0[Int(rows[end])] == $0[first] }) ?? true
      { end += 1 }
      // Within a run rows stand in stack order, so the oldest table's come first.
      if end - start > 1, rows[end - 1] >= firstNew {
        let entries = rows[start..<end].map { Entry(fingerprint: fingerprints[$0], row: $0) }
          .sorted { ($0.fingerprint, $0.row) < ($1.fingerprint, $1.row) }
        markRepeats(entries, &isRepeat)
      }
      start = end
    }
    isRepeat.forEach { row in
      let table = stack.table(ofRow: row)
      guard table >= firstSource else { return }
      sources[table - firstSource].merge(row - stack.starts[table])
    }
    return rows.filter { !isRepeat[Int($0)] }
  }

  /// Marks repeats among rows of one customer and instant, sorted so that equal rows meet.
  private func markRepeats(_ entries: [Entry], _ isRepeat: inout Bitmap) {
    var start = 0
    while start < entries.count {
      let same = entries[start...].prefix { $0.fingerprint == entries[start].fingerprint }
      var kept = 0
      var table = -1
      var known = 0
      for entry in same {
        let own = stack.table(ofRow: Int(entry.row))
        if own != table { (table, known) = (own, kept) }
        if known > 0 {
          known -= 1
          isRepeat[Int(entry.row)] = true
        } else {
          kept += 1
        }
      }
      start = same.endIndex
    }
  }
}

extension BuildSource {
  /// Finds customers through orders where rows do not say themselves, and rejects the rest.
  fileprivate mutating func findCustomers(
    through orders: OrderRelation?, _ rendering: ValueRendering
  ) {
    guard has(CanonicalField.orderID) else { return rejectRowsWithoutCustomer() }
    let orderRows = orderRows(in: orders, rendering)
    let customersOfOrders = orders?.customers ?? []
    for (row, order) in orderRows.enumerated() where customers[row] < 0 {
      if order >= 0, !isRejected(row) { customers[row] = customersOfOrders[Int(order)] }
    }
    if hasCustomerKey {
      rejectRowsWithoutCustomer()
    } else {
      rejectRowsWithoutOrder(orderRows)
    }
  }
}

extension TableStack {
  /// The field that dates the rows: the first of the preferred ones that is a date, else the first
  /// date.
  fileprivate func dateField(preferring names: [FieldName?]) -> FieldName? {
    let dates = fields.filter { $0.type == .date || $0.type == .dateTime }.map(\.name)
    return names.compactMap { $0 }.first { dates.contains($0) } ?? dates.first
  }
}
