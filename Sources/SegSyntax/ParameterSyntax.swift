package import SegText

/// The statement `param NAME = literal`.
package struct ParameterSyntax: Sendable {
  /// Without the `$` that its uses bear.
  package var name: Located<String>
  /// A literal, or a number with a sign.
  package var value: ExpressionSyntax
  package var range: SourceRange

  package init(name: Located<String>, value: ExpressionSyntax, range: SourceRange) {
    self.name = name
    self.value = value
    self.range = range
  }

  /// The name under which parameters stand among the definitions; no `let` can bear it.
  package static func key(_ name: String) -> String { "$" + name.lowercased() }

  /// The definition that its uses are read from.
  package var definition: DefinitionSyntax {
    DefinitionSyntax(
      name: Located(Self.key(name.value), at: name.range), meaning: .expression(value),
      range: range)
  }
}

/// The statement `expect ...`, which ends a script when it does not hold.
package struct ExpectationSyntax: Sendable {
  /// What is expected.
  package enum Claim: Sendable {
    case count(Counted, Bound)
    /// No customer is in two of the segments.
    case disjoint([Located<String>])
    /// Every customer is in one of the segments.
    case cover([Located<String>])
    /// A row of the relation is not older than that.
    case fresh(Located<String>, Located<DurationSyntax>)
  }

  /// What is counted.
  package enum Counted: Sendable {
    case segment(Located<String>)
    case rows(RowsSyntax)
  }

  /// What the count is measured by.
  package enum Bound: Sendable {
    case comparison(ComparisonOperator, ExpressionSyntax)
    case between(ExpressionSyntax, ExpressionSyntax)
  }

  package var claim: Claim
  package var range: SourceRange

  package init(claim: Claim, range: SourceRange) {
    self.claim = claim
    self.range = range
  }
}
