/// How many have a value in each of some even steps, `hist value [N]`.
package struct Histogram: Sendable {
  /// A number, money or a date.
  package var value: Expression
  /// How many steps at most.
  package var steps: Int

  /// As many as are made when no number is given.
  package static let usualSteps = 10
  /// As many as may be asked for.
  package static let mostSteps = 1000

  package init(value: Expression, steps: Int = usualSteps) {
    self.value = value
    self.steps = steps
  }
}
