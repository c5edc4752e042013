import SegModel
import SegPlan

/// The value that a test looks at, and what it measures it by.
struct Evidence {
  /// What the value is measured by, where values of other names can be among it.
  enum Bound {
    case values([Expression])
    case range(Expression, Expression)
    case window(TimeWindow)
    /// One of so many constants, too many to show.
    case oneOf(Int)
    case nothing
  }

  var subject: Expression
  var sign: String
  var bound: Bound

  /// Every value that has to be known for the test to hold.
  var asked: [Expression] {
    switch bound {
    case .values(let values): [subject] + values
    case .range(let low, let high): [subject, low, high]
    case .window, .oneOf: [subject]
    case .nothing: []
    }
  }
}

extension Predicate {
  /// What decides it, when that is one value; nil for conditions of another shape.
  var evidence: Evidence? {
    switch self {
    case .not(let operand):
      guard var evidence = operand.evidence else { return nil }
      evidence.sign = "not " + evidence.sign
      return evidence
    case .compare(let a, let comparison, let b), .compareText(let a, let comparison, let b):
      return a.isConstant && !b.isConstant
        ? Evidence(subject: b, sign: comparison.mirrored.rawValue, bound: .values([a]))
        : Evidence(subject: a, sign: comparison.rawValue, bound: .values([b]))
    case .isFlag(let value, let wanted):
      return Evidence(subject: value, sign: "=", bound: .values([.constant(.flag(wanted))]))
    case .isOneOf(let value, let values):
      return Evidence(subject: value, sign: "in", bound: Self.list(values))
    case .isOneOfTexts(let value, let texts):
      let sorted = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      return Evidence(subject: value, sign: "in", bound: Self.list(sorted.map(Value.text)))
    case .text(let value, let test, let pattern):
      return Evidence(
        subject: value, sign: test.rawValue, bound: .values([.constant(.text(pattern))]))
    case .has(let value, let text):
      return Evidence(subject: value, sign: "has", bound: .values([.constant(.text(text))]))
    case .within(let value, let window):
      return Evidence(subject: value, sign: "in", bound: .window(window))
    case .isKnown(let value): return Evidence(subject: value, sign: "", bound: .nothing)
    case .all(let operands): return Self.range(operands)
    case .constant, .any, .exists, .inSegment, .follows, .atLeast: return nil
    }
  }

  private static func list(_ values: [Value]) -> Evidence.Bound {
    values.count > longestList
      ? .oneOf(values.count) : .values(values.map(Expression.constant))
  }

  /// Most constants of a list that are shown one by one.
  private static let longestList = 20

  /// `between`, which is two comparisons of one value.
  private static func range(_ operands: [Predicate]) -> Evidence? {
    guard operands.count == 2 else { return nil }
    switch (operands[0], operands[1]) {
    case (.compare(let a, .greaterOrEqual, let low), .compare(let b, .lessOrEqual, let high))
    where a == b,
      (.compareText(let a, .greaterOrEqual, let low), .compareText(let b, .lessOrEqual, let high))
    where a == b:
      return Evidence(subject: a, sign: "between", bound: .range(low, high))
    default: return nil
    }
  }
}
