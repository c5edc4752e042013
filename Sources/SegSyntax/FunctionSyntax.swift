package import SegText

/// The functions of values, by their keyword.
package enum FunctionSyntax: String, Sendable, CaseIterable {
  case year, quarter, month, week, weekday, day, age, birthday
  case round, floor, ceil, abs
  case lower, upper, fold, length, concat
  case percentile, quintile, ntile
}

/// `month(order_date)`, `concat(first_name, ' ', last_name)`: a function with its arguments.
package struct CallSyntax: Sendable {
  package var function: Located<FunctionSyntax>
  /// At least one.
  package var arguments: [ExpressionSyntax]
  package var range: SourceRange

  package init(
    function: Located<FunctionSyntax>, arguments: [ExpressionSyntax], range: SourceRange
  ) {
    self.function = function
    self.arguments = arguments
    self.range = range
  }
}

/// `rank(monetary by country)`: the place of a customer among all, or among those of its group.
package struct RankValueSyntax: Sendable {
  package var value: ExpressionSyntax
  package var group: ExpressionSyntax?
  package var range: SourceRange

  package init(value: ExpressionSyntax, group: ExpressionSyntax?, range: SourceRange) {
    self.value = value
    self.group = group
    self.range = range
  }
}

/// A value that conditions decide: `case when monetary > 500 then 'big' else 'small' end`.
package struct ChoiceSyntax: Sendable {
  /// One condition with the value that it gives.
  package struct Branch: Sendable {
    package var condition: ConditionSyntax
    package var value: ExpressionSyntax

    package init(condition: ConditionSyntax, value: ExpressionSyntax) {
      self.condition = condition
      self.value = value
    }
  }

  /// At least one; the first that holds decides.
  package var branches: [Branch]
  package var otherwise: ExpressionSyntax?
  package var range: SourceRange

  package init(branches: [Branch], otherwise: ExpressionSyntax?, range: SourceRange) {
    self.branches = branches
    self.otherwise = otherwise
    self.range = range
  }
}
