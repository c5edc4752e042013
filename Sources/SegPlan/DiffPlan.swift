package import SegModel

/// What `diff` compares a selection with.
package struct DiffPlan: Sendable {
  /// The selection at hand.
  package var here: SelectionOutline
  /// A saved segment, or the selection at hand at another moment, its relative dates bound there.
  package var there: SelectionOutline
  /// The moment of the other one.
  package var asOf: AsOf
  /// Canonical text of what it is compared with: `@name`, or `asof` and the date.
  package var other: String

  package init(here: SelectionOutline, there: SelectionOutline, asOf: AsOf, other: String) {
    self.here = here
    self.there = there
    self.asOf = asOf
    self.other = other
  }
}

extension SelectionOutline {
  /// The same with saved segments that stand alone as a source replaced by their definition, so
  /// that its clauses can be told apart.
  package var opened: SelectionOutline {
    guard case .set(let first, let steps) = source, steps.isEmpty,
      let inner = first.outline?.opened
    else { return self }
    var result = inner
    result.plan.narrowing += plan.narrowing
    result.stages += stages
    return result
  }
}
