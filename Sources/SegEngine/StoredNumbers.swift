import SegModel
import SegPlan
import SegStore

/// A stored column of integers together with what one unit of them is worth.
struct StoredNumbers {
  let column: IntegerColumn
  /// Stored integer = value times this.
  let unitsPerOne: Int128

  /// The stored integers whose value compares so with a bound; nil when there are none.
  func range(_ comparison: Comparison, _ bound: Fraction) -> ClosedRange<Int64>? {
    Self.range(comparison, bound, unitsPerOne: unitsPerOne)
  }

  /// The integers, each `unitsPerOne` times a value, whose value compares so with a bound; nil when
  /// there are none.
  static func range(
    _ comparison: Comparison, _ bound: Fraction, unitsPerOne: Int128
  ) -> ClosedRange<Int64>? {
    guard let scaled = bound.multiplied(by: Fraction(unitsPerOne)) else {
      // The bound is beyond any stored value: only its sign matters.
      let isAbove = bound.numerator > 0
      switch comparison {
      case .less, .lessOrEqual: return isAbove ? Int64.min...Int64.max : nil
      case .greater, .greaterOrEqual: return isAbove ? nil : Int64.min...Int64.max
      case .equal, .notEqual: return nil
      }
    }
    let floor = scaled.floor
    let isWhole = scaled.denominator == 1
    switch comparison {
    case .equal, .notEqual: return isWhole ? clamped(floor, floor) : nil
    case .less: return clamped(nil, isWhole ? floor - 1 : floor)
    case .lessOrEqual: return clamped(nil, floor)
    case .greater: return clamped(floor + 1, nil)
    case .greaterOrEqual: return clamped(isWhole ? floor : floor + 1, nil)
    }
  }

  private static func clamped(_ low: Int128?, _ high: Int128?) -> ClosedRange<Int64>? {
    let low = low ?? Int128(Int64.min)
    let high = high ?? Int128(Int64.max)
    guard low <= high, high >= Int128(Int64.min), low <= Int128(Int64.max) else { return nil }
    return Int64(clamping: low)...Int64(clamping: high)
  }
}

extension Value {
  /// The value as a number: minor units of money, day numbers, epoch seconds; nil for others.
  var fraction: Fraction? {
    switch self {
    case .number(let value), .money(let value): value
    case .date(let date): Fraction(date.dayNumber)
    case .dateTime(let instant): Fraction(instant.secondsSinceEpoch)
    case .unknown, .text, .flag, .list: nil
    }
  }
}
