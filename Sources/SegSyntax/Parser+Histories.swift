import SegText

extension Parser {
  /// Reads rows one after the other.
  ///
  /// Grammar: `sequence = "did" "(" step { "then" [ "not" ] step [ "within" DURATION ] } ")"`
  mutating func parseSequence() -> ItemSyntax {
    let start = token.range.lowerBound
    advance()
    guard let opening = openBracket() else { return .condition(.malformed(range(from: start))) }
    var steps = [parseStep()]
    while take(.then) {
      let isExcluded = take(.not)
      var step = parseStep()
      step.isExcluded = isExcluded
      if take(.within) { step.span = expectDuration("a duration such as `30d` after `within`") }
      steps.append(step)
    }
    closeBracket(opening, expected: "`then` or `)`")
    return historyTest(.sequence(SequenceSyntax(steps: steps)), start: start)
  }

  /// Reads the rows of one step.
  ///
  /// Grammar: `step = NAME [ "in" period ] [ "as" NAME ] [ "where" condition ]`
  private mutating func parseStep() -> SequenceSyntax.Step {
    let start = token.range.lowerBound
    want(.relation)
    let relation = expectName("a relation such as `orders`")
    var rows = RowsSyntax(
      relation: relation ?? Located("", at: .empty(at: start)), column: nil, period: nil,
      condition: nil, range: range(from: start))
    if take(.in) { rows.period = parsePeriod() }
    var alias: Located<String>?
    if take(.as) {
      want(.newName)
      alias = expectName("a name for the step after `as`")
    }
    rows.condition = parseRowCondition(of: relation)
    rows.range = range(from: start)
    return SequenceSyntax.Step(rows: rows, alias: alias)
  }

  private mutating func parseRowCondition(of relation: Located<String>?) -> ConditionSyntax? {
    guard take(.where) else { return nil }
    relations.append(relation?.value ?? "")
    defer { relations.removeLast() }
    return parseCondition()
  }

  /// Reads a question about how regularly rows came.
  ///
  /// Grammar: `regularity = "regular" "(" NAME [ "where" condition ] "," UNIT "," WHOLE "of" WHOLE
  /// ")"`
  mutating func parseRegularity() -> ItemSyntax {
    let start = token.range.lowerBound
    advance()
    guard let opening = openBracket() else { return .condition(.malformed(range(from: start))) }
    let rows = parseHabitRows()
    expect(token: .comma, "`,` and `day`, `week`, `month`, `quarter` or `year`")
    let unit = parseUnit()
    expect(token: .comma, "`,` and a number such as `5 of 6`")
    let least = expectWhole("a whole number, as in `5 of 6`")
    expect(.of, after: " after the number")
    let all = expectWhole("a whole number after `of`")
    closeBracket(opening)
    return historyTest(
      .habit(HabitSyntax(rows: rows, pattern: .regular(unit, least, of: all))), start: start)
  }

  /// Reads a question about a pause in the rows.
  ///
  /// Grammar: `pause = ( "stopped" | "restarted" ) "(" NAME [ "where" condition ] "," "active"
  /// DURATION "," "quiet" DURATION ")"`
  mutating func parsePause() -> ItemSyntax {
    let start = token.range.lowerBound
    let isStop = at(.stopped)
    advance()
    guard let opening = openBracket() else { return .condition(.malformed(range(from: start))) }
    let rows = parseHabitRows()
    expect(token: .comma, "`,` and `active`")
    expect(.active)
    let active = expectDuration("a duration such as `90d` after `active`")
    expect(token: .comma, "`,` and `quiet`")
    expect(.quiet)
    let quiet = expectDuration("a duration such as `60d` after `quiet`")
    closeBracket(opening)
    let pattern: HabitSyntax.Pattern =
      isStop ? .stopped(active: active, quiet: quiet) : .restarted(active: active, quiet: quiet)
    return historyTest(.habit(HabitSyntax(rows: rows, pattern: pattern)), start: start)
  }

  private mutating func parseHabitRows() -> RowsSyntax {
    let start = token.range.lowerBound
    want(.relation)
    let relation = expectName("a relation such as `orders`")
    let condition = parseRowCondition(of: relation)
    return RowsSyntax(
      relation: relation ?? Located("", at: .empty(at: start)), column: nil, period: nil,
      condition: condition, range: range(from: start))
  }

  private mutating func parseUnit() -> CalendarUnitSyntax {
    for unit in CalendarUnitSyntax.allCases {
      if let keyword = Keyword(rawValue: unit.rawValue), take(keyword) { return unit }
    }
    fail(expected: "`day`, `week`, `month`, `quarter` or `year`")
    return .month
  }

  private mutating func expectWhole(_ description: String) -> Located<Int> {
    want(.number)
    let place = token.range
    guard at(token: .number), let number = Int(source.text(in: place)) else {
      fail(expected: description)
      return Located(1, at: place)
    }
    advance()
    return Located(number, at: place)
  }

  private func historyTest(_ question: TestSyntax.Question, start: Int) -> ItemSyntax {
    .condition(
      .test(TestSyntax(question: question, isNegated: false, range: range(from: start))))
  }
}
