import SegModel
package import SegPlan

extension RandomPlan {
  /// A source with stages, beside texts that only say what kind of thing stands there.
  package mutating func outline(depth: Int) -> SelectionOutline {
    Self.outline(of: selection(depth: depth))
  }

  /// A selection, every other time with a sheet of its customers' rows.
  package mutating func explanation(depth: Int) -> ExplainPlan {
    var plan = ExplainPlan(selection: outline(depth: depth))
    guard generator.oneIn(2), let (rows, narrowing, _) = sheet(depth: depth - 1) else {
      return plan
    }
    plan.sheet = OutlinedSheet(
      selection: rows, isStage: true, period: "period",
      clauses: Self.conjuncts(rows.condition).map {
        OutlinedClause(text: "clause", predicate: $0, kind: .test([]))
      },
      narrowing: narrowing, stages: narrowing.map { _ in "stage" })
    return plan
  }

  /// The outline of a plan, as a binder would make it from text.
  package static func outline(of plan: SelectionPlan) -> SelectionOutline {
    let source: SelectionOutline.Source
    switch plan.source {
    case .matching(let predicate): source = .condition(clause(predicate))
    case .set(let first, let steps):
      source = .set(
        first: segment(first), steps: steps.map { ($0.operation, segment($0.segment)) })
    }
    return SelectionOutline(
      plan: plan, text: "source", source: source, stages: plan.narrowing.map { _ in "stage" })
  }

  private static func segment(_ reference: SegmentReference) -> OutlinedSegment {
    switch reference.body {
    case .frozen, .suppressed: OutlinedSegment(reference: reference, outline: nil)
    case .saved(let plan): OutlinedSegment(reference: reference, outline: outline(of: plan))
    }
  }

  private static func clause(_ predicate: Predicate) -> OutlinedClause {
    let kind: OutlinedClause.Kind
    switch predicate {
    case .all(let parts): kind = .all(parts.map { clause($0) })
    case .any(let parts): kind = .any(parts.map { clause($0) })
    case .not(.exists(let rows)), .exists(let rows):
      kind = .test([OutlinedPart(text: nil, value: nil, rows: outlined(rows, nil))])
    case .not(.inSegment(let reference)), .inSegment(let reference):
      kind = .member(segment(reference))
    // A negative form of a test, such as `not in`, is one test.
    case .not(.compareText(let value, _, _)): kind = .test(parts(of: value))
    case .not(let part): kind = .not(clause(part))
    case .compare(let a, _, let b), .compareText(let a, _, let b):
      kind = .test(parts(of: a) + parts(of: b))
    case .isFlag(let value, _), .isOneOf(let value, _), .isOneOfTexts(let value, _),
      .text(let value, _, _), .has(let value, _), .within(let value, _), .isKnown(let value):
      kind = .test(parts(of: value))
    case .constant, .follows, .atLeast: kind = .test([])
    }
    return OutlinedClause(text: "clause", predicate: predicate, kind: kind)
  }

  private static func parts(of value: Expression) -> [OutlinedPart] {
    switch value {
    case .aggregate(let aggregate):
      [OutlinedPart(text: nil, value: value, rows: outlined(aggregate.rows, aggregate.column))]
    case .arithmetic(let chain):
      ([chain.first] + chain.steps.map(\.operand)).flatMap { operand in
        parts(of: operand).map { OutlinedPart(text: "part", value: operand, rows: $0.rows) }
      }
    case .metric, .attribute: []
    case .coalesce(let operands): operands.map { OutlinedPart(text: "part", value: $0, rows: nil) }
    case .call, .choice, .standing: [OutlinedPart(text: "part", value: value, rows: nil)]
    case .constant, .tags, .column, .orderColumn, .negated, .shifted, .localDay: []
    }
  }

  private static func outlined(_ rows: RowSelection, _ column: Expression?) -> OutlinedRows {
    OutlinedRows(
      selection: rows, period: "period", condition: "condition",
      clauses: conjuncts(rows.condition).map { clause($0) }, column: column)
  }

  private static func conjuncts(_ condition: Predicate?) -> [Predicate] {
    switch condition {
    case .all(let operands)?: operands
    case let condition?: [condition]
    case nil: []
    }
  }
}
