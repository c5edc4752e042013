package import SegModel
package import SegPlan
import SegStore

extension NaiveEvaluator {
  /// The value of an expression at a place.
  package func value(_ expression: Expression, at place: Place) throws(NaiveOverflow) -> Value {
    switch expression {
    case .constant(let value): return value
    case .attribute(let name, _): return store.customers[customer(of: place)][name] ?? .unknown
    case .metric(let metric): return try metrics(metric)[customer(of: place)]
    case .tags: return .list(tags(of: customer(of: place)))
    case .column(let name, _): return row(at: place)?.values[name] ?? .unknown
    case .orderColumn(let name, _):
      guard let order = row(at: place)?.order else { return .unknown }
      return store.relations[Snapshot.allOrders]?.rows[order].values[name] ?? .unknown
    case .negated(let operand):
      return Self.value(try number(operand, at: place)?.negated, operand.type)
    case .arithmetic(let arithmetic): return try value(arithmetic, at: place)
    case .shifted(let operand, let months, let days):
      guard case .date(let date) = try value(operand, at: place) else { return .unknown }
      return .date(date.adding(months: months).adding(days: days))
    case .localDay(let operand):
      return day(of: try value(operand, at: place)).map(Value.date) ?? .unknown
    case .coalesce(let operands):
      for operand in operands {
        let value = try value(operand, at: place)
        if value != .unknown { return value }
      }
      return .unknown
    case .aggregate(let aggregate):
      var values: [Value] = []
      for row in try rows(aggregate.rows, at: place) {
        values.append(try self.value(of: aggregate, at: row))
      }
      return try Self.value(aggregate.function, values, aggregate.type, place: aggregate.place)
    case .call(let call): return try value(call, at: place)
    case .choice(let choice):
      for branch in choice.branches where try holds(branch.condition, at: place) {
        return try value(branch.value, at: place)
      }
      return try choice.otherwise.map { other throws(NaiveOverflow) in
        try value(other, at: place)
      } ?? .unknown
    case .standing(let standing): return try standings(standing)[customer(of: place)]
    }
  }

  /// The value as a number (minor units, day number, epoch seconds); nil when unknown.
  func number(_ expression: Expression, at place: Place) throws(NaiveOverflow) -> Fraction? {
    Self.number(try value(expression, at: place))
  }

  /// The value as a text; nil when unknown.
  func text(_ expression: Expression, at place: Place) throws(NaiveOverflow) -> String? {
    guard case .text(let text) = try value(expression, at: place) else { return nil }
    return text
  }

  private func value(_ arithmetic: Arithmetic, at place: Place) throws(NaiveOverflow) -> Value {
    var result = try number(arithmetic.first, at: place)
    for step in arithmetic.steps {
      guard let a = result, let b = try number(step.operand, at: place) else { return .unknown }
      let next: Fraction?
      switch step.operation {
      case .add: next = a.adding(b)
      case .subtract, .daysBetween: next = a.subtracting(b)
      case .multiply: next = a.multiplied(by: b)
      case .divide:
        if b == Fraction(0) { return .unknown }
        next = a.divided(by: b)
      }
      guard let next else { throw NaiveOverflow() }
      result = next
    }
    return Self.value(result, arithmetic.type)
  }

  /// The value of one row for an aggregate: its column, or anything known to count rows.
  func value(of aggregate: Aggregate, at row: Place) throws(NaiveOverflow) -> Value {
    guard let column = aggregate.column else { return .number(Fraction(1)) }
    return try value(column, at: row)
  }

  /// What known values come to.
  static func value(
    _ function: AggregateFunction, _ values: [Value], _ type: FieldType, place: Int = 1
  ) throws(NaiveOverflow) -> Value {
    let known = values.filter { $0 != .unknown }
    guard function != .count else { return .number(Fraction(known.count)) }
    let numbers = known.compactMap { number($0) }
    switch function {
    case .count: return .number(Fraction(known.count))
    case .min: return value(numbers.min(), type)
    case .max: return value(numbers.max(), type)
    case .sum: return value(try sum(numbers), type)
    case .median: return value(try quantile(1, of: 2, numbers), type)
    case .distinct: return .number(Fraction(Set(known).count))
    case .mode: return mode(known)
    case .first: return known.first ?? .unknown
    case .last: return known.last ?? .unknown
    case .nth: return known.count < place ? .unknown : known[place - 1]
    case .avg:
      guard !numbers.isEmpty else { return .unknown }
      guard let mean = try sum(numbers).divided(by: Fraction(numbers.count)) else {
        throw NaiveOverflow()
      }
      return value(mean, type)
    }
  }

  private static func sum(_ numbers: [Fraction]) throws(NaiveOverflow) -> Fraction {
    var total = Fraction(0)
    for number in numbers {
      guard let next = total.adding(number) else { throw NaiveOverflow() }
      total = next
    }
    return total
  }

  static func number(_ value: Value) -> Fraction? {
    switch value {
    case .number(let number), .money(let number): number
    case .date(let day): Fraction(day.dayNumber)
    case .dateTime(let instant): Fraction(instant.secondsSinceEpoch)
    case .unknown, .text, .flag, .list: nil
    }
  }

  static func value(_ number: Fraction?, _ type: FieldType) -> Value {
    guard let number else { return .unknown }
    switch type {
    case .money: return .money(number)
    case .date: return .date(CalendarDate(dayNumber: Int32(clamping: number.numerator)))
    case .dateTime: return .dateTime(Instant(secondsSinceEpoch: Int64(clamping: number.numerator)))
    case .number, .text, .flag, .list: return .number(number)
    }
  }
}

extension NaiveEvaluator {
  private func row(at place: Place) -> NaiveStore.Row? {
    guard case .row(let name, let row) = place else { return nil }
    return store.relations[name]?.rows[row]
  }

  /// The rows tied to a place that exist, lie in the window and fulfil the condition.
  func rows(_ selection: RowSelection, at place: Place) throws(NaiveOverflow) -> [Place] {
    let name = selection.relation == Snapshot.orders ? Snapshot.allOrders : selection.relation
    guard let relation = store.relations[name] else { return [] }
    var tied: [Int] = []
    switch selection.link {
    case .customer: tied = relation.byCustomer[customer(of: place)]
    case .order:
      if case .row(_, let order) = place { tied = relation.byOrder[order] }
    }
    var result: [Place] = []
    for index in tied {
      let row = relation.rows[index]
      guard doesExist(row, as: selection.relation) else { continue }
      if let window = selection.window, !isInside(row.moment, window) { continue }
      if let condition = selection.condition, try !holds(condition, at: .row(name, index)) {
        continue
      }
      result.append(.row(name, index))
    }
    return result
  }

  /// Whether a row exists at the as-of moment under the name of a relation.
  func doesExist(_ row: NaiveStore.Row, as relation: FieldName) -> Bool {
    if isLater(row.moment) { return false }
    if relation == Snapshot.orders { return row.counts }
    guard let order = row.order else { return true }
    return store.relations[Snapshot.allOrders]?.rows[order].counts ?? true
  }
}
