import SegModel
import SegPlan
import SegStore

extension RandomPlan {
  /// A value of a type; deeper ones are made of others.
  mutating func expression(_ type: FieldType, _ depth: Int, _ scope: Scope) -> Expression {
    guard depth > 0, !generator.oneIn(3) else { return leaf(type, scope) }
    let below = depth - 1
    if generator.oneIn(4), type != .list {
      let count = generator.pick(2...3)
      return .coalesce((0..<count).map { _ in expression(type, below, scope) })
    }
    if generator.oneIn(3), let made = made(type, below, scope) { return made }
    switch type {
    case .number, .money:
      switch generator.pick(0...3) {
      case 0: return .negated(expression(type, below, scope))
      case 1: return aggregate(type, below, scope) ?? leaf(type, scope)
      default: return .arithmetic(arithmetic(type, below, scope))
      }
    case .date:
      switch generator.pick(0...3) {
      case 0: return .localDay(expression(.dateTime, below, scope))
      case 1: return aggregate(type, below, scope) ?? leaf(type, scope)
      default:
        return .shifted(
          expression(.date, below, scope), months: generator.pick([0, 0, -1, 1, -12, 5]),
          days: generator.pick([0, 0, -1, 1, 30]))
      }
    case .dateTime: return aggregate(type, below, scope) ?? leaf(type, scope)
    case .text, .flag: return aggregate(type, below, scope) ?? leaf(type, scope)
    case .list: return leaf(type, scope)
    }
  }

  private mutating func arithmetic(
    _ type: FieldType, _ depth: Int, _ scope: Scope
  ) -> Arithmetic {
    var steps: [Arithmetic.Step] = []
    var first = expression(type, depth, scope)
    if type == .number, generator.oneIn(3) {
      first = expression(.date, depth, scope)
      steps.append(.init(.daysBetween, expression(.date, depth, scope)))
    } else if type == .number, generator.oneIn(3) {
      first = expression(.money, depth, scope)
      steps.append(.init(.divide, expression(.money, depth, scope)))
    }
    if steps.isEmpty || generator.oneIn(3) {
      let operation = generator.pick([
        Arithmetic.Operation.add, .subtract, .multiply, .divide,
      ])
      let isScaling = operation == .multiply || operation == .divide
      steps.append(.init(operation, expression(isScaling ? .number : type, depth, scope)))
    }
    return Arithmetic(first: first, steps: steps, type: type)
  }

  /// One value of many rows; nil when the store has no relation.
  mutating func aggregate(
    _ type: FieldType, _ depth: Int, _ scope: Scope
  ) -> Expression? {
    rows(depth, scope).map { .aggregate(aggregate(type, over: $0)) }
  }

  /// An aggregate of some rows with values of a type; `count` where there is no other.
  mutating func aggregate(_ type: FieldType, over rows: RowSelection) -> Aggregate {
    let scope = Scope.rows(rows.relation)
    let count = Aggregate(function: .count, rows: rows, column: nil)
    if type == .number, generator.oneIn(3) {
      let any = generator.pick(FieldType.allCases)
      return Aggregate(
        function: .count, rows: rows, column: generator.oneIn(2) ? nil : column(any, scope))
    }
    if type == .number, generator.oneIn(4),
      let any = column(generator.pick([.text, .number, .money, .date, .dateTime, .flag]), scope)
    {
      return Aggregate(function: .distinct, rows: rows, column: any)
    }
    let function = generator.pick(Self.functions(of: type))
    guard let column = column(type, scope) else {
      return type == .number
        ? count : Aggregate(function: function, rows: orders(like: rows), column: dated(type))
    }
    return Aggregate(
      function: function, rows: rows, column: column,
      place: function == .nth ? generator.pick(1...4) : 1)
  }

  /// The functions that make a value of a type of others of that type.
  static func functions(of type: FieldType) -> [AggregateFunction] {
    switch type {
    case .number, .money:
      [.sum, .sum, .avg, .min, .max, .median, .mode, .first, .last, .nth]
    case .date, .dateTime: [.min, .max, .min, .max, .mode, .first, .last, .nth]
    case .text, .flag, .list: [.mode, .first, .last, .nth]
    }
  }

  /// Rows of a relation that the store lacks: its columns may have any name and type.
  private func orders(like rows: RowSelection) -> RowSelection {
    RowSelection(relation: "absent", window: rows.window)
  }

