package import SegModel
package import SegPlan

extension NaiveEvaluator {
  /// For everybody, each clause and each stage: customers left, by the clause alone, and unknown
  /// for some attribute that the clause names outside of rows.
  package func explain(
    _ clauses: [Predicate], _ stages: [Narrowing]
  ) throws(NaiveOverflow) -> [[Value]] {
    func number(_ count: Int) -> Value { .number(Fraction(count)) }
    var rows = [[number(existing.count), .unknown, .unknown]]
    for (position, clause) in clauses.enumerated() {
      let left = try select(.all(Array(clauses[...position])))
      let alone = try select(clause)
      let names = Self.names(clause)
      var unknown = 0
      for customer in existing {
        var isUnknown = false
        for name in names where try value(name, at: .customer(customer)) == .unknown {
          isUnknown = true
        }
        if isUnknown { unknown += 1 }
      }
      rows.append([number(left.count), number(alone.count), number(unknown)])
    }
    for position in stages.indices {
      let plan = SelectionPlan(
        source: .matching(.all(clauses)), narrowing: Array(stages[...position]))
      rows.append([number(try select(plan).count), .unknown, .unknown])
    }
    return rows
  }

  private static func names(_ predicate: Predicate) -> [Expression] {
    switch predicate {
    case .constant, .exists, .inSegment: []
    case .all(let parts), .any(let parts): parts.flatMap { names($0) }
    case .not(let part): names(part)
    case .compare(let a, _, let b), .compareText(let a, _, let b): names(a) + names(b)
    case .isFlag(let a, _), .isOneOf(let a, _), .isOneOfTexts(let a, _), .text(let a, _, _),
      .has(let a, _), .within(let a, _), .isKnown(let a):
      names(a)
    }
  }

  private static func names(_ expression: Expression) -> [Expression] {
    switch expression {
    case .attribute, .metric: [expression]
    case .constant, .tags, .column, .orderColumn, .aggregate: []
    case .negated(let part), .shifted(let part, _, _), .localDay(let part): names(part)
    case .arithmetic(let chain): names(chain.first) + chain.steps.flatMap { names($0.operand) }
    case .coalesce(let parts): parts.flatMap { names($0) }
    }
  }
}
