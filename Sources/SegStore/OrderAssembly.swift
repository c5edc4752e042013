import SegModel

/// Decides which rows of the previous orders and of new files make the orders, and in what order.
///
/// All rows are read as one stack, the previous snapshot's first. An order keeps the place of the
/// row that first named it, so that loading a file again changes nothing.
struct OrderAssembly {
  /// Rows without an order id that add to another row of the same order.
  struct Addition {
    /// The row that stands for the order.
    let base: Int32
    let row: Int32
  }

  private(set) var stack: TableStack
  /// Customer of each row of the stack; -1 for rows that were rejected.
  private(set) var customers: [Int32]
  /// What orders a customer's rows: the day or the second.
  private var times: IntegerColumn?
  /// For each place in the stack, the row whose order stands there; -1 for none.
  ///
  /// Nil when every row that was not rejected is an order of its own.
  private(set) var winners: [Int32]?
  private(set) var additions: [Addition] = []
  /// The columns that were needed to settle the rows, joined once.
  private var joined: [FieldName: Column] = [:]
  /// Tables before this one are the previous snapshot's.
  private let firstSource: Int

  /// Stacks the previous relation, if any, and the sources, whose tables it takes.
  init(
    previous: Relation?, previousCustomers: [Int32], _ sources: inout [BuildSource],
    profile: StoreProfile
  ) {
    var tables = previous.map { [$0.table] } ?? []
    for index in sources.indices { tables.append(sources[index].takeTable()) }
    var stack = TableStack(
      tables.map { $0.removing(CanonicalField.customerID) }, profile: profile)
    firstSource = previous == nil ? 0 : 1
    var numbers = previous == nil ? [] : [previousCustomers]
    for index in sources.indices {
      numbers.append(sources[index].customers)
      sources[index].customers = []
    }
    customers = numbers.count == 1 ? numbers[0] : Array(numbers.joined())
    numbers = []
    for name in [CanonicalField.orderDate, CanonicalField.orderID] {
      guard let field = stack.field(name) else { continue }
      joined[name] = stack.take(field)
    }
    self.stack = stack
    if case .integers(let column)? = joined[CanonicalField.orderDate] {
      times = column
    } else {
      times = nil
    }
  }

  /// Settles every row; afterwards `layout` gives the orders.
  mutating func settle(
    _ sources: inout [BuildSource], profile: StoreProfile, options: BuildOptions,
    customerCount: Int
  ) {
    if isEveryRowAnOrder { return }
    let unnamed = settleNamedRows(&sources)
    guard !unnamed.isEmpty else { return }
    let layout = RelationLayout(
      unnamed, customers: customers, times: times, customerCount: customerCount)
    var grouping = OrderGrouping(stack: stack, profile: profile, options: options)
    var winners = self.winners.take() ?? []
    defer { self.winners = winners }
    var start = 0
    while start < layout.rows.count {
      var end = start + 1
      while end < layout.rows.count, isSameOrder(layout.rows[start], layout.rows[end]) { end += 1 }
      settle(layout.rows[start..<end], &grouping, &sources, &winners)
      start = end
    }
  }

  /// A column of the stack, which keeps none of it.
  mutating func take(_ field: Field) -> Column {
    joined.removeValue(forKey: field.name) ?? stack.take(field)
  }

  /// The orders in their final places; what only they needed is gone then.
  mutating func takeLayout(customerCount: Int) -> RelationLayout {
    let layout = RelationLayout(
      winners?.filter { $0 >= 0 }, customers: customers, times: times,
      customerCount: customerCount)
    customers = []
    times = nil
    return layout
  }
}

extension OrderAssembly {
  /// Whether all rows have an order id, no two the same.
  private var isEveryRowAnOrder: Bool {
    guard case .text(let ids)? = joined[CanonicalField.orderID], ids.validity == nil else {
      return false
    }
    guard ids.isPlain else { return ids.widenedCodes.enumerated().allSatisfy { $0 == $1 } }
    return ids.dictionary.isAscending || TextFinder(ids.dictionary).isDistinct
  }

  /// Settles rows with an order id, the newest row winning; returns the others that count.
  private mutating func settleNamedRows(_ sources: inout [BuildSource]) -> [Int32] {
    var winners = [Int32](repeating: -1, count: stack.rowCount)
    defer { self.winners = winners }
    guard case .text(let texts)? = joined[CanonicalField.orderID] else {
      return (0..<Int32(stack.rowCount)).filter { customers[Int($0)] >= 0 }
    }
    let ids = texts.coded
    let codes = ids.widenedCodes
    var places = [Int32](repeating: -1, count: ids.dictionary.count)
    var unnamed: [Int32] = []
    for (table, start) in stack.starts.dropLast().enumerated() {
      for row in start..<stack.starts[table + 1] where customers[row] >= 0 {
        if let validity = ids.validity, !validity[row] {
          unnamed.append(Int32(row))
          continue
        }
        let code = Int(codes[row])
        let place = places[code]
        if place < 0 {
          places[code] = Int32(row)
          winners[row] = Int32(row)
        } else {
          if table >= firstSource {
            sources[table - firstSource].merge(row - start)
            if winners[Int(place)] >= start {
              sources[table - firstSource].report.repeatedOrderIDs += 1
            }
          }
          winners[Int(place)] = Int32(row)
        }
      }
    }
    return unnamed
  }

  private func isSameOrder(_ a: Int32, _ b: Int32) -> Bool {
    customers[Int(a)] == customers[Int(b)] && times?.rawValue(Int(a)) == times?.rawValue(Int(b))
  }

  /// Settles the rows without an id of one customer at one instant: the newest table that has any
  /// replaces the older ones, whose places its orders take.
  private mutating func settle(
    _ run: ArraySlice<Int32>, _ grouping: inout OrderGrouping, _ sources: inout [BuildSource],
    _ winners: inout [Int32]
  ) {
    var places: [Int32] = []
    var rest = run
    while let first = rest.first {
      let table = stack.table(ofRow: Int(first))
      let end = Int32(stack.starts[table + 1])
      let rows = rest.prefix { $0 < end }
      rest = rest.dropFirst(rows.count)
      guard table >= firstSource else {
        for row in rows { winners[Int(row)] = row }
        places = Array(rows)
        continue
      }
      let isNew = places.isEmpty
      let orders = grouping.orders(of: rows)
      for place in places { winners[Int(place)] = -1 }
      let start = Int32(stack.starts[table])
      let source = table - firstSource
      if rest.isEmpty { additions.append(contentsOf: orders.additions) }
      for (index, base) in orders.bases.enumerated() {
        winners[Int(index < places.count ? places[index] : base)] = base
        if !isNew { sources[source].merge(Int(base - start)) }
      }
      for addition in orders.additions { sources[source].merge(Int(addition.row - start)) }
      for row in orders.overflowing {
        customers[Int(row)] = -1
        sources[source].reject(Int(row - start), CanonicalField.amount, .amountTooLarge)
      }
      sources[source].report.rowsWithoutOrderID += orders.bases.count + orders.additions.count
      sources[source].report.ordersWithoutID += orders.bases.count
      places = orders.bases.enumerated().map { $0 < places.count ? places[$0] : $1 }
    }
  }
}
