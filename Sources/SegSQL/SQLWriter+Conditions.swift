import SegModel
import SegPlan

extension SQLWriter {
  /// A condition; when it is exact it is 0 or 1, else NULL may stand for 0.
  mutating func condition(
    _ predicate: Predicate, _ scope: SQLScope, isExact: Bool
  ) throws(SQLFailure) -> SQLCondition {
    switch predicate {
    case .constant(let truth): return truth ? .always : .never
    case .all(let operands): return try joined(operands, .and, scope, isExact)
    case .any(let operands): return try joined(operands, .or, scope, isExact)
    case .not(let operand):
      let inner = try condition(operand, scope, isExact: true)
      return SQLCondition("NOT (\(inner.text))", .not)
    case .compare(let a, let comparison, let b):
      return try compare(a, comparison, b, scope, isExact)
    case .compareText(let a, let comparison, let b):
      return test(
        try plain(a, scope), comparison, try plain(b, scope), sources: [], isExact)
    case .isFlag(let flag, let wanted):
      return test("\(try plain(flag, scope)) = \(wanted ? 1 : 0)", [], isExact)
    case .isOneOf(let operand, let values): return try isOneOf(operand, values, scope, isExact)
    case .isOneOfTexts(let operand, let texts):
      let list = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        .map(SQLText.literal)
      return isIn(try plain(operand, scope), list, isExact)
    case .text(let operand, let kind, let pattern):
      return test(text(try plain(operand, scope), kind, pattern), [], isExact)
    case .has(let operand, let entry):
      let list = dialect.entries(try plain(operand, scope))
      return SQLCondition(
        "EXISTS (SELECT 1 FROM \(list) AS entry WHERE entry.value = \(SQLText.literal(entry)))")
    case .within(let operand, let window):
      return test(
        inside(try plain(operand, scope), try day(operand, scope), operand.type, window), [],
        isExact)
    case .isKnown(let operand):
      guard operand.type == .number || operand.type == .money else {
        return SQLCondition("\(SQLText.whole(try plain(operand, scope))) IS NOT NULL")
      }
      let value = bound(try number(operand, scope))
      return test(value.isKnown, value.sources, isExact)
    case .exists(let rows):
      guard let rows = try self.rows(rows, scope) else { return .never }
      return SQLCondition("EXISTS (SELECT 1 \(rows.text))")
    case .inSegment(let reference):
      return SQLCondition("\(scope.customer).row IN (\(try members(of: reference)))")
    case .follows(let sequence): return try follows(sequence, scope)
    case .atLeast(let count, let operands):
      guard !operands.isEmpty else { return count <= 0 ? .always : .never }
      var texts: [String] = []
      for operand in operands {
        texts.append("(\(try condition(operand, scope, isExact: true).text))")
      }
      return SQLCondition("(\(texts.joined(separator: " + "))) >= \(count)")
    }
  }

  private mutating func joined(
    _ operands: [Predicate], _ rank: SQLCondition.Rank, _ scope: SQLScope, _ isExact: Bool
  ) throws(SQLFailure) -> SQLCondition {
    guard !operands.isEmpty else { return rank == .and ? .always : .never }
    var texts: [String] = []
    for operand in operands {
      let condition = try condition(operand, scope, isExact: isExact)
      if operands.count == 1 { return condition }
      texts.append(condition.text(in: .not))
    }
    return SQLCondition(texts.joined(separator: rank == .and ? " AND " : " OR "), rank)
  }

  /// A test on values that may be NULL, with the tables that they come from.
  private func test(
    _ text: String, _ sources: [String], _ isExact: Bool
  ) -> SQLCondition {
    guard sources.isEmpty else {
      return SQLCondition("EXISTS (SELECT 1 FROM \(sources.joined(separator: ", ")) WHERE \(text))")
    }
    return SQLCondition(isExact ? "(\(text)) IS TRUE" : text)
  }

