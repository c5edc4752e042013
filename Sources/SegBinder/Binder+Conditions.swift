import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// What a condition means; nil after an error.
  ///
  /// Every part is bound, so that all mistakes show.
  mutating func bindCondition(_ syntax: ConditionSyntax, in scope: Scope) -> Predicate? {
    switch syntax {
    case .malformed: return nil
    case .not(let operand, _): return bindCondition(operand, in: scope).map { .not($0) }
    case .all(let operands, _):
      let bound = bindAll(operands, in: scope)
      noteOddities(of: bound ?? [], operands, isAny: false, in: scope)
      return bound.map { .all($0) }
    case .any(let operands, _):
      let bound = bindAll(operands, in: scope)
      noteOddities(of: bound ?? [], operands, isAny: true, in: scope)
      return bound.map { .any($0) }
    case .test(let test):
      guard let predicate = bindTest(test, in: scope) else { return nil }
      noteConstant(test.isNegated ? .not(predicate) : predicate, test, in: scope)
      return test.isNegated ? .not(predicate) : predicate
    }
  }

  private mutating func bindAll(_ operands: [ConditionSyntax], in scope: Scope) -> [Predicate]? {
    var bound: [Predicate] = []
    for operand in operands {
      if let predicate = bindCondition(operand, in: scope) { bound.append(predicate) }
    }
    return bound.count == operands.count ? bound : nil
  }

  private mutating func bindTest(_ test: TestSyntax, in scope: Scope) -> Predicate? {
    switch test.question {
    case .comparison(let left, let comparison, let right):
      return bindComparison(left, comparison, right, in: scope)
    case .between(let value, let low, let high):
      return bindBetween(value, low, high, test.range, in: scope)
    case .membership(let value, let items):
      return bindMembership(value, items, in: scope)
    case .period(let value, let period): return bindPeriodTest(value, period, in: scope)
    case .file(let value, let file): return bindFileList(value, file, in: scope)
    case .text(let value, let textTest, let pattern):
      return bindTextTest(value, textTest, pattern, in: scope)
    case .has(let list, let text): return bindHas(list, text, in: scope)
    case .known(let value): return bindValue(value, in: scope).map { .isKnown($0) }
    case .segment(let name): return bindSegment(name).map { .inSegment($0) }
    case .exists(let rows): return bindRows(rows, in: scope).map { .exists($0.0) }
    case .sequence(let sequence): return bindSequence(sequence, in: scope)
    case .habit(let habit): return bindHabit(habit, in: scope)
    case .truth(let value): return bindTruth(value, in: scope)
    }
  }

  // MARK: comparisons

  private mutating func bindComparison(
    _ left: ExpressionSyntax, _ comparison: Located<ComparisonOperator>,
    _ right: ExpressionSyntax, in scope: Scope
  ) -> Predicate? {
    let a = bindValue(left, in: scope)
    if failAtBareWord(left, a, comparison, right, in: scope) { return nil }
    let b = bindComparand(right, against: a, in: scope)
    guard let a, let b else { return nil }
    let test = compare(a, left.range, comparison.value.planComparison, b, right.range)
    noteLiteral(of: test, right.range, in: scope)
    return test
  }

  /// The right side of a comparison; a number of days may be written as a duration by mistake.
  private mutating func bindComparand(
    _ syntax: ExpressionSyntax, against left: Expression?, in scope: Scope
  ) -> Expression? {
    if case .literal(.duration(let duration)) = syntax, left?.type == .number {
      bag.report(.durationForNumber(duration, isRecency: left == .metric(.recency)))
      return nil
    }
    return bindValue(syntax, in: scope)
  }

  private mutating func compare(
    _ left: Expression, _ leftRange: SourceRange, _ comparison: Comparison,
    _ right: Expression, _ rightRange: SourceRange
  ) -> Predicate? {
    var a = adapt(left, to: right.type)
    var b = adapt(right, to: left.type)
    if a.type == .dateTime, b.type == .date { a = .localDay(a) }
    if a.type == .date, b.type == .dateTime { b = .localDay(b) }
    guard checkScores(a, leftRange), checkScores(b, rightRange) else { return nil }
    guard a.type == b.type else {
      bag.report(.comparedTypes(a.type, b.type, leftRange, rightRange, b))
      return nil
    }
    switch a.type {
    case .number, .money, .date, .dateTime: return .compare(a, comparison, b)
    case .text: return .compareText(a, comparison, b)
    case .flag: return compareFlags(a, comparison, b, leftRange.union(rightRange))
    case .list:
      bag.report(.comparedLists(leftRange))
      return nil
    }
  }

  private mutating func compareFlags(
    _ a: Expression, _ comparison: Comparison, _ b: Expression, _ range: SourceRange
  ) -> Predicate? {
    guard comparison == .equal || comparison == .notEqual else {
      bag.report(.orderedFlags(range))
      return nil
    }
    var equal: Predicate
    if case .constant(.flag(let wanted)) = b {
      equal = .isFlag(a, wanted)
    } else if case .constant(.flag(let wanted)) = a {
      equal = .isFlag(b, wanted)
    } else {
      equal = .any([
        .all([.isFlag(a, true), .isFlag(b, true)]), .all([.isFlag(a, false), .isFlag(b, false)]),
      ])
    }
    if comparison == .notEqual { equal = .not(equal) }
    return equal
  }

  /// On the scale to 10 `rfm` is shown, not compared.
  mutating func checkScores(_ expression: Expression, _ range: SourceRange) -> Bool {
    guard expression == .metric(.rfm), catalog.profile.scoreScale > 9 else { return true }
    bag.report(.needsScores(range))
    return false
  }

  /// Notes a text that a column is tested for, of customers or of the rows at hand.
  private mutating func noteLiteral(
    of test: Predicate?, _ range: SourceRange, in scope: Scope
  ) {
    guard segmentStack.isEmpty,
      case .compareText(let value, let comparison, .constant(.text(let text)))? = test,
      comparison == .equal || comparison == .notEqual
    else { return }
    let literal = Located(text, at: range)
    switch (value, scope) {
    case (.attribute(let name, _), _):
      note(UsedLiteral(relation: nil, field: name, literal: literal))
    case (.column(let name, _), .rows(let relation)):
      note(UsedLiteral(relation: relation.name, field: name, literal: literal))
    default: break
    }
  }

  /// Remembers a literal once, however often its condition is bound.
  private mutating func note(_ literal: UsedLiteral) {
    if !literals.contains(where: { $0.literal.range == literal.literal.range }) {
      literals.append(literal)
    }
  }

  private mutating func bindBetween(
    _ value: ExpressionSyntax, _ low: ExpressionSyntax, _ high: ExpressionSyntax,
    _ range: SourceRange, in scope: Scope
  ) -> Predicate? {
    let bound = bindValue(value, in: scope)
    let lower = bindValue(low, in: scope)
    let upper = bindValue(high, in: scope)
    guard let bound, let lower, let upper else { return nil }
    if case .constant(let a) = lower, case .constant(let b) = upper, a.isAbove(b) {
      bag.report(.reversedBetween(low.range, high.range))
      return nil
    }
    guard let above = compare(bound, value.range, .greaterOrEqual, lower, low.range),
      let below = compare(bound, value.range, .lessOrEqual, upper, high.range)
    else { return nil }
    return .all([above, below])
  }

  // MARK: membership

  private mutating func bindMembership(
    _ syntax: ExpressionSyntax, _ items: [ExpressionSyntax], in scope: Scope
  ) -> Predicate? {
    guard let value = bindValue(syntax, in: scope), checkScores(value, syntax.range) else {
      return nil
    }
    var tests: [Predicate] = []
    var values: [Value] = []
    var texts: Set<String> = []
    for item in items {
      guard let bound = bindComparand(item, against: value, in: scope) else { return nil }
      guard let test = compare(value, syntax.range, .equal, bound, item.range) else { return nil }
      noteLiteral(of: test, item.range, in: scope)
      tests.append(test)
      if case .compareText(_, _, .constant(.text(let text))) = test { texts.insert(text) }
      if case .compare(_, _, .constant(let constant)) = test { values.append(constant) }
    }
    if texts.count > 0, value.type == .text { return .isOneOfTexts(value, texts) }
    // A date against a date-time compares days: those tests stay as they are.
    if values.count == items.count, values.allSatisfy({ $0.type == value.type }) {
      return .isOneOf(value, values)
    }
    return .any(tests)
  }

  private mutating func bindPeriodTest(
    _ syntax: ExpressionSyntax, _ period: PeriodSyntax, in scope: Scope
  ) -> Predicate? {
    if case .name(let name) = period,
      let definition = definitions[FieldName(name.value).folded],
      case .list(let items, _) = definition.meaning
    {
      let value = bindValue(syntax, in: scope)
      guard value != nil else { return nil }
      return within(definition, usedAt: name.range) {
        $0.bindMembership(syntax, items, in: scope)
      }
    }
    guard let value = bindValue(syntax, in: scope) else { return nil }
    guard value.type == .date || value.type == .dateTime else {
      bag.report(.periodOfNoDate(syntax.range, value.type))
      return nil
    }
    guard let window = bindWindow(period) else { return nil }
    if case .instants = window, value.type == .date {
      bag.report(.hoursOfDate(period.range))
      return nil
    }
    if case .call(let call) = value, call.function == .anniversary,
      case .days(let from?, _) = window
    {
      // Any birthday in the period: the first one from its beginning on tells.
      let birthday = FunctionCall(.anniversary, [call.arguments[0], .constant(.date(from))])
      return .within(.call(birthday), window)
    }
    return .within(value, window)
  }

  // MARK: text, lists, flags

  private mutating func bindTextTest(
    _ syntax: ExpressionSyntax, _ test: Located<TextTestSyntax>, _ pattern: ExpressionSyntax,
    in scope: Scope
  ) -> Predicate? {
    let value = bindValue(syntax, in: scope)
    let bound = bindValue(pattern, in: scope)
    guard let value, let bound else { return nil }
    guard value.type == .text else {
      bag.report(.textTestType(test, value.type, syntax.range))
      return nil
    }
    guard case .constant(.text(let text)) = bound else {
      bag.report(.expectedText(pattern.range, found: bound.type))
      return nil
    }
    return .text(value, test.value.planTest, text)
  }

  private mutating func bindHas(
    _ syntax: ExpressionSyntax, _ text: ExpressionSyntax, in scope: Scope
  ) -> Predicate? {
    let list = bindValue(syntax, in: scope)
    let bound = bindValue(text, in: scope)
    guard let list, let bound else { return nil }
    guard list.type == .list else {
      bag.report(.hasOfNoList(syntax.range, list.type))
      return nil
    }
    guard case .constant(.text(let wanted)) = bound else {
      bag.report(.expectedText(text.range, found: bound.type))
      return nil
    }
    if list == .tags, segmentStack.isEmpty {
      note(UsedLiteral(relation: nil, field: "tags", literal: Located(wanted, at: text.range)))
    }
    return .has(list, wanted)
  }

  private mutating func bindTruth(_ syntax: ExpressionSyntax, in scope: Scope) -> Predicate? {
    if case .name(let name) = syntax, case .definition(let definition)? = resolve(name, in: scope) {
      switch definition.meaning {
      case .condition(let condition):
        return within(definition, usedAt: name.range) {
          $0.bindCondition(condition, in: .customer)
        }
      case .expression(let expression):
        return within(definition, usedAt: name.range) {
          $0.bindTruth(expression, in: .customer)
        }
      case .period, .list:
        bag.report(.definitionIsNoCondition(name.name))
        return nil
      }
    }
    guard let value = bindValue(syntax, in: scope) else { return nil }
    if case .constant(.flag(let flag)) = value { return .constant(flag) }
    guard value.type == .flag else {
      bag.report(.truthOfType(syntax.range, value.type))
      return nil
    }
    return .isFlag(value, true)
  }
}

extension ComparisonOperator {
  var planComparison: Comparison {
    switch self {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    }
  }
}

extension TextTestSyntax {
  fileprivate var planTest: TextTest {
    switch self {
    case .contains: .contains
    case .startsWith: .startsWith
    case .endsWith: .endsWith
    case .matches: .matches
    }
  }
}

extension Value {
  /// Whether it is surely above another constant of its type.
  fileprivate func isAbove(_ other: Value) -> Bool {
    switch (self, other) {
    case (.number(let a), .number(let b)), (.money(let a), .money(let b)): a > b
    case (.date(let a), .date(let b)): a > b
    case (.dateTime(let a), .dateTime(let b)): a > b
    default: false
    }
  }
}
