package import SegModel
package import SegPlan

extension NaiveEvaluator {
  /// For everybody, each clause and each stage: customers left, by the clause alone, and unknown
  /// for some attribute that the clause names outside of rows.
  package func explain(
    _ clauses: [Predicate], _ stages: [Narrowing]
  ) throws(NaiveOverflow) -> [[Value]] {
    func number(_ count: Int) -> Value { .number(Fraction(count)) }
    var rows = [[number(existing.count), number(existing.count), number(0)]]
    for (position, clause) in clauses.enumerated() {
      let left = try select(.all(Array(clauses[...position])))
      let alone = try select(clause)
      let unknown = try unknownCount(Self.names(clause))
      rows.append([number(left.count), number(alone.count), number(unknown)])
    }
    for position in stages.indices {
      let plan = SelectionPlan(
        source: .matching(.all(clauses)), narrowing: Array(stages[...position]))
      let alone = SelectionPlan(
        source: .matching(.constant(true)), narrowing: [stages[position]])
      let unknown = try unknownCount(Self.names(stages[position]))
      rows.append([
        number(try select(plan).count), number(try select(alone).count), number(unknown),
      ])
    }
    return rows
  }

  private func unknownCount(_ names: [Expression]) throws(NaiveOverflow) -> Int {
    var unknown = 0
    for customer in existing {
      var isUnknown = false
      for name in names where try value(name, at: .customer(customer)) == .unknown {
        isUnknown = true
      }
      if isUnknown { unknown += 1 }
    }
    return unknown
  }

  private static func names(_ stage: Narrowing) -> [Expression] {
    switch stage {
    case .rank(_, _, let expression): names(expression)
    case .sort(let keys): keys.flatMap { names($0.expression) }
    case .limit: []
    }
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
