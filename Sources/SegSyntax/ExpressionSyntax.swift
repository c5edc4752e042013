package import SegText

/// A value as written: numbers, dates, names and what is computed from them.
package indirect enum ExpressionSyntax: Sendable {
  case literal(LiteralSyntax)
  case name(NameSyntax)
  /// `-x`
  case negation(Located<ExpressionSyntax>)
  case arithmetic(ArithmeticSyntax)
  /// `a ?? b ?? c`, in order of preference; at least two operands.
  case coalesce([ExpressionSyntax], SourceRange)
  case aggregate(AggregateSyntax)
  case call(CallSyntax)
  /// `rank(monetary by country)`
  case rank(RankValueSyntax)
  case choice(ChoiceSyntax)
  /// Something that could not be read; binds to nothing, silently.
  case malformed(SourceRange)

  /// Where it was written.
  package var range: SourceRange {
    switch self {
    case .literal(let literal): literal.range
    case .name(let name): name.range
    case .negation(let operand): operand.range
    case .arithmetic(let arithmetic): arithmetic.range
    case .coalesce(_, let range): range
    case .aggregate(let aggregate): aggregate.range
    case .call(let call): call.range
    case .rank(let rank): rank.range
    case .choice(let choice): choice.range
    case .malformed(let range): range
    }
  }
}

/// `recency`, `orders.amount`, `customer.aov`: a name with an optional owner before the dot.
package struct NameSyntax: Sendable {
  package var qualifier: Located<String>?
  package var name: Located<String>

  package init(qualifier: Located<String>? = nil, name: Located<String>) {
    self.qualifier = qualifier
    self.name = name
  }

  /// Where it was written.
  package var range: SourceRange {
    qualifier.map { $0.range.union(name.range) } ?? name.range
  }
}

/// A chain of operators of one precedence, left to right: `a + b - c`, or `a * b / c`.
///
/// It is flat so that long chains neither nest deeply nor overflow the stack when freed.
package struct ArithmeticSyntax: Sendable {
  /// One operator with its right operand.
  package struct Step: Sendable {
    package var operation: Located<ArithmeticOperator>
    package var operand: ExpressionSyntax

    package init(operation: Located<ArithmeticOperator>, operand: ExpressionSyntax) {
      self.operation = operation
      self.operand = operand
    }
  }

  package var first: ExpressionSyntax
  package var steps: [Step]
  package var range: SourceRange

  package init(first: ExpressionSyntax, steps: [Step], range: SourceRange) {
    self.first = first
    self.steps = steps
    self.range = range
  }
}

/// The four operators of arithmetic.
package enum ArithmeticOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
}

/// `sum(orders.amount in last 90d where coupon is known)`, or `sum(monetary)` in `stats`.
package struct AggregateSyntax: Sendable {
  package var function: Located<AggregateFunctionSyntax>
  /// nil for the bare `count` of `stats`.
  package var rows: RowsSyntax?
  /// The digits of N in `nth(orders.amount, N)`.
  package var place: Located<String>?
  package var range: SourceRange

  package init(
    function: Located<AggregateFunctionSyntax>, rows: RowsSyntax?, place: Located<String>? = nil,
    range: SourceRange
  ) {
    self.function = function
    self.rows = rows
    self.place = place
    self.range = range
  }
}

/// The aggregate functions, by their keyword.
package enum AggregateFunctionSyntax: String, Sendable, CaseIterable {
  case count, sum, avg, min, max, median, distinct, mode, first, last, nth
}

/// Rows of a relation: `orders.amount in last 90d where status = 'paid'`.
package struct RowsSyntax: Sendable {
  /// The relation, or in `stats` an attribute.
  package var relation: Located<String>
  package var column: Located<String>?
  package var period: PeriodSyntax?
  package var condition: ConditionSyntax?
  package var range: SourceRange

  package init(
    relation: Located<String>, column: Located<String>?, period: PeriodSyntax?,
    condition: ConditionSyntax?, range: SourceRange
  ) {
    self.relation = relation
    self.column = column
    self.period = period
    self.condition = condition
    self.range = range
  }
}
