import SegModel

/// The orders of a build: their relation, and how rows that name an order find it.
struct OrderRelation {
  let relation: Relation
  /// Customer of each order.
  let customers: [Int32]
  let unlistedStatuses: [BuildReport.UnlistedStatus]
  /// Final row of the order that stands at each place of the stack; -1 for none.
  private let rowOfPlace: [Int32]
  private let assembly: OrderAssembly

  /// Gathers settled rows into the relation.
  init(_ assembly: OrderAssembly, profile: StoreProfile, customerCount: Int) {
    self.assembly = assembly
    let layout = assembly.layout(customerCount: customerCount)
    customers = layout.rows.map { assembly.customers[Int($0)] }
    var finalRows = [Int32](repeating: -1, count: assembly.stack.rowCount)
    for (position, row) in layout.rows.enumerated() { finalRows[Int(row)] = Int32(position) }
    rowOfPlace = assembly.winners.map { $0 < 0 ? -1 : finalRows[Int($0)] }
    let columns = assembly.stack.fields.map { field in
      Self.gather(assembly.column(field), field, layout.rows, finalRows, assembly.additions)
    }
    let table = Table(
      rowCount: layout.rows.count, fields: assembly.stack.fields, columns: columns)
    let treatments = table.column(CanonicalField.status).map {
      StatusTreatments($0.column, $0.field, profile)
    }
    unlistedStatuses = treatments?.unlisted ?? []
    let revenue = treatments?.excluded.complement ?? Bitmap(count: table.rowCount, repeating: true)
    let dateField = table.dateField(preferring: CanonicalField.orderDate)
    relation = Relation(
      name: Snapshot.allOrders, table: table, customerOffsets: layout.offsets,
      dateField: dateField, days: dateField.flatMap { table.days(of: $0, zone: profile.zone) },
      countedRows: revenue.subtracting(table.negativeRows(CanonicalField.amount)),
      revenueRows: revenue)
  }

  /// The order that a row of the previous snapshot's orders has become.
  func row(ofPreviousOrder row: Int) -> Int32 { rowOfPlace[row] }

  /// The order of each row of a column of order ids: -1 where the id is unknown, -2 where no order
  /// has it.
  func rows(named column: TextColumn) -> [Int32] {
    guard let named = assembly.namedPlaces else {
      return (0..<column.count).map { column.code($0) == nil ? -1 : -2 }
    }
    let rowOfCode = column.dictionary.matched(in: named.dictionary).map { code in
      code < 0 || named.places[Int(code)] < 0 ? -2 : rowOfPlace[Int(named.places[Int(code)])]
    }
    guard !rowOfCode.isEmpty else { return [Int32](repeating: -1, count: column.count) }
    var result = column.widenedCodes.map { rowOfCode[Int($0)] }
    column.validity?.complement.forEach { result[$0] = -1 }
    return result
  }

  /// One column of the orders.
  ///
  /// Where several rows are one order, amounts are summed and other values are the first known.
  private static func gather(
    _ column: Column, _ field: Field, _ rows: [Int32], _ finalRows: [Int32],
    _ additions: [OrderAssembly.Addition]
  ) -> Column {
    guard !additions.isEmpty else { return column.gathering(rows) }
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
      return .integers(IntegerColumn(values, validity: validity).gathering(rows))
    }
    guard var known = column.validity else { return column.gathering(rows) }
    var sources = rows
    for addition in additions where !known[Int(addition.base)] && known[Int(addition.row)] {
      sources[Int(finalRows[Int(addition.base)])] = addition.row
      known[Int(addition.base)] = true
    }
    return column.gathering(sources)
  }
}

extension TextDictionary {
  /// For each text its code in another dictionary, -1 when that does not hold it.
  func matched(in other: TextDictionary) -> [Int32] {
    var keys = KeyInterner()
    _ = keys.internAll(other)
    return keys.findAll(self)
  }
}

extension Table {
  /// The field that dates the rows: the preferred one, else the first date.
  func dateField(preferring name: FieldName) -> FieldName? {
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
    var zone = DayFinder(zone)
    return IntegerColumn(values.widened.map { zone.day(of: $0) }, validity: values.validity)
  }

  /// Rows whose value in a field is below zero.
  func negativeRows(_ name: FieldName) -> Bitmap {
    var result = Bitmap(count: rowCount)
    guard case .integers(let values)? = column(name)?.column,
      let bounds = values.bounds, bounds.lowerBound < 0
    else { return result }
    for (row, value) in values.widened.enumerated() where value < 0 { result[row] = true }
    if let validity = values.validity { result.formIntersection(validity) }
    return result
  }
}

/// Local days of instants, remembering the stretch of constant offset it was last in.
struct DayFinder {
  private let zone: TimeZoneRules
  private var stretch: Range<Int64> = 0..<0
  private var offset: Int64 = 0

  init(_ zone: TimeZoneRules) { self.zone = zone }

  /// Day number of the local day of an instant in seconds since the epoch.
  mutating func day(of seconds: Int64) -> Int64 {
    if !stretch.contains(seconds) { enter(seconds) }
    let local = seconds &+ offset
    let day = local / 86_400
    return local % 86_400 < 0 ? day - 1 : day
  }

  private mutating func enter(_ seconds: Int64) {
    var current = 0
    var end = zone.transitions.count
    while end - current > 1 {
      let middle = (current + end) / 2
      if zone.transitions[middle].start <= seconds { current = middle } else { end = middle }
    }
    offset = Int64(zone.transitions[current].offset)
    let start = current == 0 ? Int64.min : zone.transitions[current].start
    let next = end < zone.transitions.count ? zone.transitions[end].start : .max
    stretch = start..<next
  }
}
