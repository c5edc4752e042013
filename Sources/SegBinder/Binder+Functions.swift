import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// A function with its arguments; nil after an error.
  mutating func bindCall(_ call: CallSyntax, in scope: Scope) -> Expression? {
    let function = call.function.value
    guard function.argumentCounts.contains(call.arguments.count) else {
      bag.report(.argumentCount(call))
      return nil
    }
    switch function {
    case .year, .quarter, .month, .week, .weekday, .day, .age, .birthday:
      return bindDay(of: call, in: scope)
    case .round, .floor, .ceil, .abs: return bindRounding(call, in: scope)
    case .lower, .upper, .fold, .length, .concat: return bindTexts(call, in: scope)
    case .percentile, .quintile, .ntile: return bindStanding(call)
    }
  }

  private mutating func bindDay(of call: CallSyntax, in scope: Scope) -> Expression? {
    let argument = call.arguments[0]
    guard let value = bindValue(argument, in: scope) else { return nil }
    guard value.type == .date || value.type == .dateTime else {
      bag.report(.argumentType(call.function, "a date", value.type, argument.range))
      return nil
    }
    let day = value.type == .date ? value : .localDay(value)
    let now = Expression.constant(.date(asOf.day))
    return switch call.function.value {
    case .age: .call(FunctionCall(.age, [day, now]))
    case .birthday: .call(FunctionCall(.anniversary, [day, now]))
    default: call.function.value.planFunction.map { .call(FunctionCall($0, [day])) }
    }
  }

  private mutating func bindRounding(_ call: CallSyntax, in scope: Scope) -> Expression? {
    guard let function = call.function.value.planFunction,
      let value = bindValue(call.arguments[0], in: scope)
    else { return nil }
    guard value.type == .number || value.type == .money else {
      bag.report(
        .argumentType(
          call.function, "a number or an amount", value.type, call.arguments[0].range))
      return nil
    }
    guard function != .abs else { return .call(FunctionCall(.abs, [value])) }
    var decimals = 0
    if call.arguments.count > 1 {
      guard let bound = bindWhole(call, 1, in: 0...9) else { return nil }
      decimals = bound
    }
    let one = value.type == .money ? catalog.profile.currency.minorUnitsPerMajor : 1
    guard let power = Fraction.powerOfTen(decimals), let unit = Fraction(Int128(one), over: power)
    else { return nil }
    let constant: Value = value.type == .money ? .money(unit) : .number(unit)
    return .call(FunctionCall(function, [value, .constant(constant)]))
  }

  private mutating func bindTexts(_ call: CallSyntax, in scope: Scope) -> Expression? {
    var texts: [Expression] = []
    for argument in call.arguments {
      guard let value = bindValue(argument, in: scope) else { continue }
      guard value.type == .text else {
        bag.report(.argumentType(call.function, "text", value.type, argument.range))
        continue
      }
      texts.append(value)
    }
    guard texts.count == call.arguments.count else { return nil }
    return call.function.value.planFunction.map { .call(FunctionCall($0, texts)) }
  }

  /// A whole number as the argument at a place; nil after an error.
  private mutating func bindWhole(
    _ call: CallSyntax, _ place: Int, in range: ClosedRange<Int>
  ) -> Int? {
    let argument = call.arguments[place]
    guard let value = bindValue(argument, in: .customer) else { return nil }
    guard case .constant(.number(let number)) = value, number.denominator == 1,
      let whole = Int(exactly: number.numerator), range.contains(whole)
    else {
      bag.report(.expectedWhole(call.function, range, argument.range))
      return nil
    }
    return whole
  }
}

// MARK: - Standings and choices

extension Binder {
  private mutating func bindStanding(_ call: CallSyntax) -> Expression? {
    let argument = call.arguments[0]
    guard let value = bindStandingValue(argument) else { return nil }
    let kind: Standing.Kind
    switch call.function.value {
    case .percentile:
      guard value.type == .number || value.type == .money else {
        bag.report(
          .argumentType(call.function, "a number or an amount", value.type, argument.range))
        return nil
      }
      let place = call.arguments[1]
      guard let bound = bindValue(place, in: .customer) else { return nil }
      guard case .constant(.number(let number)) = bound, number >= Fraction(0),
        number <= Fraction(100)
      else {
        bag.report(.expectedPercentile(place.range))
        return nil
      }
      kind = .percentile(number)
    case .ntile:
      guard let parts = bindWhole(call, 1, in: 2...1000) else { return nil }
      kind = .quantile(parts)
    default: kind = .quantile(5)
    }
    return .standing(Standing(kind, of: value, among: owners(of: value)))
  }

