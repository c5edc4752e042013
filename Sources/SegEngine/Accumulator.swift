import SegModel
import SegPlan

/// Collects known values of one group and says what they come to, exactly.
struct Accumulator {
  private(set) var count: Int64 = 0
  /// Numerators summed by denominator: quotients add up without a common denominator.
  private var sums: [Int64: Int128] = [:]
  private var plainSum: Int128 = 0
  private var plainDenominator: Int64 = 1
  private var low: Fraction?
  private var high: Fraction?
  private let wantsExtremes: Bool

  init(_ function: AggregateFunction) { wantsExtremes = function == .min || function == .max }

  /// Takes one value in.
  mutating func add(_ numerator: Int64, over denominator: Int64) {
    count += 1
    if wantsExtremes {
      guard let value = Fraction(Int128(numerator), over: Int128(denominator)) else { return }
      low = low.map { min($0, value) } ?? value
      high = high.map { max($0, value) } ?? value
    } else if count == 1 {
      plainDenominator = denominator
      plainSum = Int128(numerator)
    } else if denominator == plainDenominator {
      // 2^63 values of 63 bits fit in 128.
      plainSum += Int128(numerator)
    } else {
      sums[denominator, default: 0] += Int128(numerator)
    }
  }

  /// What the values come to; nil over none, except that `count` and `sum` are 0 then.
  func result(_ function: AggregateFunction) throws(EvaluationFailure) -> Fraction? {
    switch function {
    case .count: return Fraction(count)
    case .min: return low
    case .max: return high
    case .sum: return try sum()
    case .avg:
      guard count > 0 else { return nil }
      guard let mean = try sum().divided(by: Fraction(count)) else { throw .overflow }
      return mean
    case .median, .distinct, .mode, .first, .last, .nth:
      preconditionFailure("picked out of the rows of a group")
    }
  }

  /// The exact sum while 128 bits hold it; past that, quotients are rounded to 12 decimals.
  private func sum() throws(EvaluationFailure) -> Fraction {
    guard var total = Fraction(plainSum, over: Int128(plainDenominator)) else { throw .overflow }
    var rounded: Int128 = 0
    for (denominator, numerator) in sums.sorted(by: { $0.key < $1.key }) {
      guard let part = Fraction(numerator, over: Int128(denominator)) else { throw .overflow }
      if let next = total.adding(part), next.denominator < 1 << 62 {
        total = next
      } else {
        rounded += try Self.fixed(part)
      }
    }
    guard rounded != 0 else { return total }
    guard let result = Fraction(try Self.fixed(total) + rounded, over: Self.fixedPoint)
    else { throw .overflow }
    return result
  }

  /// A number in units of the 12th decimal, rounded.
  private static func fixed(_ number: Fraction) throws(EvaluationFailure) -> Int128 {
    // What is whole is set apart, as a numerator of 100 bits leaves no room for twelve digits.
    let (whole, rest) = number.numerator.quotientAndRemainder(dividingBy: number.denominator)
    let (units, overflow) = whole.multipliedReportingOverflow(by: fixedPoint)
    guard !overflow,
      let part = Fraction(rest, over: number.denominator)?.multiplied(by: Fraction(fixedPoint))
    else { throw .overflow }
    return units + part.rounded
  }

  private static let fixedPoint: Int128 = 1_000_000_000_000
}
