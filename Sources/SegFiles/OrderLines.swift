import SegModel
import SegStore

/// Makes orders and items of files with a row an order line.
enum OrderLines {
  /// Gives items an amount, quantity times unit price, where the file has none.
  static func addAmounts(to source: inout SourceTable) {
    let table = source.table
    guard table.index(of: "amount") == nil, source.role == .items,
      let amounts = lineAmounts(table)
    else { return }
    source.table = Table(
      rowCount: table.rowCount, fields: table.fields + [Field(name: "amount", type: .money)],
      columns: table.columns + [.integers(amounts)])
  }

  /// The tables of a file: itself, or its orders and its items.
  static func split(
    _ source: SourceTable, form: RowForm, notes: inout [String]
  ) -> [SourceTable] {
    guard form != .plain, case .text(let ids)? = source.table.column("order_id")?.column else {
      return [source]
    }
    let groups = OrderGroups(ids, rowCount: source.table.rowCount)
    let orders = orderTable(source, groups, form)
    let items = itemTable(source, form)
    notes.append(
      "\(source.table.rowCount) order lines became \(orders.table.rowCount) orders and "
        + "\(items.table.rowCount) items")
    return [orders, items]
  }

  // MARK: orders

  private static func orderTable(
    _ source: SourceTable, _ groups: OrderGroups, _ form: RowForm
  ) -> SourceTable {
    let table = source.table
    var fields: [Field] = []
    var columns: [Column] = []
    for (field, column) in zip(table.fields, table.columns) where !isOfLine(field) {
      fields.append(field)
      columns.append(column.gathered(groups.firstKnown(in: column)))
    }
    if form == .bareOrderLines, let amounts = lineAmounts(table) {
      fields.append(Field(name: "amount", type: .money))
      columns.append(.integers(groups.sums(of: amounts)))
    }
    if form == .orderLines { markCancelled(fields, &columns) }
    return SourceTable(
      role: .orders,
      table: Table(rowCount: groups.firstRows.count, fields: fields, columns: columns),
      fileName: source.fileName,
      lineNumbers: LineNumbers(groups.firstRows.map { source.lineNumbers[$0] }))
  }

  /// Whether a field is about the line and not about its order.
  private static func isOfLine(_ field: Field) -> Bool {
    if lineFields.contains(field.name.folded) { return true }
    return (field.sourceName ?? field.name).folded.hasPrefix("lineitem ")
  }

  private static let lineFields: Set<String> = [
    "sku", "product", "category", "brand", "quantity", "unit_price", "line_discount",
  ]

  /// A day of cancellation makes the status `cancelled`, whatever was paid.
  private static func markCancelled(_ fields: [Field], _ columns: inout [Column]) {
    guard let cancelled = fields.firstIndex(where: { $0.name == "cancelled_at" }),
      let status = fields.firstIndex(where: { $0.name == "status" }),
      case .text(let statuses) = columns[status]
    else { return }
    let days = columns[cancelled]
    guard days.hasKnownValue else { return }
    let texts = (0..<statuses.count).map { row in
      days.isKnown(row) ? "cancelled" : statuses[row]
    }
    columns[status] = .text(TextColumn(texts))
  }

  // MARK: items

  private static func itemTable(_ source: SourceTable, _ form: RowForm) -> SourceTable {
    let table = source.table
    let isItem = itemRows(table)
    let rows = isItem.rows
    var fields: [Field] = []
    var columns: [Column] = []
    for (field, column) in zip(table.fields, table.columns)
    where isOfLine(field) || field.name == "order_id" {
      fields.append(field)
      columns.append(column.gathered(rows.map(Optional.init)))
    }
    if table.index(of: "amount") == nil || form == .orderLines, let amounts = lineAmounts(table) {
      fields.append(Field(name: "amount", type: .money))
      columns.append(Column.integers(amounts).gathered(rows.map(Optional.init)))
    }
    return SourceTable(
      role: .items, table: Table(rowCount: rows.count, fields: fields, columns: columns),
      fileName: source.fileName,
      lineNumbers: LineNumbers(rows.map { source.lineNumbers[Int($0)] }))
  }

