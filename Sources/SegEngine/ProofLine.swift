package import SegModel
package import SegPlan

/// One line of a proof tree, after the lines that it stands under.
package struct ProofLine: Sendable, Hashable {
  /// What a test came to for one customer.
  package enum Result: String, Sendable, Hashable {
    case holds = "true"
    case fails = "false"
    /// It does not hold, because a value that it asks for is not known.
    case unknown
  }

  /// What a value was measured by.
  package enum Bound: Sendable, Hashable {
    case values([Value])
    /// From the first to the second, both included.
    case range(Value, Value)
    case window(TimeWindow)
    /// One of so many values.
    case oneOf(Int)
  }

  /// How many lines it stands under.
  package var depth: Int
  package var text: String
  /// Nil for lines that only tell a value or a row.
  package var result: Result?
  /// Nil where there is nothing to tell, which is not the same as an unknown value.
  package var value: Value?
  /// What ties the value to the bound, such as `<`; empty without a bound.
  package var sign: String
  package var bound: Bound?

  package init(
    _ depth: Int, _ text: String, result: Result? = nil, value: Value? = nil, sign: String = "",
    bound: Bound? = nil
  ) {
    self.depth = depth
    self.text = text
    self.result = result
    self.value = value
    self.sign = sign
    self.bound = bound
  }
}

extension ProofLine.Result {
  init(_ holds: Bool) { self = holds ? .holds : .fails }
}
