import SegModel

/// The orders of a build: their relation, and how rows that name an order find it.
struct OrderRelation {
  let relation: Relation
  let unlistedStatuses: [BuildReport.UnlistedStatus]
  /// Final row of each order of the previous snapshot, where order lines ask for it.
  private let previousRows: [Int32]

  /// Gathers settled rows into the relation.
  ///
  /// The first `previousCount` rows of the stack are orders whose final rows will be asked for.
  init(
    _ settled: consuming OrderAssembly, previousCount: Int, profile: StoreProfile,
    customerCount: Int
  ) {
    var assembly = consume settled
    var layout = assembly.takeLayout(customerCount: customerCount)
    let additions = assembly.additions
    var finalRows: [Int32] = []
    if previousCount > 0 || !additions.isEmpty {
      finalRows = [Int32](repeating: -1, count: assembly.stack.rowCount)
      for (position, row) in layout.rows.enumerated() { finalRows[Int(row)] = Int32(position) }
    }
    previousRows = (0..<previousCount).map { place in
      let winner = assembly.winners.map { Int($0[place]) } ?? place
      return winner < 0 ? -1 : finalRows[winner]
    }
    let fields = assembly.stack.fields
    let dateField = Table.dateField(of: fields, preferring: CanonicalField.orderDate)
    var cells: [Deferred<Column>] = []
    for field in fields {
      let column = assembly.take(field)
      if field.name == dateField || Self.asked.contains(field.name) {
        cells.append(
          Deferred(
            Self.gather(column, field, layout.rows, finalRows, additions, groups: layout.groups)))
        continue
      }
      // Which of the others will be asked for nobody knows: they cost nothing but their memory.
      cells.append(
        Deferred(of: column) { [rows = layout.rows, finalRows] column in
          Self.gather(column, field, rows, finalRows, additions)
        })
    }
    layout.dropGroups()
    let table = Table(rowCount: layout.rows.count, fields: fields, cells: cells)
    let treatments = table.column(CanonicalField.status).map {
      StatusTreatments($0.column, $0.field, profile)
    }
    unlistedStatuses = treatments?.unlisted ?? []
    let revenue = treatments?.excluded.complement ?? Bitmap(count: table.rowCount, repeating: true)
    relation = Relation(
      name: Snapshot.allOrders, table: table, customerOffsets: layout.offsets,
      dateField: dateField, days: dateField.flatMap { table.days(of: $0, zone: profile.zone) },
      countedRows: revenue.subtracting(table.negativeRows(CanonicalField.amount)),
      revenueRows: revenue)
  }

  /// The columns besides the date that say which orders count.
  private static let asked: Set<FieldName> = [CanonicalField.status, CanonicalField.amount]

  /// The order that a row of the previous snapshot's orders has become.
  func row(ofPreviousOrder row: Int) -> Int32 { previousRows[row] }

  /// Customer of each order.
  var customers: [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(relation.table.rowCount)
    for customer in 0..<relation.customerOffsets.count - 1 {
      let orders = relation.rows(ofCustomer: customer)
      result.append(contentsOf: repeatElement(Int32(customer), count: orders.count))
    }
    return result
  }

  /// The order of each row of a column of order ids: -1 where the id is unknown, -2 where no order
  /// has it.
  func rows(named column: TextColumn) -> [Int32] {
    let texts = column.dictionary
    guard case .text(let ids)? = relation.table.column(CanonicalField.orderID)?.column else {
      return (0..<column.count).map { column.code($0) == nil ? -1 : -2 }
    }
    let finder = TextFinder(ids.plainTexts, known: ids.validity)
    let rowOfCode = finder.codes(of: texts).map { $0 < 0 ? -2 : $0 }
    guard !rowOfCode.isEmpty else { return [Int32](repeating: -1, count: column.count) }
    return column.looking(up: rowOfCode)
  }

  /// One column of the orders.
  ///
  /// Where several rows are one order, amounts are summed and other values are the first known.
  private static func gather(
    _ column: Column, _ field: Field, _ rows: [Int32], _ finalRows: [Int32],
    _ additions: [OrderAssembly.Addition], groups: RowGroups? = nil
  ) -> Column {
    guard !additions.isEmpty else {
      return column.gathering(rows, areKnown: true, groups: groups)
    }
    if field.addsUp, case .integers(let amounts) = column {
      var values = amounts.widened
      var validity = amounts.validity
      for addition in additions {
        guard let amount = amounts[Int(addition.row)] else { continue }
        let base = Int(addition.base)
        // That this cannot overflow was checked when the row was taken in.
        values[base] = validity?[base] ?? true ? values[base] &+ amount : amount
        validity?[base] = true
      }
      return .integers(IntegerColumn(values, validity: validity).gathering(rows, areKnown: true))
    }
    guard var known = column.validity else { return column.gathering(rows, areKnown: true) }
    var sources = rows
    for addition in additions where !known[Int(addition.base)] && known[Int(addition.row)] {
      sources[Int(finalRows[Int(addition.base)])] = addition.row
      known[Int(addition.base)] = true
    }
    return column.gathering(sources, areKnown: true)
  }
}

extension Table {
  /// The field that dates rows: the preferred one, else the first date.
  static func dateField(of fields: [Field], preferring name: FieldName) -> FieldName? {
    func isDate(_ field: Field) -> Bool { field.type == .date || field.type == .dateTime }
    if let field = fields.first(where: { $0.name == name }), isDate(field) { return name }
    return fields.first(where: isDate)?.name
  }

  /// The local day of each row by a field of dates.
  func days(of name: FieldName, zone: TimeZoneRules) -> IntegerColumn? {
    guard let (field, column) = column(name), case .integers(let values) = column else {
      return nil
    }
    guard field.type == .dateTime else { return values }
    return LocalDays(zone).days(of: values)
  }

  /// Rows whose value in a field is below zero.
  func negativeRows(_ name: FieldName) -> Bitmap {
    guard case .integers(let values)? = column(name)?.column,
      let bounds = values.bounds, bounds.lowerBound < 0
    else { return Bitmap(count: rowCount) }
    var result =
      switch values.storage {
      case .int8(let stored): Self.negativeRows(of: stored, values.base)
      case .int16(let stored): Self.negativeRows(of: stored, values.base)
      case .int32(let stored): Self.negativeRows(of: stored, values.base)
      case .int64(let stored): Self.negativeRows(of: stored, values.base)
      }
    if let validity = values.validity { result.formIntersection(validity) }
    return result
  }

  private static func negativeRows(
    of stored: [some FixedWidthInteger & Sendable], _ base: Int64
  ) -> Bitmap {
    Bitmap.rows(of: stored.count) { Int64(truncatingIfNeeded: stored[$0]) &+ base < 0 }
  }
}
