import SegModel

/// A source on its way into the store: its table, and what became of each row so far.
struct BuildSource {
  /// What became of a row.
  enum Outcome: UInt8 {
    case pending, loaded, merged, rejected
  }

  private(set) var table: Table
  let role: TableRole
  /// Position among the sources as given.
  let index: Int
  private(set) var outcomes: [Outcome]
  /// Customer of each row, -1 for none; empty until customers are looked for.
  var customers: [Int32]
  var report: SourceReport
  private let lineNumbers: LineNumbers
  /// Columns that the table had until they were of no more use.
  private var dropped: Set<FieldName> = []

  init(_ source: SourceTable, index: Int) {
    table = source.table
    role = source.role
    self.index = index
    lineNumbers = source.lineNumbers
    outcomes = [Outcome](repeating: .pending, count: source.table.rowCount)
    customers = []
    report = SourceReport(
      fileName: source.fileName, role: source.role, rowCount: source.table.rowCount)
  }

  /// Notes that a row brought something new.
  mutating func load(_ row: Int) { outcomes[row] = .loaded }

  /// Notes that a row was merged with what is known.
  mutating func merge(_ row: Int) { outcomes[row] = .merged }

  /// Keeps a row out.
  mutating func reject(_ row: Int, _ column: FieldName, _ reason: RejectReason) {
    outcomes[row] = .rejected
    report.rejected.append(
      RejectedRow(row: row, line: lineNumbers[row], column: column, reason: reason))
  }

  /// Keeps out rows that no store can take: all of them when a recognised column has the wrong
  /// type, and orders without a date.
  mutating func rejectUnusableRows() {
    if let misfit = table.fields.first(where: { !$0.fitsItsName }) {
      return rejectAllRows(misfit.name, .wrongType)
    }
    guard role == .orders else { return }
    let date = CanonicalField.orderDate
    guard let column = table.column(date), column.field.name == date else {
      return rejectAllRows(date, .unknownDate)
    }
    column.column.validity?.complement.forEach { reject($0, date, .unknownDate) }
  }

  /// Keeps out every row, and the columns with them.
  mutating func rejectAllRows(_ column: FieldName, _ reason: RejectReason) {
    for row in outcomes.indices where !isRejected(row) { reject(row, column, reason) }
    table = Table(rowCount: table.rowCount, fields: [], columns: [])
    dropped = []
  }

  /// Gives the table away; its columns stay ones that the source has.
  mutating func takeTable() -> Table {
    let taken = table
    dropped.formUnion(table.fields.map(\.name))
    table = Table(rowCount: table.rowCount, fields: [], columns: [])
    return taken
  }

  /// Gives the memory of a column back, which stays one that the table has.
  mutating func drop(_ name: FieldName) {
    guard has(name) else { return }
    dropped.insert(name)
    table = table.removing(name)
  }

  /// Gives rows nobody as their customer, if they were not given anyone yet.
  mutating func beginWithoutCustomers() {
    if customers.isEmpty { customers = Array(repeating: -1, count: table.rowCount) }
  }

  /// Keeps out rows for which no customer was found.
  mutating func rejectRowsWithoutCustomer() {
    let hasAll = Parallel.allPieces(of: customers.count) { [customers] rows in
      customers[rows].allSatisfy { $0 >= 0 }
    }
    if hasAll { return }
    let key = CustomerKeyKind.allCases.first { has($0.field) } ?? .id
    for row in customers.indices where customers[row] < 0 && !isRejected(row) {
      reject(row, key.field, .noCustomer)
    }
  }

  /// Merges rows of customers who are known already, and notes those who are from now on.
  mutating func mergeRows(ofKnown isKnown: inout [Bool]) {
    for (row, customer) in customers.enumerated() where outcomes[row] != .rejected {
      if isKnown[Int(customer)] { outcomes[row] = .merged }
      isKnown[Int(customer)] = true
    }
  }

  func isRejected(_ row: Int) -> Bool { outcomes[row] == .rejected }

  /// A column by its canonical name, as text.
  func text(_ name: FieldName, _ rendering: ValueRendering) -> TextColumn? {
    guard let (field, column) = table.column(name), field.name == name else { return nil }
    return rendering.text(of: column, field)
  }

  /// Whether the table has, or had, a column of that canonical name.
  func has(_ name: FieldName) -> Bool {
    table.column(name)?.field.name == name || dropped.contains(name)
  }

  /// Whether some row may still enter.
  var hasRowsLeft: Bool { outcomes.contains { $0 != .rejected } }

  /// Whether the rows are order lines that name their orders, and go by them alone.
  var goesByOrder: Bool { role == .items && has(CanonicalField.orderID) }

  /// Whether rows can say whose they are.
  var hasCustomerKey: Bool { CustomerKeyKind.allCases.contains { has($0.field) } }

  /// Ends the source: every row that entered is loaded unless it was merged.
  consuming func finished() -> SourceReport {
    var report = report
    let counts = Parallel.mapPieces(of: outcomes.count) { [outcomes] rows in
      outcomes[rows].reduce(into: (loaded: 0, merged: 0)) { counts, outcome in
        switch outcome {
        case .pending, .loaded: counts.loaded += 1
        case .merged: counts.merged += 1
        case .rejected: break
        }
      }
    }
    for (loaded, merged) in counts {
      report.loaded += loaded
      report.merged += merged
    }
    report.rejected.sort { $0.row < $1.row }
    return report
  }
}

extension Field {
  /// Whether a recognised name has the type that the store counts on.
  var fitsItsName: Bool {
    switch name {
    case CanonicalField.orderDate, CanonicalField.eventDate: type == .date || type == .dateTime
    case CanonicalField.amount, CanonicalField.refunded: type == .money
    default: true
    }
  }
}
