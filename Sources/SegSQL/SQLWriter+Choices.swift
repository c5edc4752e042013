import SegModel
import SegPlan

extension SQLWriter {
  /// The value of the first branch that holds, which is no number.
  mutating func plain(
    _ choice: Choice, _ scope: SQLScope, asDay: Bool
  ) throws(SQLFailure) -> String {
    var text = "CASE"
    for branch in choice.branches {
      let condition = try condition(branch.condition, scope, isExact: false)
      text += " WHEN \(condition.text) THEN \(try plain(branch.value, scope, asDay: asDay))"
    }
    if let otherwise = choice.otherwise {
      text += " ELSE \(try plain(otherwise, scope, asDay: asDay))"
    }
    return text + " END"
  }

  /// The number or amount of the first branch that holds.
  mutating func number(_ choice: Choice, _ scope: SQLScope) throws(SQLFailure) -> SQLNumber {
    var conditions: [String] = []
    var values: [SQLNumber] = []
    for branch in choice.branches {
      conditions.append(try condition(branch.condition, scope, isExact: false).text)
      values.append(try number(branch.value, scope))
    }
    if let otherwise = choice.otherwise { values.append(try number(otherwise, scope)) }
    let sources = values.flatMap(\.sources)
    if let (numerators, divisor) = SQLNumber.aligned(values) {
      return SQLNumber(
        numerator: Self.chosen(conditions.map { " WHEN \($0)" }, numerators),
        divisor: .fixed(divisor), sources: sources)
    }
    // Which branch it is, found out once for the numerator and the divisor.
    let places = (1...values.count).map { "\($0)" }
    let chosen = bound(
      .scaled(Self.chosen(conditions.map { " WHEN \($0)" }, places), 0))
    func pick(_ texts: [String]) -> String {
      let cases = conditions.indices.map { " WHEN \(chosen.numerator) = \($0 + 1)" }
      return Self.chosen(cases, texts)
    }
    return bound(
      SQLNumber(
        numerator: pick(values.map(\.numerator)),
        divisor: .computed(pick(values.map(\.divisorText))), sources: chosen.sources + sources))
  }

  /// The text of the first condition that holds, or the one without a condition.
  private static func chosen(_ conditions: [String], _ texts: [String]) -> String {
    let branches = zip(conditions, texts).map { "\($0) THEN \($1)" }.joined()
    let otherwise = texts.count > conditions.count ? " ELSE \(texts[conditions.count])" : ""
    return "CASE\(branches)\(otherwise) END"
  }
}

extension SQLNumber {
  /// Numerators over the least divisor in common; nil where one is computed or it is too large.
  fileprivate static func aligned(
    _ values: [SQLNumber]
  ) -> (numerators: [String], divisor: Int128)? {
    var common: Int128 = 1
    for value in values {
      guard case .fixed(let divisor) = value.divisor, let ratio = Fraction(divisor, over: common)
      else { return nil }
      let (product, overflows) = common.multipliedReportingOverflow(by: ratio.numerator)
      guard !overflows else { return nil }
      common = product
    }
    return (
      values.map { value in
        guard case .fixed(let divisor) = value.divisor else { return value.numerator }
        return times(value.numerator, common / divisor)
      }, common
    )
  }
}
