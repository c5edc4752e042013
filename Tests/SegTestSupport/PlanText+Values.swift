import SegModel
import SegPlan
import SegStore

extension PlanText {
  /// A value; an amount as a constant is one only beside something that is known to be money.
  func text(
    _ expression: Expression, _ scope: RandomPlan.Scope, besideMoney: Bool = false
  ) throws(Unsayable) -> String {
    switch expression {
    case .constant(let value): return try text(value, besideMoney: besideMoney)
    case .attribute(let name, _): return scope == .customers ? "\(name)" : "customer.\(name)"
    case .metric(let metric): return metric.rawValue
    case .tags: return scope == .customers ? "tags" : "customer.tags"
    case .column(let name, _): return Self.column(name)
    case .orderColumn(let name, _): return "order.\(name)"
    case .negated(let operand):
      return "-(\(try text(operand, scope, besideMoney: besideMoney)))"
    case .arithmetic(let arithmetic): return try text(arithmetic, scope)
    case .shifted(let operand, let months, let days):
      var text = "(\(try dayText(operand, scope))"
      if months != 0 { text += " \(months < 0 ? "-" : "+") \(abs(months))mo" }
      if days != 0 || months == 0 { text += " \(days < 0 ? "-" : "+") \(abs(days))d" }
      return text + ")"
    case .localDay: throw Unsayable()
    case .coalesce(let operands):
      return "(\(try list(operands, scope).joined(separator: " ?? ")))"
    case .aggregate(let aggregate): return try text(aggregate, scope)
    case .call(let call): return try text(call, scope)
    case .choice(let choice): return try text(choice, scope)
    case .standing(let standing): return try text(standing)
    }
  }

  /// A value that is taken for its local day where a day is wanted.
  func dayText(
    _ expression: Expression, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    if case .localDay(let moment) = expression { return try text(moment, scope) }
    return try text(expression, scope)
  }

  /// Whether it is made of literals alone, which an amount of money cannot be.
  func isConstant(_ expression: Expression) -> Bool {
    switch expression {
    case .constant: true
    case .negated(let operand), .shifted(let operand, _, _): isConstant(operand)
    case .arithmetic(let arithmetic):
      isConstant(arithmetic.first) && arithmetic.steps.allSatisfy { isConstant($0.operand) }
    default: false
    }
  }

