import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// Customers left after each clause, and by each clause alone.
  ///
  /// Columns: `clause left alone unknown`. `unknown` counts customers for whom some attribute of
  /// the clause is unknown. Narrowing stages follow with what they leave.
  package func explain(
    _ plan: ExplainPlan, source: SelectionSource, narrowing: [Narrowing]
  ) throws(EvaluationFailure) -> ResultTable {
    let total = try customerCount()
    let everybody = try select(.constant(true))
    var rows: [(clause: String, left: Int, alone: Int, unknown: Int)] = []
    rows.append(("all customers", total, total, 0))
    var left = everybody
    for (position, clause) in plan.clauses.enumerated() {
      let alone = try select(clause.predicate)
      left.formIntersection(alone)
      let text = (position > 0 ? "and " : "") + clause.text
      rows.append(
        (text, left.population, alone.population, try unknownCount(in: clause.predicate)))
    }
    var selection = try select(source)
    if case .set = source { rows.append((plan.source, selection.count, selection.count, 0)) }
    for (stage, text) in zip(narrowing, plan.stages) {
      selection = try narrow(selection, stage)
      let alone = try narrow(Selection(members: everybody), stage).count
      let unknown = try unknownCount(ofAny: stage.expressions.flatMap(\.attributes))
      rows.append(("| " + text, selection.count, alone, unknown))
    }
    func number(_ value: Int) -> Value { .number(Fraction(value)) }
    let table = ResultTable(columns: [
      .init(name: "clause", type: .text, values: rows.map { .text($0.clause) }),
      .init(name: "left", type: .number, values: rows.map { number($0.left) }),
      .init(name: "alone", type: .number, values: rows.map { number($0.alone) }),
      .init(name: "unknown", type: .number, values: rows.map { number($0.unknown) }),
    ])
    return try sound(table)
  }

  /// Customers for whom some attribute of a condition is unknown.
  private func unknownCount(in predicate: Predicate) throws(EvaluationFailure) -> Int {
    try unknownCount(ofAny: predicate.attributes)
  }

  /// Number of customers for which at least one of the values is unknown.
  package func unknownCount(
    ofAny expressions: some Sequence<Expression>
  ) throws(EvaluationFailure) -> Int {
    var known = try existingCustomers()
    for expression in expressions { known = Bitmap.both(known, try self.known(expression)) }
    return try sound(customerCount() - (known?.population ?? snapshot.customerCount))
  }
}

extension Narrowing {
  /// The values that it goes by.
  fileprivate var expressions: [Expression] {
    switch self {
    case .rank(_, _, let expression): [expression]
    case .sort(let keys): keys.map(\.expression)
    case .limit: []
    }
  }
}

extension Predicate {
  /// The attributes and metrics of customers that the condition asks for, outside of rows.
  package var attributes: Set<Expression> {
    switch self {
    case .constant, .exists, .inSegment: []
    case .all(let operands), .any(let operands):
      operands.reduce(into: []) { $0.formUnion($1.attributes) }
    case .not(let operand): operand.attributes
    case .compare(let a, _, let b), .compareText(let a, _, let b):
      a.attributes.union(b.attributes)
    case .isFlag(let value, _), .isOneOf(let value, _), .isOneOfTexts(let value, _),
      .text(let value, _, _), .has(let value, _), .within(let value, _), .isKnown(let value):
      value.attributes
    }
  }
}

extension Expression {
  /// The attributes and metrics of customers that the value is made of, outside of rows.
  package var attributes: Set<Expression> {
    switch self {
    case .constant, .column, .orderColumn, .aggregate, .tags: []
    case .attribute, .metric: [self]
    case .negated(let operand), .shifted(let operand, _, _), .localDay(let operand):
      operand.attributes
    case .arithmetic(let arithmetic):
      arithmetic.steps.reduce(into: arithmetic.first.attributes) {
        $0.formUnion($1.operand.attributes)
      }
    case .coalesce(let operands): operands.reduce(into: []) { $0.formUnion($1.attributes) }
    }
  }
}
