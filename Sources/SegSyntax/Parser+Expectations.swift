import SegText

extension Parser {
  /// Reads a value that scripts can be given anew.
  ///
  /// Grammar: `parameter = "param" NAME "=" constant`
  mutating func parseParameter() -> StatementSyntax {
    let start = token.range.lowerBound
    advance()
    want(.newName)
    let name = expectName("a name after `param`")
    expect(token: .equal, "`=` after the name")
    let value = isPanicking ? nil : parseConstant()
    if !isPanicking, !endsStatement { failAfterPart() }
    guard let name, let value else { return .malformed(range(from: start)) }
    return .parameter(ParameterSyntax(name: name, value: value, range: range(from: start)))
  }

  /// Reads what must hold for a script to go on.
  ///
  /// Grammar: `expectation = "expect" ( tally | disjointness | cover | freshness )`
  mutating func parseExpectation() -> StatementSyntax {
    let start = token.range.lowerBound
    advance()
    let claim: ExpectationSyntax.Claim?
    want(.segmentName)
    want(.relation)
    if at(.count), peek().kind == .leftBracket {
      claim = parseTally()
    } else if at(.cover), peek().kind == .segmentName {
      claim = parseCover()
    } else if at(token: .segmentName) {
      claim = parseDisjointness()
    } else {
      claim = parseFreshness()
    }
    if !isPanicking, !endsStatement { failAfterPart() }
    guard let claim, !isPanicking else { return .malformed(range(from: start)) }
    return .expectation(ExpectationSyntax(claim: claim, range: range(from: start)))
  }

  /// Reads a number of customers or rows, and what it must be.
  ///
  /// Grammar: `tally = "count" "(" ( SEGMENT | rows ) ")" ( ( "=" | "!=" | "<" | "<=" | ">" |
  /// ">=" ) value | "between" value "and" value )`
  private mutating func parseTally() -> ExpectationSyntax.Claim? {
    advance()
    guard let opening = openBracket() else { return nil }
    let counted: ExpectationSyntax.Counted
    want(.segmentName)
    if at(token: .segmentName) {
      guard let name = expectSegmentName(after: "") else { return nil }
      counted = .segment(name)
    } else {
      counted = .rows(parseRows())
    }
    closeBracket(opening)
    want(.comparison)
    if take(.between) {
      let low = parseValue("a value after `between`")
      expect(.and, after: " and the upper end of `between`")
      return .count(counted, .between(low, parseValue("the upper end of `between`")))
    }
    guard let sign = kind.comparison else {
      fail(expected: "a comparison such as `> 0`, or `between`")
      return nil
    }
    advance()
    return .count(counted, .comparison(sign, parseValue("a value after `\(sign.rawValue)`")))
  }

  /// Reads segments that must not share a customer.
  ///
  /// Grammar: `disjointness = SEGMENT "disjoint" SEGMENT { "," SEGMENT }`
  private mutating func parseDisjointness() -> ExpectationSyntax.Claim? {
    guard let first = expectSegmentName(after: "") else { return nil }
    expect(.disjoint, after: " after the segment")
    return .disjoint([first] + parseSegmentNames(after: " after `disjoint`"))
  }

  /// Reads segments in one of which everybody must be.
  ///
  /// Grammar: `cover = "cover" SEGMENT { "," SEGMENT }`
  private mutating func parseCover() -> ExpectationSyntax.Claim {
    advance()
    return .cover(parseSegmentNames(after: " after `cover`"))
  }

  private mutating func parseSegmentNames(after context: String) -> [Located<String>] {
    var names: [Located<String>] = []
    repeat {
      if let name = expectSegmentName(after: context) { names.append(name) }
    } while take(token: .comma)
    return names
  }

  /// Reads how old the latest row of a relation may be.
  ///
  /// Grammar: `freshness = NAME "fresh" DURATION`
  private mutating func parseFreshness() -> ExpectationSyntax.Claim? {
    guard let relation = expectName("`count(...)`, `cover`, a segment or a relation") else {
      return nil
    }
    expect(.fresh, after: " after the relation")
    return .fresh(relation, expectDuration("a duration such as `2d` after `fresh`"))
  }
}