  private func list(
    _ values: [Expression], _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> [String] {
    let isMoney = values.contains { !isConstant($0) }
    var texts: [String] = []
    for value in values { texts.append(try text(value, scope, besideMoney: isMoney)) }
    return texts
  }

  /// A column; one of an earlier step's row stands under a name such as `\u{1}0.amount`.
  private static func column(_ name: FieldName) -> String {
    guard name.description.hasPrefix("\u{1}") else { return "\(name)" }
    return "s" + name.description.dropFirst()
  }

  private func text(
    _ arithmetic: Arithmetic, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    var isFixed = isConstant(arithmetic.first)
    var isFirst = true
    let isAmount = arithmetic.steps.first.map { step in
      (step.operation == .add || step.operation == .subtract) && !isConstant(step.operand)
    }
    var text = ""
    for step in arithmetic.steps {
      if isFirst {
        text =
          step.operation == .daysBetween
          ? try dayText(arithmetic.first, scope)
          : try self.text(arithmetic.first, scope, besideMoney: isAmount ?? false)
        isFirst = false
      }
      let isSum = step.operation == .add || step.operation == .subtract
      let operand =
        step.operation == .daysBetween
        ? try dayText(step.operand, scope)
        : try self.text(step.operand, scope, besideMoney: isSum && !isFixed)
      text = "(\(text) \(Self.sign(step.operation)) \(operand))"
      isFixed = isFixed && isConstant(step.operand)
    }
    return text
  }

  private static func sign(_ operation: Arithmetic.Operation) -> String {
    switch operation {
    case .add: "+"
    case .subtract, .daysBetween: "-"
    case .multiply: "*"
    case .divide: "/"
    }
  }

  private func text(
    _ aggregate: Aggregate, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    var column: FieldName?
    switch aggregate.column {
    case nil: break
    case .column(let name, let type)?:
      let isList = type == .list && aggregate.function != .count
      guard snapshot.relations[Self.stored(aggregate.rows.relation)] != nil, !isList else {
        throw Unsayable()
      }
      column = name
    default: throw Unsayable()
    }
    let rows = try text(aggregate.rows, column, scope)
    let place = aggregate.function == .nth ? ", \(aggregate.place)" : ""
    return "\(aggregate.function.rawValue)(\(rows)\(place))"
  }

  private static func stored(_ relation: FieldName) -> FieldName {
    relation == Snapshot.orders ? Snapshot.allOrders : relation
  }

  private func text(
    _ call: FunctionCall, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    var texts: [String] = []
    for argument in call.arguments.prefix(call.function == .concat ? call.arguments.count : 1) {
      texts.append(try dayText(argument, scope))
    }
    switch call.function {
    case .calendarQuarter, .calendarMonth, .calendarWeek: throw Unsayable()
    case .age, .anniversary:
      guard call.arguments[1] == .constant(.date(calendar.asOf.day)) else { throw Unsayable() }
      return "\(call.function == .age ? "age" : "birthday")(\(texts[0]))"
    case .round, .floor, .ceil:
      guard case .constant(let unit) = call.arguments[1], let size = NaiveEvaluator.number(unit),
        let places = Fraction(call.type == .money ? 100 : 1).divided(by: size),
        let decimals = (0...9).first(where: {
          Fraction.powerOfTen($0).map { Fraction($0) } == places
        })
      else { throw Unsayable() }
      return "\(call.function.rawValue)(\(texts[0])\(decimals == 0 ? "" : ", \(decimals)"))"
    default: return "\(call.function.rawValue)(\(texts.joined(separator: ", ")))"
    }
  }

  private func text(
    _ choice: Choice, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    let values = choice.branches.map(\.value) + (choice.otherwise.map { [$0] } ?? [])
    let texts = try list(values, scope)
    var text = "case"
    for (branch, value) in zip(choice.branches, texts) {
      text += " when \(try self.text(branch.condition, scope)) then \(value)"
    }
    return text + (choice.otherwise == nil ? "" : " else \(texts[texts.count - 1])") + " end"
  }

  /// Names in a standing are the customer's everywhere.
  private func text(_ standing: Standing) throws(Unsayable) -> String {
    guard standing.among == Self.owners(of: standing.value) else { throw Unsayable() }
    if standing.value == .metric(.rfm), snapshot.profile.scoreScale > 9 { throw Unsayable() }
    let value = try text(standing.value, .customers)
    switch standing.kind {
    case .percentile(let percent):
      return "percentile(\(value), \(try literal(.number(percent))))"
    case .quantile(5): return "quintile(\(value))"
    case .quantile(let parts): return "ntile(\(value), \(parts))"
    case .rank(nil): return "rank(\(value))"
    case .rank(by: let group?): return "rank(\(value) by \(try text(group, .customers)))"
    }
  }

  /// Those who have rows in the relations that a value is made of.
  static func owners(of value: Expression) -> Predicate {
    let relations = value.relations.sorted()
    let tests = relations.map { Predicate.exists(RowSelection(relation: $0)) }
    return tests.count == 1 ? tests[0] : .all(tests)
  }
}

// MARK: - Literals

extension PlanText {
  func text(_ value: Value, besideMoney: Bool) throws(Unsayable) -> String {
    switch value {
    case .money: guard besideMoney else { throw Unsayable() }
    case .date(let day): if let known = days[day] { return "(\(known))" }
    case .number(let number):
      if number.denominator != 1, (try? literal(value)) == nil {
        return "(\(number.numerator) / \(number.denominator))"
      }
    case .unknown, .text, .dateTime, .flag, .list: break
    }
    return try literal(value)
  }

  /// A constant as one literal.
  func literal(_ value: Value) throws(Unsayable) -> String {
    switch value {
    case .number(let number): return try Self.decimals(number)
    case .money(let money):
      guard let major = money.divided(by: Fraction(100)) else { throw Unsayable() }
      return try Self.decimals(major)
    case .text(let text): return Self.quoted(text)
    case .date(let day): return "\(day)"
    case .dateTime(let instant):
      let zone = calendar.zone
      let (day, second) = zone.localParts(of: instant)
      // An hour that comes twice is the first of the two.
      guard zone.instant(of: day, secondOfDay: second) == instant else { throw Unsayable() }
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      return "\(day)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    case .flag(let flag): return flag ? "yes" : "no"
    case .unknown, .list: throw Unsayable()
    }
  }

  private static func decimals(_ number: Fraction) throws(Unsayable) -> String {
    for decimals in 0...6 {
      guard let power = Fraction.powerOfTen(decimals),
        let whole = number.multiplied(by: Fraction(power)), whole.denominator == 1
      else { continue }
      return number.decimalText(decimals: decimals)
    }
    throw Unsayable()
  }

  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
