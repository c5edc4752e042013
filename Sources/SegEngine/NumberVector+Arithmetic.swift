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
      if let (numerator, denominator) = quick(operation, row, other) {
        numerators[row] = numerator
        denominators[row] = denominator
        continue
      }
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

  /// A result within 64 bits, not in lowest terms; nil where the exact way must decide.
  @inline(__always)
  private func quick(
    _ operation: Arithmetic.Operation, _ row: Int, _ other: NumberVector
  ) -> (Int64, Int64)? {
    let (a, b) = (numerators[row], denominator(row))
    let (c, d) = (other.numerators[row], other.denominator(row))
    func product(_ x: Int64, _ y: Int64) -> Int64? {
      let (product, overflow) = x.multipliedReportingOverflow(by: y)
      return overflow ? nil : product
    }
    switch operation {
    case .multiply:
      guard let numerator = product(a, c), let denominator = product(b, d) else { return nil }
      return (numerator, denominator)
    case .divide:
      guard c > 0, let numerator = product(a, d), let denominator = product(b, c) else {
        return nil
      }
      return (numerator, denominator)
    case .add, .subtract, .daysBetween:
      guard let x = product(a, d), let y = product(c, b), let denominator = product(b, d) else {
        return nil
      }
      let (sum, overflow) =
        operation == .add ? x.addingReportingOverflow(y) : x.subtractingReportingOverflow(y)
      return overflow ? nil : (sum, denominator)
    }
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
