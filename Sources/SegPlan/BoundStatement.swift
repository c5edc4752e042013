package import SegModel
package import SegText

/// A statement with nothing left to ask.
package enum BoundStatement: Sendable {
  case pipeline(BoundPipeline)
  /// A `let` that holds up; the session keeps its text and binds it anew at each use.
  case definition(name: String)
  case asOf(AsOf)
  /// A `param` that holds up; the session keeps its value.
  case parameter(name: String)
  case expectation(BoundExpectation)
}

/// A selection, what is done with it on the way, and what is shown at the end.
///
/// Rows as the source are those of everybody: the first step takes them.
package struct BoundPipeline: Sendable {
  /// What happens to the customers in turn.
  package enum Step: Sendable {
    case narrow(Narrowing)
    case act(BoundAction)
    /// From the customers to their rows, which later steps and the look are about.
    case rows(RowSelection)
  }

  package var source: SelectionSource
  package var steps: [Step]
  /// nil when the pipeline ends in an action.
  package var look: Look?
  package var asOf: AsOf
  /// Attributes that the statement uses, for the summary's unknowns; in order of first use.
  package var attributes: [UsedAttribute]
  /// Relative dates with what they came to, in order of first use.
  package var bounds: [DateBound]
  /// Whether a name that has no history is used at a past date.
  package var usesPresentOnly: [String]
  /// The source and the narrowing stages as canonical text, `let` expanded.
  package var definition: String
  /// Literals compared with a column, for the check that some row holds them.
  package var literals: [UsedLiteral]

  package init(
    source: SelectionSource, steps: [Step], look: Look?, asOf: AsOf,
    attributes: [UsedAttribute] = [], bounds: [DateBound] = [], usesPresentOnly: [String] = [],
    definition: String = "", literals: [UsedLiteral] = []
  ) {
    self.source = source
    self.steps = steps
    self.look = look
    self.asOf = asOf
    self.attributes = attributes
    self.bounds = bounds
    self.usesPresentOnly = usesPresentOnly
    self.definition = definition
    self.literals = literals
  }

  /// Whether anything is to be done beyond showing.
  package var hasActions: Bool {
    steps.contains { if case .act = $0 { true } else { false } }
  }
}

/// An attribute of customers under the name that the user wrote.
package struct UsedAttribute: Sendable, Hashable {
  package var name: String
  package var expression: Expression

  package init(name: String, expression: Expression) {
    self.name = name
    self.expression = expression
  }
}

/// A relative date as written, and the absolute days it came to.
package struct DateBound: Sendable, Hashable {
  package var text: String
  package var window: TimeWindow

  package init(text: String, window: TimeWindow) {
    self.text = text
    self.window = window
  }
}

/// A text literal tested against a column for equality.
package struct UsedLiteral: Sendable {
  /// The column's owner: nil for customers, else a relation.
  package var relation: FieldName?
  package var field: FieldName
  package var literal: Located<String>

  package init(relation: FieldName?, field: FieldName, literal: Located<String>) {
    self.relation = relation
    self.field = field
    self.literal = literal
  }
}

/// What a pipeline shows at its end.
package enum Look: Sendable {
  /// The bare segment: a summary and a preview.
  case summary
  case count
  case show([OutputColumn])
  case groups(Grouping)
  case describe([OutputColumn])
  case histogram(Histogram)
  /// The attributes in whose values the customers are compared with everybody.
  case profile([OutputColumn])
  case split(Split)
  /// How saved segments share the customers.
  case overlap([SegmentReference])
  /// How many customers have each combination of scores, or as a grid of two of them.
  case scores(isGrid: Bool)
  case explain(ExplainPlan)
  case why(ProofPlan)
  case diff(DiffPlan)
}

/// A column of a result.
package struct OutputColumn: Sendable, Hashable {
  package var name: String
  package var expression: Expression

  package init(name: String, expression: Expression) {
    self.name = name
    self.expression = expression
  }
}

extension OutputColumn {
  /// What an export after a coupon stage can also write: the customer's code and its last day.
  ///
  /// They are not attributes of a store: whoever writes the file fills them from the register.
  package static let couponColumns = [
    OutputColumn(name: "coupon_code", expression: .attribute("coupon_code", .text)),
    OutputColumn(name: "coupon_expires", expression: .attribute("coupon_expires", .date)),
  ]
}

/// A grouping, `by a, b stats ... | sort ... | limit N`.
package struct Grouping: Sendable {
  package var keys: [OutputColumn]
  package var statistics: [Statistic]
  /// Positions among keys and statistics, with the direction; empty: count descending, then keys.
  package var order: [(column: Int, isDescending: Bool)]
  package var limit: Int?

  package init(
    keys: [OutputColumn], statistics: [Statistic],
    order: [(column: Int, isDescending: Bool)] = [], limit: Int? = nil
  ) {
    self.keys = keys
    self.statistics = statistics
    self.order = order
    self.limit = limit
  }
}

/// One statistic of the customers of a group.
package struct Statistic: Sendable, Hashable {
  /// What it is made of.
  package enum Kind: Sendable, Hashable {
    /// Number of customers.
    case count
    /// Over one value a customer; unknown ones are left out.
    case values(AggregateFunction, Expression)
    /// Over all rows of the group's customers.
    case rows(Aggregate)
  }

  package var name: String
  package var kind: Kind

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// The type of its values.
  package var type: FieldType {
    switch kind {
    case .count: .number
    case .values(let function, let expression): function.type(of: expression.type)
    case .rows(let aggregate): aggregate.type
    }
  }
}

extension BoundPipeline {
  /// The narrowing stages, in order.
  package var narrowing: [Narrowing] {
    steps.compactMap { if case .narrow(let narrowing) = $0 { narrowing } else { nil } }
  }
}
