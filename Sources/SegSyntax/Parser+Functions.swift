import SegText

extension Parser {
  /// Reads what begins with a word before a bracket; nil when the word is no function.
  mutating func parseFunction(_ keyword: Keyword) -> ExpressionSyntax? {
    if let function = AggregateFunctionSyntax(rawValue: keyword.rawValue) {
      return parseAggregate(function)
    }
    if keyword == .rank { return parseRankValue() }
    guard FunctionSyntax(rawValue: keyword.rawValue) != nil else { return nil }
    return parseCall()
  }

  /// Reads a function with its arguments.
  ///
  /// Grammar: `call = function "(" value { "," value } ")"`
  private mutating func parseCall() -> ExpressionSyntax {
    let start = token.range.lowerBound
    guard let function = takeFunction(), let opening = openBracket() else {
      return .malformed(range(from: start))
    }
    var arguments = [parseValue("a value for `\(function.value.rawValue)`")]
    while take(token: .comma) { arguments.append(parseValue("a value after `,`")) }
    closeBracket(opening, expected: "`,` or `)`")
    return .call(
      CallSyntax(function: function, arguments: arguments, range: range(from: start)))
  }

  /// Takes the name of a function.
  ///
  /// Grammar: `function = "year" | "quarter" | "month" | "week" | "weekday" | "day" | "age" |
  /// "birthday" | "round" | "floor" | "ceil" | "abs" | "lower" | "upper" | "fold" | "length" |
  /// "concat" | "percentile" | "quintile" | "ntile"`
  private mutating func takeFunction() -> Located<FunctionSyntax>? {
    guard case .word(let keyword?) = kind,
      let function = FunctionSyntax(rawValue: keyword.rawValue)
    else { return nil }
    let place = token.range
    advance()
    return Located(function, at: place)
  }

  /// Reads the place of a customer among others.
  ///
  /// Grammar: `rank = "rank" "(" value [ "by" value ] ")"`
  private mutating func parseRankValue() -> ExpressionSyntax {
    let start = token.range.lowerBound
    advance()
    guard let opening = openBracket() else { return .malformed(range(from: start)) }
    let value = parseValue("a value for `rank`")
    let group = take(.by) ? parseValue("a value after `by`") : nil
    closeBracket(opening, expected: "`by` or `)`")
    return .rank(RankValueSyntax(value: value, group: group, range: range(from: start)))
  }

  /// Reads a value that conditions decide.
  ///
  /// Grammar: `choice = "case" branch { branch } [ "else" value ] "end"`
  mutating func parseChoice() -> ExpressionSyntax {
    let start = token.range.lowerBound
    guard enter() else { return .malformed(range(from: start)) }
    advance()
    var branches = [parseBranch()]
    while at(.when) { branches.append(parseBranch()) }
    var otherwise: ExpressionSyntax?
    if take(.else) { otherwise = parseValue("a value after `else`") }
    if !take(.end) {
      fail(
        expected: otherwise == nil
          ? "`when`, `else` or `end` of this `case`" : "`end` of this `case`")
    }
    leave()
    return .choice(
      ChoiceSyntax(branches: branches, otherwise: otherwise, range: range(from: start)))
  }

  /// Reads one condition with the value that it gives.
  ///
  /// Grammar: `branch = "when" condition "then" value`
  private mutating func parseBranch() -> ChoiceSyntax.Branch {
    expect(.when)
    let condition = parseCondition()
    expect(.then, after: " and a value")
    return ChoiceSyntax.Branch(condition: condition, value: parseValue("a value after `then`"))
  }
}
