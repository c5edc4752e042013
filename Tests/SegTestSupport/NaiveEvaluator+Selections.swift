package import SegModel
package import SegPlan
import SegStore

extension NaiveEvaluator {
  /// The customers of a plan, in their order.
  package func select(_ plan: SelectionPlan) throws(NaiveOverflow) -> [Int] {
    var selected = try select(plan.source)
    for stage in plan.narrowing { selected = try narrow(selected, stage) }
    return selected
  }

  /// The existing customers that fulfil a condition, ascending.
  package func select(_ predicate: Predicate) throws(NaiveOverflow) -> [Int] {
    var result: [Int] = []
    for customer in existing
    where try holds(predicate, at: .customer(customer)) { result.append(customer) }
    return result
  }

  private func select(_ source: SelectionSource) throws(NaiveOverflow) -> [Int] {
    switch source {
    case .matching(let predicate): return try select(predicate)
    case .set(let first, let steps):
      if steps.isEmpty, case .saved(let plan) = first.body { return try select(plan) }
      var members = try members(of: first)
      for step in steps {
        let other = try self.members(of: step.segment)
        switch step.operation {
        case .union: members = members.union(other)
        case .minus: members = members.subtracting(other)
        case .intersect: members = members.intersection(other)
        }
      }
      return members.sorted()
    }
  }

  func narrow(_ selected: [Int], _ stage: Narrowing) throws(NaiveOverflow) -> [Int] {
    try narrow(selected.map { .customer($0) }, stage).map { customer(of: $0) }
  }

  /// What a stage leaves of customers or rows.
  private func narrow(_ selected: [Place], _ stage: Narrowing) throws(NaiveOverflow) -> [Place] {
    switch stage {
    case .limit(let count): return Array(selected.prefix(count))
    case .sort(let keys): return try sort(selected, keys)
    case .rank(let isTop, let amount, let expression):
      var valued: [(place: Place, value: Value)] = []
      for place in selected {
        let value = try value(expression, at: place)
        if value != .unknown { valued.append((place, value)) }
      }
      let ordered = valued.sorted { a, b in
        if Self.comes(a.value, before: b.value) { return !isTop }
        if Self.comes(b.value, before: a.value) { return isTop }
        return stands(a.place, before: b.place)
      }
      .map(\.place)
      return Array(ordered.prefix(Self.kept(of: ordered.count, amount)))
    case .sample(let amount, let salt): return sample(selected, amount, salt)
    case .places(let from, let below, let salt):
      return selected.filter { entry in
        let place = place(of: customer(of: entry), salt)
        return !(place < from) && place < below
      }
    case .exclude(let segment):
      let members = try members(of: segment)
      return selected.filter { !members.contains(customer(of: $0)) }
    }
  }

  /// How equal ones stand: customers by id, rows as they are stored.
  private func stands(_ a: Place, before b: Place) -> Bool {
    switch (a, b) {
    case (.customer(let a), .customer(let b)):
      id(of: a).utf8.lexicographicallyPrecedes(id(of: b).utf8)
    case (.row(_, let a), .row(_, let b)): a < b
    default: false
    }
  }

  /// Rows of customers, in their order, and what stages leave of them.
  package func sheet(
    _ rows: RowSelection, of customers: [Int], _ narrowing: [Narrowing]
  ) throws(NaiveOverflow) -> [Place] {
    var sheet: [Place] = []
    for customer in customers { sheet += try self.rows(rows, at: .customer(customer)) }
    for stage in narrowing { sheet = try narrow(sheet, stage) }
    return sheet
  }

  /// How many of those with a known value a stage keeps; percentages are rounded up.
  private static func kept(of count: Int, _ amount: Narrowing.Amount) -> Int {
    switch amount {
    case .count(let wanted): return wanted
    case .percent(let percent):
      var kept = 0
      // The smallest whole number that is at least the share.
      while kept < count, Fraction(kept * 100) < percent.multiplied(by: Fraction(count)) ?? percent
      {
        kept += 1
      }
      return kept
    }
  }

  func id(of customer: Int) -> String {
    guard case .text(let id)? = store.customers[customer]["customer_id"] else { return "" }
    return id
  }