  private func dated(_ type: FieldType) -> Expression { .column("nothing", type) }

  /// A value that is not made of others.
  private mutating func leaf(_ type: FieldType, _ scope: Scope) -> Expression {
    if generator.oneIn(12), type != .list { return .constant(fallback(type)) }
    if type == .list, generator.oneIn(3) { return .tags }
    if scope != .customers, !generator.oneIn(4), let column = column(type, scope) { return column }
    let metrics = Metric.allCases.filter { $0.type == type }
    if !metrics.isEmpty, generator.oneIn(2) { return .metric(generator.pick(metrics)) }
    let fields = store.snapshot.customers.fields.filter { $0.type == type && $0.name != "tags" }
    guard !fields.isEmpty else { return .constant(fallback(type)) }
    return .attribute(generator.pick(fields).name, type)
  }

  /// A column of a type of the row at hand, or of its order.
  private mutating func column(_ type: FieldType, _ scope: Scope) -> Expression? {
    guard case .rows(let name) = scope else { return nil }
    let stored = name == Snapshot.orders ? Snapshot.allOrders : name
    func fields(_ relation: FieldName) -> [FieldName] {
      store.snapshot.relations[relation]?.table.fields.filter { $0.type == type }.map(\.name) ?? []
    }
    let own = fields(stored)
    let ofOrder = name == Snapshot.items ? fields(Snapshot.allOrders) : []
    if !ofOrder.isEmpty, own.isEmpty || generator.oneIn(3) {
      return .orderColumn(generator.pick(ofOrder), type)
    }
    return own.isEmpty ? nil : .column(generator.pick(own), type)
  }

  /// A constant next to what an expression comes to somewhere.
  mutating func constant(near expression: Expression, _ scope: Scope) -> Expression {
    .constant(value(near: expression, scope))
  }

  /// A value next to what an expression comes to somewhere, often the very same.
  mutating func value(near expression: Expression, _ scope: Scope) -> Value {
    let found = place(scope).flatMap { try? naive.value(expression, at: $0) } ?? .unknown
    let change = generator.pick([0, 0, 0, -1, 1])
    switch found {
    case .unknown: return fallback(expression.type)
    case .number(let number): return .number(near(number, change))
    case .money(let money): return .money(near(money, change))
    case .date(let day): return .date(wordedDay() ?? day.adding(days: change))
    case .dateTime(let instant):
      return .dateTime(Instant(secondsSinceEpoch: instant.secondsSinceEpoch + Int64(change)))
    case .text(let text): return .text(generator.oneIn(4) ? text + "a" : text)
    case .flag, .list: return found
    }
  }

  /// A number beside another that fits the constants of plans, which are within 64 bits.
  private mutating func near(_ number: Fraction, _ change: Int) -> Fraction {
    let part =
      Fraction(Int128(change), over: generator.pick([1, 1, 2, 3, 100])) ?? Fraction(change)
    guard let result = number.adding(part), Int64(exactly: result.numerator) != nil,
      Int64(exactly: result.denominator) != nil
    else { return Fraction(change) }
    return result
  }

  private mutating func place(_ scope: Scope) -> NaiveEvaluator.Place? {
    switch scope {
    case .customers:
      let count = store.snapshot.customerCount
      return count == 0 ? nil : .customer(generator.pick(0...count - 1))
    case .rows(let name):
      let stored = name == Snapshot.orders ? Snapshot.allOrders : name
      guard let count = store.snapshot.relations[stored]?.table.rowCount, count > 0 else {
        return nil
      }
      return .row(stored, generator.pick(0...count - 1))
    }
  }

  private mutating func fallback(_ type: FieldType) -> Value {
    switch type {
    case .number:
      return .number(
        Fraction(Int128(generator.pick(-3...130)), over: generator.pick([1, 1, 2, 3]))
          ?? Fraction(0))
    case .money: return .money(Fraction(generator.pick(-100...900)))
    case .date: return .date(naive.asOf.day.adding(days: generator.pick(-60...3)))
    case .dateTime:
      return .dateTime(
        Instant(
          secondsSinceEpoch: naive.asOf.instant.secondsSinceEpoch
            + Int64(generator.pick(-100_000...100_000))))
    case .text: return .text(generator.pick(Self.patterns))
    case .flag: return .flag(generator.oneIn(2))
    case .list: return .list(["vip"])
    }
  }
}
