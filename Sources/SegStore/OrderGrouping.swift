import SegModel

/// Makes orders of rows without an order id that share customer and instant: one of all that
/// count, one of all that the revenue policy excludes, their amounts added up.
struct OrderGrouping {
  /// The orders of one customer at one instant.
  struct Orders {
    /// The rows that stand for an order each.
    var bases: [Int32] = []
    var additions: [OrderAssembly.Addition] = []
    /// Rows whose amounts cannot be added within 64 bits.
    var overflowing: [Int32] = []
  }

  private let options: BuildOptions
  private let sums: [IntegerColumn]
  private let isExcluded: Bitmap?

  init(stack: TableStack, profile: StoreProfile, options: BuildOptions) {
    self.options = options
    sums = stack.fields.compactMap { field in
      guard field.addsUp, case .integers(let column) = stack.column(field) else { return nil }
      return column
    }
    isExcluded = stack.field(CanonicalField.status).map { field in
      StatusTreatments(stack.column(field), field, profile).excluded
    }
  }

  /// The orders that rows of one table make, in order of their first rows.
  mutating func orders(of rows: ArraySlice<Int32>) -> Orders {
    guard rows.count > 1, !options.oneOrderPerRow else { return Orders(bases: Array(rows)) }
    var orders = Orders()
    for group in [false, true] {
      let members = rows.filter { (isExcluded?[Int($0)] ?? false) == group }
      guard let base = members.first else { continue }
      orders.bases.append(base)
      var totals = sums.map { $0[Int(base)] ?? 0 }
      for row in members.dropFirst() {
        if add(row, to: &totals) {
          orders.additions.append(.init(base: base, row: row))
        } else {
          orders.overflowing.append(row)
        }
      }
    }
    orders.bases.sort()
    return orders
  }

  /// Adds a row's amounts unless one of the sums would overflow.
  private func add(_ row: Int32, to totals: inout [Int64]) -> Bool {
    var added = totals
    for (index, column) in sums.enumerated() {
      let (sum, overflow) = totals[index].addingReportingOverflow(column[Int(row)] ?? 0)
      guard !overflow else { return false }
      added[index] = sum
    }
    totals = added
    return true
  }
}

extension Field {
  /// Whether values of rows that are one order add up.
  var addsUp: Bool {
    switch type {
    case .number, .money: CanonicalField.addingUp.contains(name)
    case .text, .date, .dateTime, .flag, .list: false
    }
  }
}

extension Table {
  /// The table without a column of that canonical name.
  func removing(_ name: FieldName) -> Table {
    guard let position = index(of: name), fields[position].name == name else { return self }
    var (fields, columns) = (fields, columns)
    fields.remove(at: position)
    columns.remove(at: position)
    return Table(rowCount: rowCount, fields: fields, columns: columns)
  }

  /// The table with only the columns of those canonical names.
  func keeping(_ names: Set<FieldName>) -> Table {
    let kept = fields.indices.filter { names.contains(fields[$0].name) }
    return Table(
      rowCount: rowCount, fields: kept.map { fields[$0] }, columns: kept.map { columns[$0] })
  }
}