  /// A comparison; `!=` is the complement of `=`.
  private func test(
    _ a: String, _ comparison: Comparison, _ b: String, sources: [String], _ isExact: Bool
  ) -> SQLCondition {
    guard comparison == .notEqual else {
      return test("\(a) \(comparison.rawValue) \(b)", sources, isExact)
    }
    let equal = test("\(a) = \(b)", sources, true)
    return SQLCondition("NOT (\(equal.text))", .not)
  }

  private mutating func compare(
    _ a: Expression, _ comparison: Comparison, _ b: Expression, _ scope: SQLScope, _ isExact: Bool
  ) throws(SQLFailure) -> SQLCondition {
    guard a.type == .number || a.type == .money else {
      return test(try plain(a, scope), comparison, try plain(b, scope), sources: [], isExact)
    }
    let x = try number(a, scope)
    let y = try number(b, scope)
    let (left, right, _) = SQLNumber.aligned(x, y)
    // Equal divisors cancel, but an unknown one still makes the value unknown.
    guard x.divisor == y.divisor, case .computed(let divisor) = x.divisor else {
      return test(
        checked(left), comparison, checked(right), sources: x.sources + y.sources, isExact)
    }
    let known = "\(SQLText.whole(divisor)) IS NOT NULL"
    if comparison == .notEqual {
      let equal = test(
        "\(checked(left)) = \(checked(right)) AND \(known)", x.sources + y.sources, true)
      return SQLCondition("NOT (\(equal.text))", .not)
    }
    let text = "\(checked(left)) \(comparison.rawValue) \(checked(right)) AND \(known)"
    let condition = test(text, x.sources + y.sources, isExact)
    return isExact || !(x.sources + y.sources).isEmpty
      ? condition : SQLCondition(condition.text, .and)
  }

  private func isIn(_ text: String, _ list: [String], _ isExact: Bool) -> SQLCondition {
    list.isEmpty ? .never : test("\(text) IN (\(list.joined(separator: ", ")))", [], isExact)
  }

  private mutating func isOneOf(
    _ operand: Expression, _ values: [Value], _ scope: SQLScope, _ isExact: Bool
  ) throws(SQLFailure) -> SQLCondition {
    guard operand.type == .number || operand.type == .money else {
      let text = try plain(operand, scope)
      var list: [String] = []
      for value in values where value != .unknown {
        list.append(try plain(.constant(value), scope))
      }
      return isIn(text, list, isExact)
    }
    let number = try number(operand, scope)
    let wanted = values.compactMap { value -> Fraction? in
      switch value {
      case .number(let number), .money(let number): number
      case .unknown, .text, .date, .dateTime, .flag, .list: nil
      }
    }
    guard case .fixed(let divisor) = number.divisor else {
      let value = bound(number)
      let tests = wanted.map { wanted in
        let (left, right, _) = SQLNumber.aligned(value, .constant(wanted))
        return "\(checked(left)) = \(checked(right))"
      }
      return tests.isEmpty
        ? .never : test(tests.joined(separator: " OR "), value.sources, isExact)
    }
    // Only what is a whole number over the divisor can be met.
    let whole = wanted.compactMap { $0.multiplied(by: Fraction(divisor)) }
      .filter { $0.denominator == 1 }.map { "\($0.numerator)" }
    guard !whole.isEmpty else { return .never }
    return test(
      "\(checked(number.numerator)) IN (\(whole.joined(separator: ", ")))", number.sources, isExact)
  }

  private func text(_ text: String, _ kind: TextTest, _ pattern: String) -> String {
    let literal = SQLText.literal(pattern)
    let length = pattern.unicodeScalars.count
    guard length > 0 || kind == .matches else { return "\(SQLText.whole(text)) IS NOT NULL" }
    switch kind {
    case .contains: return "\(dialect.position(text, literal)) > 0"
    case .startsWith: return "substr(\(text), 1, \(length)) = \(literal)"
    case .endsWith: return "substr(\(text), -\(length)) = \(literal)"
    case .matches: return dialect.fits(text, pattern)
    }
  }
}
