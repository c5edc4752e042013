package import SegText

/// One statement of a script.
package enum StatementSyntax: Sendable {
  case pipeline(PipelineSyntax)
  case definition(DefinitionSyntax)
  /// `asof 2026-06-30` or an instant; the expression is a date or date-time.
  case asOf(ExpressionSyntax, SourceRange)
  case parameter(ParameterSyntax)
  case expectation(ExpectationSyntax)
  /// Something that could not be read; already reported.
  case malformed(SourceRange)

  /// Where it was written.
  package var range: SourceRange {
    switch self {
    case .pipeline(let pipeline): pipeline.range
    case .definition(let definition): definition.range
    case .asOf(_, let range): range
    case .parameter(let parameter): parameter.range
    case .expectation(let expectation): expectation.range
    case .malformed(let range): range
    }
  }
}

/// The statement `let NAME = ...`.
package struct DefinitionSyntax: Sendable {
  /// What a name may stand for.
  package enum Meaning: Sendable {
    case expression(ExpressionSyntax)
    case condition(ConditionSyntax)
    case period(PeriodSyntax)
    case list([ExpressionSyntax], SourceRange)
  }

  package var name: Located<String>
  package var meaning: Meaning
  package var range: SourceRange

  package init(name: Located<String>, meaning: Meaning, range: SourceRange) {
    self.name = name
    self.meaning = meaning
    self.range = range
  }
}

/// A source and the stages that its customers or rows pass through.
package struct PipelineSyntax: Sendable {
  package var source: SourceSyntax
  package var stages: [StageSyntax]
  package var range: SourceRange

  package init(source: SourceSyntax, stages: [StageSyntax], range: SourceRange) {
    self.source = source
    self.stages = stages
    self.range = range
  }
}

/// Where customers or rows come from.
package enum SourceSyntax: Sendable {
  /// `segment [where ...]`; no condition means everybody.
  case segment(ConditionSyntax?, SourceRange)
  /// `@a union @b minus @c`, left to right.
  case set(SetSyntax)
  /// `orders in 2026 where ...`: rows of a relation, of everybody.
  case rows(RowsSyntax)

  /// Where it was written.
  package var range: SourceRange {
    switch self {
    case .segment(_, let range): range
    case .set(let set): set.range
    case .rows(let rows): rows.range
    }
  }
}

/// Saved segments combined left to right.
package struct SetSyntax: Sendable {
  /// One operator and its right operand.
  package struct Step: Sendable {
    package var operation: Located<SetOperator>
    package var name: Located<String>

    package init(operation: Located<SetOperator>, name: Located<String>) {
      self.operation = operation
      self.name = name
    }
  }

  /// Name without the `@`; the range covers the `@` too.
  package var first: Located<String>
  package var steps: [Step]
  package var range: SourceRange

  package init(first: Located<String>, steps: [Step], range: SourceRange) {
    self.first = first
    self.steps = steps
    self.range = range
  }
}

/// The operators on sets of customers.
package enum SetOperator: String, Sendable, CaseIterable {
  case union, minus, intersect
}
