import SegText

/// The stages that say why a customer is a member, and who else has come to be one.
extension Parser {
  /// Reads the customer to prove something about.
  ///
  /// Grammar: `proof = "why" TEXT`
  mutating func parseProof() -> StageSyntax.Kind {
    advance()
    return expectText("a customer id in 'quotes' after `why`").map { .why($0) } ?? .malformed
  }

  /// Reads what to compare with: a saved segment, or the same customers at another date.
  ///
  /// Grammar: `difference = "diff" ( SEGMENT | "asof" moment )`
  mutating func parseDifference() -> StageSyntax.Kind {
    advance()
    if take(.asof) {
      let moment = parseMoment("a date such as `2026-06-30` after `asof`")
      return .diff(.asOf(moment))
    }
    let other = expectSegmentName(after: " or `asof` after `diff`")
    return other.map { .diff(.segment($0)) } ?? .malformed
  }
}
