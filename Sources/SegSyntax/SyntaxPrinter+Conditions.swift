import SegText

/// How tightly a condition or value binds, loosest first.
private enum Tightness: Int {
  case alternatives, conjunction, negation
  case coalesce, sum, product, operand
}

extension SyntaxPrinter {
  /// A condition.
  package static func print(_ condition: ConditionSyntax) -> String {
    print(condition, within: .alternatives)
  }

  private static func print(_ condition: ConditionSyntax, within outer: Tightness) -> String {
    switch condition {
    case .any(let conditions, _):
      let text = conditions.map { print($0, within: .alternatives) }.joined(separator: " or ")
      return outer == .alternatives ? text : "(\(text))"
    case .all(let conditions, _):
      let text = conditions.map { print($0, within: .conjunction) }.joined(separator: " and ")
      return outer == .negation ? "(\(text))" : text
    case .not(let operand, _): return "not " + print(operand, within: .negation)
    case .test(let test): return print(test)
    case .malformed: return ""
    }
  }

  private static func print(_ test: TestSyntax) -> String {
    let not = test.isNegated ? "not " : ""
    switch test.question {
    case .comparison(let left, let operation, let right):
      return "\(print(left)) \(operation.value.rawValue) \(print(right))"
    case .between(let value, let low, let high):
      return "\(print(value)) \(not)between \(print(low)) and \(print(high))"
    case .membership(let value, let values): return "\(print(value)) \(not)in \(list(values))"
    case .period(let value, let period): return "\(print(value)) \(not)in \(print(period))"
    case .file(let value, let file): return "\(print(value)) \(not)in \(print(file))"
    case .text(let value, let operation, let pattern):
      return "\(print(value)) \(not)\(operation.value.rawValue) \(print(pattern))"
    case .has(let value, let text): return "\(print(value)) \(not)has \(print(text))"
    case .known(let value): return "\(print(value)) is \(test.isNegated ? "unknown" : "known")"
    case .segment(let segment): return "\(not)in @\(name(segment.value, true))"
    case .exists(let rows): return "\(test.isNegated ? "none" : "any")(\(print(rows)))"
    case .sequence(let sequence): return print(sequence)
    case .habit(let habit): return print(habit)
    case .truth(let value): return print(value)
    }
  }

  /// A list that stands in a file.
  package static func print(_ file: FileListSyntax) -> String {
    let column = file.column.map { ", \(name($0.value))" } ?? ""
    return "file(\(quoted(file.path.value))\(column))"
  }

  /// Rows of a relation, as they stand in an aggregate's brackets.
  package static func print(_ rows: RowsSyntax) -> String {
    print(rows, name(rows.relation.value))
  }

  /// Rows of a relation as a source or stage, where a keyword is none of their names.
  static func print(sheet rows: RowsSyntax) -> String {
    let isKeyword = Keyword(spelling: rows.relation.value) != nil
    return print(rows, isKeyword ? quotedName(rows.relation.value) : name(rows.relation.value))
  }

  private static func print(_ rows: RowsSyntax, _ relation: String) -> String {
    var text = relation
    if let column = rows.column { text += "." + name(column.value) }
    if let period = rows.period { text += " in " + print(period) }
    if let condition = rows.condition { text += " where " + print(condition) }
    return text
  }
}

extension SyntaxPrinter {
  /// A value.
  package static func print(_ expression: ExpressionSyntax) -> String {
    print(expression, within: .coalesce)
  }