  /// Rows that say anything about a product.
  private static func itemRows(_ table: Table) -> Bitmap {
    var rows = Bitmap(count: table.rowCount)
    for name in ["sku", "product", "quantity"] as [FieldName] {
      guard let column = table.column(name)?.column else { continue }
      rows.formUnion(column.validity ?? Bitmap(count: table.rowCount, repeating: true))
    }
    return rows
  }

  /// Quantity times unit price, rounded half away from zero to minor units.
  private static func lineAmounts(_ table: Table) -> IntegerColumn? {
    guard let (quantityField, quantityColumn) = table.column("quantity"),
      case .integers(let prices)? = table.column("unit_price")?.column,
      case .integers(let quantities) = quantityColumn,
      let scale = Fraction.powerOfTen(quantityField.scale)
    else { return nil }
    var values = [Int64](repeating: 0, count: table.rowCount)
    var validity = Bitmap(count: table.rowCount)
    for row in 0..<table.rowCount {
      guard let price = prices[row], let quantity = quantities[row] else { continue }
      let product = Int128(price) * Int128(quantity)
      let amount = (product.magnitude + scale.magnitude / 2) / scale.magnitude
      guard let magnitude = Int64(exactly: amount) else { continue }
      values[row] = product < 0 ? -magnitude : magnitude
      validity[row] = true
    }
    return IntegerColumn(values, validity: validity)
  }
}

/// The rows of each order of a file, in order of first appearance.
struct OrderGroups {
  /// First row of each order.
  private(set) var firstRows: [Int] = []
  /// The order of each row; -1 where the row names none.
  private let orders: [Int32]

  /// Groups by the codes of a text column.
  init(_ texts: TextColumn, rowCount: Int) {
    let ids = texts.coded
    var orders = [Int32](repeating: -1, count: rowCount)
    var orderOfCode = [Int32](repeating: -1, count: ids.dictionary.count)
    for row in 0..<rowCount {
      guard let code = ids.code(row) else { continue }
      if orderOfCode[code] < 0 {
        orderOfCode[code] = Int32(firstRows.count)
        firstRows.append(row)
      }
      orders[row] = orderOfCode[code]
    }
    self.orders = orders
  }

  /// For each order the first of its rows whose value is known.
  func firstKnown(in column: Column) -> [Int32?] {
    var result = [Int32?](repeating: nil, count: firstRows.count)
    for (row, order) in orders.enumerated() where order >= 0 && result[Int(order)] == nil {
      if column.isKnown(row) { result[Int(order)] = Int32(row) }
    }
    return result
  }

  /// Sums by order; unknown where no line is known or the sum is too large.
  func sums(of column: IntegerColumn) -> IntegerColumn {
    var sums = [Int64](repeating: 0, count: firstRows.count)
    var known = Bitmap(count: firstRows.count)
    for (row, order) in orders.enumerated() where order >= 0 {
      guard let value = column[row] else { continue }
      let (sum, overflow) = sums[Int(order)].addingReportingOverflow(value)
      if overflow { continue }
      sums[Int(order)] = sum
      known[Int(order)] = true
    }
    return IntegerColumn(sums, validity: known)
  }
}

extension Column {
  /// Whether a row's value is known.
  func isKnown(_ row: Int) -> Bool { validity.map { $0[row] } ?? true }

  /// Whether any row's value is known.
  var hasKnownValue: Bool { validity.map { !$0.isEmpty } ?? (count > 0) }

  /// The values of the given rows, nil being unknown.
  func gathered(_ rows: [Int32?]) -> Column {
    let known = Bitmap(
      count: rows.count,
      rows: rows.indices.filter { index in rows[index].map { isKnown(Int($0)) } ?? false })
    func take<Value>(_ absent: Value, _ value: (Int) -> Value) -> [Value] {
      rows.map { row in row.map { value(Int($0)) } ?? absent }
    }
    switch self {
    case .integers(let column):
      return .integers(IntegerColumn(take(0) { column.rawValue($0) }, validity: known))
    case .text(let column):
      // Texts that only left-out rows held must not stay in the dictionary.
      return .text(column.gathering(rows.map { $0 ?? -1 }))
    case .flags(let column):
      let values = take(false) { column.values[$0] }
      return .flags(
        FlagColumn(
          values: Bitmap(count: rows.count, rows: values.indices.filter { values[$0] }),
          validity: known))
    case .lists(let column):
      return .lists(ListColumn(take(nil) { column[$0] }))
    }
  }
}
