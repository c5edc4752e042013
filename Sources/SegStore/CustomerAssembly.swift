import SegModel

/// Makes the customers' table: what the previous snapshot knew, with the known cells of newer rows
/// laid over it, and keys that only other files told where they are unknown.
struct CustomerAssembly {
  private let resolver: CustomerResolver
  /// The previous customers and the files of customers.
  private let stack: TableStack
  /// The same with the e-mail addresses and telephone numbers of all other files.
  private let keyStack: TableStack
  /// Customer of each row of the stacks, whose first rows are the same.
  private let customers: [Int32]
  private let idSourceName: FieldName?

  init(
    previous: Snapshot?, _ sources: [BuildSource], resolver: CustomerResolver,
    profile: StoreProfile
  ) {
    self.resolver = resolver
    let own = sources.filter { $0.role == .customers }
    let other = sources.filter { $0.role != .customers }
    let tables = (previous.map { [$0.customers] } ?? []) + own.map(\.table)
    let ids = tables.compactMap { $0.column(CanonicalField.customerID)?.field }
    idSourceName =
      ids.lazy.filter { $0.name == CanonicalField.customerID }
      .compactMap(\.sourceName).first
    let named = tables.map { $0.removing(CanonicalField.customerID) }
    stack = TableStack(named, profile: profile)
    let keyTables = (named + other.map(\.table)).map { $0.keeping(Self.keyFields) }
    keyStack = TableStack(keyTables, profile: profile)
    customers =
      (0..<Int32(resolver.previousCount)).map { $0 } + (own + other).flatMap(\.customers)
  }

  /// The table, one row a customer.
  var table: Table {
    var fields = [
      Field(name: CanonicalField.customerID, type: .text, sourceName: idSourceName)
    ]
    var columns: [Column] = [.text(resolver.customerIDs)]
    for own in stack.fields {
      let shared = keyStack.field(own.name)
      fields.append(shared ?? own)
      columns.append(shared.map { gather($0, from: keyStack) } ?? gather(own, from: stack))
    }
    for field in keyStack.fields where stack.field(field.name) == nil {
      fields.append(field)
      columns.append(gather(field, from: keyStack))
    }
    return Table(rowCount: resolver.count, fields: fields, columns: columns)
  }

  private static let keyFields: Set<FieldName> = [CanonicalField.email, CanonicalField.phone]

  /// Gathers each customer's cell: the newest known one; other files' rows come last and count
  /// only where nothing is known.
  private func gather(_ field: Field, from source: TableStack) -> Column {
    let column = source.column(field)
    var rows = [Int32](repeating: -1, count: resolver.count)
    for row in 0..<source.rowCount where column.validity?[row] ?? true {
      let customer = Int(customers[row])
      guard customer >= 0, row < stack.rowCount || rows[customer] < 0 else { continue }
      rows[customer] = Int32(row)
    }
    return column.gathering(rows)
  }
}
