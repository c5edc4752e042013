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
}
