import SegText

/// The stages that show how customers are spread.
extension Parser {
  /// Reads the value whose spread to show, and in how many steps at most.
  ///
  /// Grammar: `histogram = "hist" value [ WHOLE ]`
  mutating func parseHistogram() -> StageSyntax.Kind {
    advance()
    let value = parseValue("a value after `hist`")
    want(.number)
    let place = token.range
    guard at(token: .number) else {
      return .histogram(HistogramSyntax(value: value, steps: nil))
    }
    guard let steps = Int(source.text(in: place)) else {
      fail(expected: "a whole number of steps")
      return .malformed
    }
    advance()
    return .histogram(HistogramSyntax(value: value, steps: Located(steps, at: place)))
  }

  /// Reads the saved segments to compare, two at least.
  ///
  /// Grammar: `overlap = "overlap" SEGMENT "," SEGMENT { "," SEGMENT }`
  mutating func parseOverlap() -> StageSyntax.Kind {
    advance()
    guard let first = expectSegmentName(after: " after `overlap`") else { return .malformed }
    var names = [first]
    guard at(token: .comma) else {
      fail(expected: "`,` and a second segment after the first")
      return .malformed
    }
    while take(token: .comma) {
      guard let name = expectSegmentName(after: " after `,`") else { return .malformed }
      names.append(name)
    }
    return .overlap(names)
  }

  /// Reads whether the scores are wanted as a grid.
  ///
  /// Grammar: `scores = "rfm" [ "grid" ]`
  mutating func parseScores() -> StageSyntax.Kind {
    advance()
    return .scores(isGrid: take(.grid))
  }
}
