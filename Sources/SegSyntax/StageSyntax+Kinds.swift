package import SegText

extension StageSyntax {
  /// Whether it keeps some of what reaches it, or puts it in order.
  package var narrows: Bool {
    switch kind {
    case .rank, .sort, .limit, .sample, .exclude, .excludeSuppressed: true
    default: false
    }
  }
}

/// The stage `sample 10% [salt 'x']` or `sample 500 [salt 'x']`.
package struct SampleSyntax: Sendable {
  /// Number of customers, or the digits before `%` when `isPercent`.
  package var amount: Located<String>
  package var isPercent: Bool
  /// What is hashed with each id; nil means the usual one.
  package var salt: Located<String>?

  package init(amount: Located<String>, isPercent: Bool, salt: Located<String>?) {
    self.amount = amount
    self.isPercent = isPercent
    self.salt = salt
  }
}

/// The stage `hist value [N]`.
package struct HistogramSyntax: Sendable {
  package var value: ExpressionSyntax
  /// How many steps at most; nil means the usual number.
  package var steps: Located<Int>?

  package init(value: ExpressionSyntax, steps: Located<Int>?) {
    self.value = value
    self.steps = steps
  }
}

/// The stage `split a 45%, b 45%, control 10% [salt 'x']`.
package struct SplitSyntax: Sendable {
  /// One part: its name and the digits before `%`.
  package struct Portion: Sendable {
    package var name: Located<String>
    package var percent: Located<String>

    package init(name: Located<String>, percent: Located<String>) {
      self.name = name
      self.percent = percent
    }
  }

  package var portions: [Portion]
  /// What is hashed with each id; nil means the usual one.
  package var salt: Located<String>?

  package init(portions: [Portion], salt: Located<String>?) {
    self.portions = portions
    self.salt = salt
  }
}
