package import SegText

/// A condition as written; `and` and `or` are flat lists.
package indirect enum ConditionSyntax: Sendable {
  /// `a or b or c`; at least two.
  case any([ConditionSyntax], SourceRange)
  /// `a and b and c`; at least two.
  case all([ConditionSyntax], SourceRange)
  case not(ConditionSyntax, SourceRange)
  case test(TestSyntax)
  /// Something that could not be read; binds to nothing, silently.
  case malformed(SourceRange)

  /// Where it was written.
  package var range: SourceRange {
    switch self {
    case .any(_, let range), .all(_, let range), .not(_, let range): range
    case .test(let test): test.range
    case .malformed(let range): range
    }
  }
}

/// One test: a value, and what is asked of it.
package struct TestSyntax: Sendable {
  /// The question that a test asks.
  package enum Question: Sendable {
    case comparison(left: ExpressionSyntax, Located<ComparisonOperator>, right: ExpressionSyntax)
    case between(ExpressionSyntax, low: ExpressionSyntax, high: ExpressionSyntax)
    /// `in (...)`; literals, or signs before numbers.
    case membership(ExpressionSyntax, [ExpressionSyntax])
    /// `in PERIOD`, or `in NAME` for a period or list from a `let`.
    case period(ExpressionSyntax, PeriodSyntax)
    /// `in file('ids.csv')`
    case file(ExpressionSyntax, FileListSyntax)
    case text(ExpressionSyntax, Located<TextTestSyntax>, pattern: ExpressionSyntax)
    case has(ExpressionSyntax, ExpressionSyntax)
    /// `is known`; `is unknown` is its negation.
    case known(ExpressionSyntax)
    /// `in @NAME`
    case segment(Located<String>)
    /// `any(rows)`; `none(rows)` is its negation.
    case exists(RowsSyntax)
    /// `did(rows then rows ...)`
    case sequence(SequenceSyntax)
    /// `regular(...)`, `stopped(...)`, `restarted(...)`
    case habit(HabitSyntax)
    /// A value standing alone: a yes/no attribute, or a `let` that names a condition.
    case truth(ExpressionSyntax)
  }

  package var question: Question
  /// Whether the negative form was written: `not in`, `is unknown`, `none` and the like.
  ///
  /// It is the exact complement of the positive one. `!=` is a comparison of its own and leaves
  /// this false.
  package var isNegated: Bool
  package var range: SourceRange

  package init(question: Question, isNegated: Bool, range: SourceRange) {
    self.question = question
    self.isNegated = isNegated
    self.range = range
  }
}

/// The comparisons, by their sign.
package enum ComparisonOperator: String, Sendable, CaseIterable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

/// The tests on text, by their words.
package enum TextTestSyntax: String, Sendable, CaseIterable {
  case contains
  case startsWith = "starts with"
  case endsWith = "ends with"
  case matches
}
