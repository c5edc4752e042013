/// An exact number: a 128-bit numerator over a positive 128-bit denominator, in lowest terms.
///
/// Every number and amount of money of the language is one (money in minor units), so quotients
/// compare exactly. Operations that leave 128 bits return nil; nothing wraps or rounds silently.
package struct Fraction: Sendable, Hashable {
  package let numerator: Int128
  package let denominator: Int128

  /// A whole number.
  package init(_ value: some BinaryInteger) {
    numerator = Int128(value)
    denominator = 1
  }

  /// `numerator / denominator` in lowest terms; nil when the denominator is 0.
  package init?(_ numerator: Int128, over denominator: Int128) {
    guard denominator != 0, numerator != .min, denominator != .min else { return nil }
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    if divisor == 1, denominator > 0 {
      self.numerator = numerator
      self.denominator = denominator
      return
    }
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / Int128(divisor)
    self.denominator = sign * denominator / Int128(divisor)
  }

  /// `value / 10^scale`, as decimals are stored; nil when `scale` is above 36.
  package init?(_ value: Int64, scale: Int) {
    guard scale <= 36, let power = Self.powerOfTen(scale) else { return nil }
    self.init(Int128(value), over: power)
  }

  /// 10 to a power of 0 to 36; nil outside.
  package static func powerOfTen(_ exponent: Int) -> Int128? {
    guard (0...36).contains(exponent) else { return nil }
    return (0..<exponent).reduce(Int128(1)) { value, _ in value * 10 }
  }

  /// Sum, or nil on overflow.
  package func adding(_ other: Self) -> Self? {
    if denominator == 1, other.denominator == 1 {
      let (sum, overflow) = numerator.addingReportingOverflow(other.numerator)
      return overflow ? nil : Self(sum)
    }
    let (a, o1) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (b, o2) = other.numerator.multipliedReportingOverflow(by: denominator)
    let (sum, o3) = a.addingReportingOverflow(b)
    let (bottom, o4) = denominator.multipliedReportingOverflow(by: other.denominator)
    return o1 || o2 || o3 || o4 ? nil : Self(sum, over: bottom)
  }

  /// Difference, or nil on overflow.
  package func subtracting(_ other: Self) -> Self? { adding(other.negated) }

  /// Product, or nil on overflow.
  package func multiplied(by other: Self) -> Self? {
    // Cross-cancelling first keeps the products as small as they can be.
    guard let a = Self(numerator, over: other.denominator),
      let b = Self(other.numerator, over: denominator)
    else { return nil }
    let (top, o1) = a.numerator.multipliedReportingOverflow(by: b.numerator)
    let (bottom, o2) = a.denominator.multipliedReportingOverflow(by: b.denominator)
    return o1 || o2 ? nil : Self(top, over: bottom)
  }

  /// Quotient; nil on overflow or division by zero.
  package func divided(by other: Self) -> Self? {
    guard let inverse = Self(other.denominator, over: other.numerator) else { return nil }
    return multiplied(by: inverse)
  }

  /// The number with the other sign.
  package var negated: Self { Self(reduced: -numerator, denominator) }

  /// The nearest whole number, halves away from zero.
  package var rounded: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    let doubled = remainder.magnitude * 2
    guard doubled >= denominator.magnitude else { return quotient }
    return numerator < 0 ? quotient - 1 : quotient + 1
  }

  /// The largest whole number not above it.
  package var floor: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Decimal text with up to `decimals` places, rounded half away from zero; without `fixed`,
  /// zeros at the end are dropped.
  package func decimalText(decimals: Int, fixed: Bool = false) -> String {
    let scale = Self.powerOfTen(decimals) ?? 1
    let scaled = multiplied(by: Self(scale))?.rounded ?? rounded
    let digits = String(scaled.magnitude)
    let sign = scaled < 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    var fraction = String(padded.suffix(decimals))
    if !fixed { while fraction.hasSuffix("0") { fraction.removeLast() } }
    return sign + padded.dropLast(decimals) + (fraction.isEmpty ? "" : "." + fraction)
  }

  private init(reduced numerator: Int128, _ denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    if b == 1 { return 1 }
    // Most numbers are small, and divisions of 64 bits are several times as fast.
    if let a = UInt64(exactly: a), let b = UInt64(exactly: b) {
      return UInt128(greatestCommonDivisor(a, b))
    }
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }
}

extension Fraction {
  private static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }
}

extension Fraction: Comparable {
  package static func < (a: Self, b: Self) -> Bool {
    if a.denominator == b.denominator { return a.numerator < b.numerator }
    let left = a.numerator.multipliedFullWidth(by: b.denominator)
    let right = b.numerator.multipliedFullWidth(by: a.denominator)
    return left.high == right.high ? left.low < right.low : left.high < right.high
  }
}
