import SegModel

/// Makes the customers' table: what the previous snapshot knew, with the known cells of newer rows
/// laid over it, and keys that only other files told where they are unknown.
struct CustomerAssembly {
  private let customers: ResolvedCustomers
  /// The previous customers and the files of customers.
  private let stack: StackedCustomers
  /// The same with the e-mail addresses and telephone numbers of all other files.
  private let keyStack: StackedCustomers
  private let idSourceName: FieldName?

  /// Takes the files of customers and all others.
  init(
    previous: Snapshot?, own: [BuildSource], other: [BuildSource], customers: ResolvedCustomers,
    profile: StoreProfile
  ) {
    self.customers = customers
    let tables = (previous.map { [$0.customers] } ?? []) + own.map(\.table)
    let ids = tables.compactMap { $0.column(CanonicalField.customerID)?.field }
    idSourceName =
      ids.lazy.filter { $0.name == CanonicalField.customerID }
      .compactMap(\.sourceName).first
    let named = tables.map { $0.removing(CanonicalField.customerID) }
    let numbers = (0..<Int32(customers.previousCount)).map { $0 } + own.flatMap(\.customers)
    stack = StackedCustomers(
      TableStack(named, profile: profile), numbers, ownRows: numbers.count, customers.count)
    let telling = other.filter { source in
      source.table.fields.contains { Self.keyFields.contains($0.name) }
    }
    let keyTables = (named + telling.map(\.table)).map { $0.keeping(Self.keyFields) }
    keyStack = StackedCustomers(
      TableStack(keyTables, profile: profile),
      telling.isEmpty ? numbers : numbers + telling.flatMap(\.customers),
      ownRows: numbers.count, customers.count)
  }

  /// The table, one row a customer.
  var table: Table {
    var fields = [
      Field(name: CanonicalField.customerID, type: .text, sourceName: idSourceName)
    ]
    var columns: [Column] = [.text(customers.ids)]
    for own in stack.stack.fields {
      let shared = keyStack.stack.field(own.name)
      fields.append(shared ?? own)
      columns.append(shared.map { keyStack.gathered($0) } ?? stack.gathered(own))
    }
    for field in keyStack.stack.fields where stack.stack.field(field.name) == nil {
      fields.append(field)
      columns.append(keyStack.gathered(field))
    }
    return Table(rowCount: customers.count, fields: fields, columns: columns)
  }

  private static let keyFields: Set<FieldName> = [CanonicalField.email, CanonicalField.phone]
}

/// Rows about customers, one after another, and whose they are.
private struct StackedCustomers {
  let stack: TableStack
  /// Customer of each row; -1 is nobody's.
  private let customers: [Int32]
  /// Rows before this one are the customers' own; other files' rows follow.
  private let ownRows: Int
  private let customerCount: Int
  /// Whether rows are customers, one by one.
  private let areInPlace: Bool
  /// The row of each customer, -1 where there is none; nil when some customer has several, and
  /// where rows are in place.
  private let onlyRows: [Int32]?

  init(_ stack: TableStack, _ customers: [Int32], ownRows: Int, _ customerCount: Int) {
    self.stack = stack
    self.customers = customers
    self.ownRows = ownRows
    self.customerCount = customerCount
    areInPlace =
      customers.count == customerCount
      && Parallel.allPieces(of: customerCount) { range in range.allSatisfy { customers[$0] == $0 } }
    onlyRows = areInPlace ? nil : Self.onlyRows(of: customers, customerCount)
  }

  private static func onlyRows(of customers: [Int32], _ customerCount: Int) -> [Int32]? {
    var rows: [Int32] = Array(repeating: -1, count: customerCount)
    for (row, customer) in customers.enumerated() where customer >= 0 {
      guard rows[Int(customer)] < 0 else { return nil }
      rows[Int(customer)] = Int32(truncatingIfNeeded: row)
    }
    return rows
  }

  /// Each customer's cell: the newest known one; other files' rows come last and count only where
  /// nothing is known.
  func gathered(_ field: Field) -> Column {
    let column = stack.column(field)
    if areInPlace { return column }
    if let onlyRows { return column.gathering(onlyRows) }
    var rows = [Int32](repeating: -1, count: customerCount)
    for row in 0..<stack.rowCount where column.validity?[row] ?? true {
      let customer = Int(customers[row])
      guard customer >= 0, row < ownRows || rows[customer] < 0 else { continue }
      rows[customer] = Int32(row)
    }
    return column.gathering(rows)
  }
}