  private func sort(_ selected: [Place], _ keys: [SortKey]) throws(NaiveOverflow) -> [Place] {
    // From the last key to the first, each time by insertion, which keeps ties as they were.
    var result = selected
    for key in keys.reversed() {
      var sorted: [(place: Place, value: Value)] = []
      for place in result {
        let value = try value(key.expression, at: place)
        let position = sorted.firstIndex {
          Self.comes(value, before: $0.value, isDescending: key.isDescending)
        }
        sorted.insert((place, value), at: position ?? sorted.count)
      }
      result = sorted.map(\.place)
    }
    return result
  }

  /// Whether a value stands before another of its type; unknown ones stand last either way.
  static func comes(_ a: Value, before b: Value, isDescending: Bool = false) -> Bool {
    if a == .unknown { return false }
    if b == .unknown { return true }
    let (low, high) = isDescending ? (b, a) : (a, b)
    switch (low, high) {
    case (.text(let low), .text(let high)): return low.utf8.lexicographicallyPrecedes(high.utf8)
    case (.flag(let low), .flag(let high)): return !low && high
    default:
      guard let low = number(low), let high = number(high) else { return false }
      return low < high
    }
  }
}

extension NaiveEvaluator {
  /// The rows of a grouping of customers: the keys of a group, then its statistics.
  package func groups(
    _ grouping: Grouping, of customers: [Int]
  ) throws(NaiveOverflow) -> [[Value]] {
    try groups(grouping, of: customers.map { .customer($0) })
  }

  /// The rows of a grouping of customers or rows.
  package func groups(
    _ grouping: Grouping, of places: [Place]
  ) throws(NaiveOverflow) -> [[Value]] {
    var members: [[Value]: [Place]] = [:]
    for place in places {
      var tuples: [[Value]] = [[]]
      for key in grouping.keys {
        let entries = Self.entries(try value(key.expression, at: place))
        tuples = tuples.flatMap { tuple in entries.map { tuple + [$0] } }
      }
      for tuple in tuples { members[tuple, default: []].append(place) }
    }
    var rows: [(cells: [Value], count: Int)] = []
    for (keys, members) in members {
      var cells = keys
      for statistic in grouping.statistics { cells.append(try value(statistic, of: members)) }
      rows.append((cells, members.count))
    }
    rows.sort { a, b in
      for (column, isDescending) in grouping.order {
        let (x, y) = (a.cells[column], b.cells[column])
        if Self.comes(x, before: y, isDescending: isDescending) { return true }
        if Self.comes(y, before: x, isDescending: isDescending) { return false }
      }
      if grouping.order.isEmpty, a.count != b.count { return a.count > b.count }
      for column in grouping.keys.indices {
        if Self.comes(a.cells[column], before: b.cells[column]) { return true }
        if Self.comes(b.cells[column], before: a.cells[column]) { return false }
      }
      return false
    }
    return rows.prefix(grouping.limit ?? rows.count).map(\.cells)
  }

  /// The keys that one value makes: a list stands under each of its texts.
  private static func entries(_ value: Value) -> [Value] {
    guard case .list(let list) = value else { return [value] }
    return list.isEmpty ? [.unknown] : list.map(Value.text)
  }

  /// Rows by time, undated ones first, where that matters.
  private func inTime(_ places: [Place], _ function: AggregateFunction) -> [Place] {
    guard function == .first || function == .last else { return places }
    func moment(_ place: Place) -> (Fraction, Int) {
      guard case .row(let name, let index) = place else { return (Fraction(0), 0) }
      let moment = store.relations[name].map { $0.rows[index].moment } ?? .unknown
      return (Self.number(moment) ?? Fraction(Int64.min), index)
    }
    return places.sorted { moment($0) < moment($1) }
  }

  private func value(_ statistic: Statistic, of members: [Place]) throws(NaiveOverflow) -> Value {
    switch statistic.kind {
    case .count: return .number(Fraction(members.count))
    case .values(let function, let expression):
      var values: [Value] = []
      for member in inTime(members, function) { values.append(try value(expression, at: member)) }
      return try Self.value(function, values, statistic.type)
    case .rows(let aggregate):
      var rows: [Place] = []
      for member in members { rows += try self.rows(aggregate.rows, at: member) }
      var values: [Value] = []
      for row in inTime(rows, aggregate.function) {
        values.append(try value(of: aggregate, at: row))
      }
      return try Self.value(aggregate.function, values, statistic.type)
    }
  }
}
