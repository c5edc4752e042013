package import SegModel
package import SegPlan
import SegStore

extension NaiveEvaluator {
  /// The values of a metric, one a customer.
  package func metrics(_ metric: Metric) throws(NaiveOverflow) -> [Value] {
    if let memo = metricMemo[metric] { return memo }
    let values: [Value]
    switch metric {
    case .recencyScore:
      values = try scores(.recency) { [scale] in scale + 1 - $0 }
    case .frequencyScore: values = try scores(.frequency) { $0 }
    case .monetaryScore: values = try scores(.monetary) { $0 }
    case .rfm: values = try rfm()
    case .recency, .frequency, .monetary, .aov, .firstOrder, .lastOrder, .tenure, .interval:
      var each: [Value] = []
      for customer in store.customers.indices { each.append(try self.value(metric, of: customer)) }
      values = each
    }
    metricMemo[metric] = values
    return values
  }

  private var scale: Int { store.profile.scoreScale }

  private func value(_ metric: Metric, of customer: Int) throws(NaiveOverflow) -> Value {
    let orders = store.relations[Snapshot.allOrders]
    let rows = (orders?.byCustomer[customer] ?? []).compactMap { orders?.rows[$0] }
    let days = rows.filter { doesExist($0, as: Snapshot.orders) }.compactMap { day(of: $0.moment) }
    let first = days.min()
    let last = days.max()
    func age(of day: CalendarDate?) -> Value {
      day.map { .number(Fraction(asOf.day.dayNumber - $0.dayNumber)) } ?? .unknown
    }
    switch metric {
    case .recency: return age(of: last)
    case .tenure: return age(of: first)
    case .firstOrder: return first.map(Value.date) ?? .unknown
    case .lastOrder: return last.map(Value.date) ?? .unknown
    case .frequency: return .number(Fraction(days.count))
    case .interval:
      guard days.count > 1, let first, let last else { return .unknown }
      let gap = Fraction(Int128(last.dayNumber - first.dayNumber), over: Int128(days.count - 1))
      return Self.value(gap, .number)
    case .monetary: return try revenue(of: rows)
    case .aov:
      guard !days.isEmpty, let sum = Self.number(try revenue(of: rows)) else { return .unknown }
      return Self.value(sum.divided(by: Fraction(days.count)), .money)
    case .recencyScore, .frequencyScore, .monetaryScore, .rfm: return try metrics(metric)[customer]
    }
  }

  /// What the orders and refunds that the policy counts come to; unknown when the store's orders
  /// have no amounts at all.
  private func revenue(of rows: [NaiveStore.Row]) throws(NaiveOverflow) -> Value {
    if let any = store.relations[Snapshot.allOrders]?.rows.first, any.values["amount"] == nil {
      return .unknown
    }
    var total = Fraction(0)
    for row in rows where doesExist(row, as: Snapshot.allOrders) && row.isRevenue {
      let amount = row.values["amount"].flatMap { Self.number($0) } ?? Fraction(0)
      let refund = row.values["refunded"].flatMap { Self.number($0) } ?? Fraction(0)
      guard let next = total.adding(amount)?.subtracting(refund) else { throw NaiveOverflow() }
      total = next
    }
    return .money(total)
  }

  private func scores(
    _ metric: Metric, _ turn: (Int) -> Int
  ) throws(NaiveOverflow) -> [Value] {
    let frequencies = try metrics(.frequency)
    let values = try metrics(metric).enumerated().map { customer, value in
      frequencies[customer] == .number(Fraction(0)) ? nil : Self.number(value)
    }
    let sorted = values.compactMap { $0 }.sorted()
    let cuts = (1..<scale).compactMap { Self.quantile(sorted, $0, scale) }
    return values.map { value in
      guard let value else { return .unknown }
      return .number(Fraction(turn(1 + cuts.filter { value > $0 }.count)))
    }
  }

  /// The type-7 quantile j/k of ascending values.
  private static func quantile(_ values: [Fraction], _ j: Int, _ k: Int) -> Fraction? {
    guard let last = values.last else { return nil }
    guard let h = Fraction(Int128((values.count - 1) * j), over: Int128(k)) else { return nil }
    let low = values[Int(h.floor)]
    let high = Int(h.floor) + 1 < values.count ? values[Int(h.floor) + 1] : last
    return h.subtracting(Fraction(h.floor))
      .flatMap { part in high.subtracting(low)?.multiplied(by: part) }?
      .adding(low)
  }

  private func rfm() throws(NaiveOverflow) -> [Value] {
    let r = try metrics(.recencyScore)
    let f = try metrics(.frequencyScore)
    let m = try metrics(.monetaryScore)
    let digit = scale > 9 ? 100 : 10
    return r.indices.map { row in
      guard let r = Self.number(r[row]), let f = Self.number(f[row]), let m = Self.number(m[row])
      else { return .unknown }
      let code = r.numerator * Int128(digit * digit) + f.numerator * Int128(digit) + m.numerator
      return .number(Fraction(code))
    }
  }
}
