import SegModel
package import SegPlan

extension Narrowing {
  /// The values that it goes by.
  var expressions: [Expression] {
    switch self {
    case .rank(_, _, let expression): [expression]
    case .sort(let keys): keys.map(\.expression)
    case .limit, .sample, .exclude, .places: []
    }
  }
}

extension Predicate {
  /// The attributes and metrics of customers that the condition asks for, outside of rows.
  package var attributes: Set<Expression> {
    switch self {
    case .constant, .exists, .inSegment, .follows: []
    case .all(let operands), .any(let operands), .atLeast(_, let operands):
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
    case .call(let call): call.arguments.reduce(into: []) { $0.formUnion($1.attributes) }
    case .choice(let choice):
      choice.branches.reduce(into: choice.otherwise?.attributes ?? []) {
        $0.formUnion($1.condition.attributes)
        $0.formUnion($1.value.attributes)
      }
    case .standing(let standing):
      if case .rank(let group?) = standing.kind {
        standing.value.attributes.union(group.attributes)
      } else {
        standing.value.attributes
      }
    }
  }
}

extension Expression {
  /// The name of an attribute or metric of customers; nil for other values.
  var attributeName: String? {
    switch self {
    case .attribute(let name, _): name.description
    case .metric(let metric): metric.rawValue
    default: nil
    }
  }
}
