import SegModel
import SegPlan
import SegStore

extension NumberVector {
  /// One operator applied row by row; a division by zero makes the row unknown.
  func combined(
    _ operation: Arithmetic.Operation, with other: NumberVector
  ) throws(EvaluationFailure) -> NumberVector {
    let known = Bitmap.both(known, other.known)
    if let fast = try combinedUniformly(operation, with: other, known: known) { return fast }
    var isKnown = known ?? Bitmap(count: count, repeating: true)
    var numerators = [Int64](repeating: 0, count: count)
    var denominators = [Int64](repeating: 1, count: count)
    for row in 0..<count where isKnown[row] {
      let a = self[row] ?? Fraction(0)
      let b = other[row] ?? Fraction(0)
      if operation == .divide, b.numerator == 0 {
        isKnown[row] = false
        continue
      }
      guard let result = Self.combine(a, operation, b),
        let numerator = Int64(exactly: result.numerator),
        let denominator = Int64(exactly: result.denominator)
      else { throw .overflow }
      numerators[row] = numerator
      denominators[row] = denominator
    }
    return NumberVector(numerators, overEach: denominators, known: isKnown)
  }

  /// The value with the other sign.
  func negated() throws(EvaluationFailure) -> NumberVector {
    var result = self
    for row in 0..<count {
      let (value, overflow) = Int64(0).subtractingReportingOverflow(numerators[row])
      if overflow, known?[row] ?? true { throw .overflow }
      result.numerators[row] = value
    }
    return result
  }

  private static func combine(
    _ a: Fraction, _ operation: Arithmetic.Operation, _ b: Fraction
  ) -> Fraction? {
    switch operation {
    case .add: a.adding(b)
    case .subtract, .daysBetween: a.subtracting(b)
    case .multiply: a.multiplied(by: b)
    case .divide: a.divided(by: b)
    }
  }

  /// The common case of one denominator on each side and results within 64 bits; nil when the
  /// exact row-by-row path must decide.
  private func combinedUniformly(
    _ operation: Arithmetic.Operation, with other: NumberVector, known: Bitmap?
  ) throws(EvaluationFailure) -> NumberVector? {
    guard case .uniform(let a) = denominators, case .uniform(let b) = other.denominators else {
      return nil
    }
    var result = [Int64](repeating: 0, count: count)
    var overflowed = false
    switch operation {
    case .add, .subtract, .daysBetween:
      guard a == b else { return nil }
      let isSum = operation == .add
      for row in 0..<count {
        let (value, overflow) =
          isSum
          ? numerators[row].addingReportingOverflow(other.numerators[row])
          : numerators[row].subtractingReportingOverflow(other.numerators[row])
        result[row] = value
        overflowed = overflowed || overflow
      }
      return overflowed ? nil : NumberVector(result, over: a, known: known)
    case .multiply:
      let (denominator, tooFine) = a.multipliedReportingOverflow(by: b)
      guard !tooFine, denominator <= 1_000_000_000_000 else { return nil }
      for row in 0..<count {
        let (value, overflow) = numerators[row].multipliedReportingOverflow(
          by: other.numerators[row])
        result[row] = value
        overflowed = overflowed || overflow
      }
      return overflowed ? nil : NumberVector(result, over: denominator, known: known)
    case .divide: return nil
    }
  }
}