  /// `rank(value by group)`; nil after an error.
  mutating func bindRank(_ rank: RankValueSyntax) -> Expression? {
    let value = bindStandingValue(rank.value)
    var group: Expression?
    if let syntax = rank.group {
      guard let bound = bindValue(syntax, in: .customer) else { return nil }
      guard bound.type != .list else {
        bag.report(.wrongOperand("rank by", bound.type, syntax.range))
        return nil
      }
      group = bound
    }
    guard let value else { return nil }
    return .standing(Standing(.rank(by: group), of: value, among: owners(of: value)))
  }

  private mutating func bindStandingValue(_ syntax: ExpressionSyntax) -> Expression? {
    guard let value = bindValue(syntax, in: .customer), checkScores(value, syntax.range) else {
      return nil
    }
    switch value.type {
    case .number, .money, .date, .dateTime: return value
    case .text, .flag, .list:
      bag.report(.unrankedType(value.type, syntax.range))
      return nil
    }
  }

  /// What is made of rows is compared among those who have rows.
  private func owners(of value: Expression) -> Predicate {
    let tests = value.relations.sorted().map { Predicate.exists(RowSelection(relation: $0)) }
    return tests.count == 1 ? tests[0] : .all(tests)
  }

  /// A value that conditions decide; nil after an error.
  mutating func bindChoice(_ syntax: ChoiceSyntax, in scope: Scope) -> Expression? {
    var conditions: [Predicate] = []
    var values: [(value: Expression, range: SourceRange)] = []
    for branch in syntax.branches {
      if let condition = bindCondition(branch.condition, in: scope) {
        conditions.append(condition)
      }
      if let value = bindValue(branch.value, in: scope) {
        values.append((value, branch.value.range))
      }
    }
    if let otherwise = syntax.otherwise, let value = bindValue(otherwise, in: scope) {
      values.append((value, otherwise.range))
    }
    let count = syntax.branches.count
    guard conditions.count == count, values.count == count + (syntax.otherwise == nil ? 0 : 1)
    else { return nil }
    let wanted = values.first { !$0.value.isConstant }?.value.type ?? values[0].value.type
    for index in values.indices {
      values[index].value = adapt(values[index].value, to: wanted)
      guard values[index].value.type == wanted, wanted != .list else {
        bag.report(.choiceType(wanted, values[index].value.type, values[index].range))
        return nil
      }
    }
    let branches = zip(conditions, values).map {
      Choice.Branch(condition: $0, value: $1.value)
    }
    return .choice(
      Choice(branches: branches, otherwise: syntax.otherwise.map { _ in values[count].value }))
  }
}

extension Expression {
  /// The value as a key of groups: months, quarters, weeks and days of a calendar, so that those of
  /// different years stay apart.
  var asGroupKey: Expression {
    guard case .call(let call) = self else { return self }
    return switch call.function {
    case .quarter: .call(FunctionCall(.calendarQuarter, call.arguments))
    case .month: .call(FunctionCall(.calendarMonth, call.arguments))
    case .week: .call(FunctionCall(.calendarWeek, call.arguments))
    case .day: call.arguments[0]
    default: self
    }
  }
}

extension FunctionSyntax {
  /// How many arguments it takes.
  var argumentCounts: ClosedRange<Int> {
    switch self {
    case .round, .floor, .ceil: 1...2
    case .percentile, .ntile: 2...2
    case .concat: 1...Int.max
    case .year, .quarter, .month, .week, .weekday, .day, .age, .birthday, .abs, .lower, .upper,
      .fold, .length, .quintile:
      1...1
    }
  }

  /// The function of one value that means the same; nil for the others.
  fileprivate var planFunction: ValueFunction? {
    switch self {
    case .year: .year
    case .quarter: .quarter
    case .month: .month
    case .week: .week
    case .weekday: .weekday
    case .day: .day
    case .round: .round
    case .floor: .floor
    case .ceil: .ceil
    case .abs: .abs
    case .lower: .lower
    case .upper: .upper
    case .fold: .fold
    case .length: .length
    case .concat: .concat
    case .age, .birthday, .percentile, .quintile, .ntile: nil
    }
  }

  /// Whether it is about all customers, not about one value.
  var isStanding: Bool { self == .percentile || self == .quintile || self == .ntile }

  /// As it is written, for messages.
  var example: String {
    switch self {
    case .year, .quarter, .month, .week, .weekday, .day: "\(rawValue)(last_order)"
    case .age, .birthday: "\(rawValue)(birth_date)"
    case .round, .floor, .ceil: "\(rawValue)(aov, 1)"
    case .abs: "abs(monetary)"
    case .lower, .upper, .fold, .length: "\(rawValue)(city)"
    case .concat: "concat(city, ', ', country)"
    case .percentile: "percentile(monetary, 90)"
    case .quintile: "quintile(monetary)"
    case .ntile: "ntile(monetary, 10)"
    }
  }
}
