package import SegModel

/// Rows of a customer that come one after the other, and rows that must not come between.
///
/// A row comes after another when it is further down the same relation, which is in order of time
/// and then of the file; between relations when its instant is later, or where one of them has only
/// days, when its day is not earlier. Rows without a date take no part.
package struct RowSequence: Sendable, Hashable {
  /// One kind of row.
  package struct Step: Sendable, Hashable {
    /// The rows of the customer; their condition names no other step.
    package var rows: RowSelection
    /// Whether no such row may come after the row before it: ever, or up to the next step's row.
    package var isExcluded: Bool
    /// How long after the row before it: it must come by then, or must not.
    package var span: Span?
    /// What else has to hold of the row beside rows of earlier steps.
    package var comparisons: Predicate?

    package init(
      rows: RowSelection, isExcluded: Bool = false, span: Span? = nil,
      comparisons: Predicate? = nil
    ) {
      self.rows = rows
      self.isExcluded = isExcluded
      self.span = span
      self.comparisons = comparisons
    }
  }

  /// A length of time after a row; its end belongs to it.
  package enum Span: Sendable, Hashable {
    /// Local days: calendar months, then days.
    case days(months: Int, days: Int)
    case seconds(Int64)
  }

  /// A value of an earlier step's row.
  package struct Carried: Sendable, Hashable {
    /// Its position among the steps.
    package var step: Int
    package var column: FieldName

    package init(step: Int, column: FieldName) {
      self.step = step
      self.column = column
    }
  }

  /// At least one; the first is not excluded.
  package var steps: [Step]
  /// Values of earlier rows by the name of the column under which `comparisons` see them.
  package var carried: [FieldName: Carried]

  package init(steps: [Step], carried: [FieldName: Carried] = [:]) {
    self.steps = steps
    self.carried = carried
  }
}

extension Expression {
  /// Whether a column of some names is used, outside of further rows.
  package func mentions(_ names: Set<FieldName>) -> Bool {
    switch self {
    case .column(let name, _): names.contains(name)
    case .negated(let operand), .shifted(let operand, _, _), .localDay(let operand):
      operand.mentions(names)
    case .arithmetic(let arithmetic):
      arithmetic.first.mentions(names)
        || arithmetic.steps.contains { $0.operand.mentions(names) }
    case .coalesce(let operands): operands.contains { $0.mentions(names) }
    case .call(let call): call.arguments.contains { $0.mentions(names) }
    case .choice(let choice):
      choice.otherwise?.mentions(names) ?? false
        || choice.branches.contains { $0.condition.mentions(names) || $0.value.mentions(names) }
    case .constant, .attribute, .metric, .tags, .orderColumn, .aggregate, .standing: false
    }
  }
}

extension Predicate {
  /// Whether a column of some names is used, outside of further rows.
  package func mentions(_ names: Set<FieldName>) -> Bool {
    switch self {
    case .all(let operands), .any(let operands), .atLeast(_, let operands):
      operands.contains { $0.mentions(names) }
    case .not(let operand): operand.mentions(names)
    case .compare(let a, _, let b), .compareText(let a, _, let b):
      a.mentions(names) || b.mentions(names)
    case .isFlag(let value, _), .isOneOf(let value, _), .isOneOfTexts(let value, _),
      .text(let value, _, _), .has(let value, _), .within(let value, _), .isKnown(let value):
      value.mentions(names)
    case .constant, .exists, .inSegment, .follows: false
    }
  }
}
