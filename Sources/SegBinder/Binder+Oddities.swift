import SegModel
import SegPlan
import SegSyntax
import SegText

/// Conditions that mean something, but hardly what was meant: told as warnings, each one proved.
extension Binder {
  /// A test that holds nowhere or everywhere.
  mutating func noteConstant(_ predicate: Predicate, _ test: TestSyntax, in scope: Scope) {
    guard segmentStack.isEmpty else { return }
    // A `let` was looked at where it was written.
    if case .truth = test.question { return }
    switch findings.constant(predicate) {
    case nil: break
    case false?:
      bag.report(.neverTrue(test, reason: reason(predicate), isOfRows: scope.isRows))
    case true?: bag.report(.alwaysTrue(test, reason: reason(predicate)))
    }
  }

  /// Clauses that exclude one another, leave nothing out, or say nothing beside another.
  mutating func noteOddities(
    of predicates: [Predicate], _ operands: [ConditionSyntax], isAny: Bool, in scope: Scope
  ) {
    guard segmentStack.isEmpty, predicates.count == operands.count else { return }
    for finding in findings.findings(predicates, isAny: isAny) {
      switch finding {
      case .neverHolds(let positions):
        bag.report(.excluding(positions.map { operands[$0] }, isOfRows: scope.isRows))
      case .alwaysHolds(let positions):
        bag.report(.exhausting(positions.map { operands[$0] }, isOfRows: scope.isRows))
      case .redundant(let position, let reason):
        bag.report(.redundant(position, because: reason, operands))
      }
    }
  }

  private var findings: ConditionFindings {
    ConditionFindings(scoreScale: catalog.profile.scoreScale)
  }

  /// What is known of the value that a test asks of.
  private func reason(_ predicate: Predicate) -> String? {
    guard case .value(let value)? = predicate.truth()?.subject else { return nil }
    switch value {
    case .metric(.frequency): return "`frequency` is never unknown or below 0"
    case .metric(let metric):
      switch metric {
      case .recencyScore, .frequencyScore, .monetaryScore:
        return "scores go from 1 to \(catalog.profile.scoreScale)"
      case .rfm: return "`rfm` has three digits, each a score"
      default: return "`\(metric.rawValue)` is never below 0"
      }
    case .aggregate: return "a count is never unknown or below 0"
    case .arithmetic(let arithmetic) where arithmetic.isShare:
      return "a share lies between 0 and 1; 80 in a hundred is `0.8` or `80%`"
    default: return nil
    }
  }
}
