import SegText

/// The stages that keep some customers by chance or by membership.
extension Parser {
  /// Reads how many customers to draw.
  ///
  /// Grammar: `sampling = "sample" ( WHOLE | PERCENT ) [ "salt" TEXT ]`
  mutating func parseSampling() -> StageSyntax.Kind {
    advance()
    want(.number)
    let place = token.range
    let isPercent = at(token: .percent)
    guard isPercent || at(token: .number) else {
      fail(expected: "a number such as `100` or `10%` after `sample`")
      return .malformed
    }
    let amount = Located(token.numberText(in: source), at: place)
    guard isPercent || Int(amount.value) != nil else {
      fail(expected: "a whole number or a percentage after `sample`")
      return .malformed
    }
    advance()
    return .sample(SampleSyntax(amount: amount, isPercent: isPercent, salt: parseSalt()))
  }

  private mutating func parseSalt() -> Located<String>? {
    take(.salt) ? expectText("a text in 'quotes' after `salt`") : nil
  }

  /// Reads whom to leave out.
  ///
  /// Grammar: `exclusion = "exclude" ( SEGMENT | "suppressed" )`
  mutating func parseExclusion() -> StageSyntax.Kind {
    advance()
    if take(.suppressed) { return .excludeSuppressed }
    return expectSegmentName(after: " or `suppressed` after `exclude`").map { .exclude($0) }
      ?? .malformed
  }

  /// Reads the parts to divide customers into.
  ///
  /// Grammar: `splitting = "split" portion { "," portion } [ "salt" TEXT ]`
  mutating func parseSplitting() -> StageSyntax.Kind {
    advance()
    guard let first = parsePortion(after: "split") else { return .malformed }
    var portions = [first]
    while take(token: .comma) {
      guard let portion = parsePortion(after: ",") else { return .malformed }
      portions.append(portion)
    }
    return .split(SplitSyntax(portions: portions, salt: parseSalt()))
  }

  /// Reads one part.
  ///
  /// Grammar: `portion = NAME PERCENT`
  private mutating func parsePortion(after word: String) -> SplitSyntax.Portion? {
    want(.newName)
    guard let name = expectName("a part such as `a 45%` after `\(word)`") else { return nil }
    want(.number)
    let place = token.range
    guard at(token: .percent) else {
      fail(expected: "a percentage such as `45%` after the name of the part")
      return nil
    }
    let percent = Located(token.numberText(in: source), at: place)
    advance()
    return SplitSyntax.Portion(name: name, percent: percent)
  }
}
