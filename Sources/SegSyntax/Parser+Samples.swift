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
  /// Grammar: `exclusion = "exclude" SEGMENT`
  mutating func parseExclusion() -> StageSyntax.Kind {
    advance()
    return expectSegmentName(after: " after `exclude`").map { .exclude($0) } ?? .malformed
  }
}