  private static func print(_ expression: ExpressionSyntax, within outer: Tightness) -> String {
    switch expression {
    case .literal(let literal): return print(literal)
    case .name(let name): return print(name)
    case .negation(let operand):
      let text = print(operand.value, within: .operand)
      // Two signs in a row would look like the comment of another language.
      return text.hasPrefix("-") ? "- \(text)" : "-\(text)"
    case .arithmetic(let arithmetic): return print(arithmetic, within: outer)
    case .coalesce(let operands, _):
      let text = operands.map { print($0, within: .sum) }.joined(separator: " ?? ")
      return outer == .coalesce ? text : "(\(text))"
    case .aggregate(let aggregate):
      let function = aggregate.function.value.rawValue
      let place = aggregate.place.map { ", \($0.value)" } ?? ""
      return aggregate.rows.map { "\(function)(\(print($0))\(place))" } ?? function
    case .call(let call):
      let arguments = call.arguments.map { print($0) }.joined(separator: ", ")
      return "\(call.function.value.rawValue)(\(arguments))"
    case .rank(let rank):
      return "rank(\(print(rank.value))\(rank.group.map { " by \(print($0))" } ?? ""))"
    case .choice(let choice):
      let branches = choice.branches.map { "when \(print($0.condition)) then \(print($0.value)) " }
      let otherwise = choice.otherwise.map { "else \(print($0)) " } ?? ""
      return "case \(branches.joined())\(otherwise)end"
    case .malformed: return ""
    }
  }

  private static func print(_ arithmetic: ArithmeticSyntax, within outer: Tightness) -> String {
    let isSum = arithmetic.isSum
    let own: Tightness = isSum ? .sum : .product
    let inner: Tightness = isSum ? .product : .operand
    var parts = [print(arithmetic.first, within: own)]
    for step in arithmetic.steps {
      parts.append(step.operation.value.rawValue)
      parts.append(print(step.operand, within: inner))
    }
    let text = parts.joined(separator: " ")
    return outer.rawValue > own.rawValue ? "(\(text))" : text
  }

  private static func print(_ name: NameSyntax) -> String {
    let own = self.name(name.name.value)
    return name.qualifier.map { "\(self.name($0.value)).\(own)" } ?? own
  }

  /// A constant.
  package static func print(_ literal: LiteralSyntax) -> String {
    switch literal {
    case .number(let digits): digits.value
    case .percent(let digits): digits.value + "%"
    case .text(let text): quoted(text.value)
    case .flag(let flag): flag.value ? "yes" : "no"
    case .date(let date): date.value.description
    case .dateTime(let moment): moment.value.description
    case .namedDay(let day): day.value.rawValue
    case .duration(let duration): duration.value.description
    case .relativeDate(let date):
      "\(date.value.distance) \(date.value.isFuture ? "from now" : "ago")"
    case .parameter(let name): "$" + name.value
    }
  }

  /// A period.
  package static func print(_ period: PeriodSyntax) -> String {
    switch period {
    case .last(let duration, nil, _): return "last \(duration.value)"
    case .last(let duration, let date?, _):
      return "last \(duration.value) before \(print(date))"
    case .next(let duration, _): return "next \(duration.value)"
    case .between(let first, let last, _): return "\(print(first)) .. \(print(last))"
    case .day(let date): return print(date)
    case .year(let year):
      return String(DateSyntax(year: year.value, month: 1, day: 1).description.prefix(4))
    case .month(let year, let month, _):
      return String(DateSyntax(year: year, month: month, day: 1).description.prefix(7))
    case .quarter(let year, let quarter, _):
      return DateSyntax(year: year, month: 1, day: 1).description.prefix(4) + "-Q\(quarter)"
    case .calendar(let isPrevious, let unit, _):
      return "\(isPrevious ? "previous" : "this") \(unit.rawValue)"
    case .name(let name):
      // Behind `in` these words begin a period.
      let beginsPeriod: [Keyword] = [.last, .next, .this, .previous]
      let isKeyword = Keyword(spelling: name.value).map(beginsPeriod.contains) ?? false
      return isKeyword ? quotedName(name.value) : self.name(name.value)
    }
  }
}

extension ArithmeticSyntax {
  /// Whether the chain adds and subtracts rather than multiplies and divides.
  var isSum: Bool {
    guard let step = steps.first else { return false }
    return step.operation.value == .add || step.operation.value == .subtract
  }
}

extension DurationSyntax: CustomStringConvertible {
  /// The form that scripts use, `30d`.
  package var description: String { "\(count)\(unit.rawValue)" }
}

extension DateTimeSyntax: CustomStringConvertible {
  /// The form that scripts use, `2026-11-01T14:30`, with seconds when there are any.
  package var description: String {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    let minutes = "\(date)T\(padded(hour)):\(padded(minute))"
    return second == 0 ? minutes : "\(minutes):\(padded(second))"
  }
}
