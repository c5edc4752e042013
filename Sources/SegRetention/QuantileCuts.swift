package import SegModel

/// The cut rule of RFM scores: a value's score is 1 plus the number of quantiles it exceeds.
///
/// The cut points are the type-7 quantiles j/k (Hyndman and Fan 1996, the default of R and NumPy):
/// with h = (n - 1) j / k, x[floor h] + (h - floor h) (x[floor h + 1] - x[floor h]). They are kept
/// times k as whole numbers, so that comparison is exact. Equal values share a score; scores may
/// be skipped.
package struct QuantileCuts: Sendable, Hashable {
  /// Number of scores.
  package let parts: Int
  /// The k - 1 cut points, each times k; empty when there were no values.
  package let scaledPoints: [Int128]

  /// The cut points of ascending values into `parts` (at least 1).
  package init(ascending values: [Int64], parts: Int) {
    self.init(count: values.count, parts: parts) { values[$0] }
  }

  /// The cut points of `count` values, of which `value` gives the one at a place of their
  /// ascending order; asked only for `places(count:parts:)`.
  package init(count: Int, parts: Int, value: (Int) -> Int64) {
    self.parts = parts
    guard count > 0 else {
      scaledPoints = []
      return
    }
    scaledPoints = (1..<max(parts, 1)).map { j in
      let position = (count - 1) * j
      let low = Int128(value(position / parts))
      let rest = position % parts
      let high = Int128(value(min(position / parts + 1, count - 1)))
      return low * Int128(parts) + Int128(rest) * (high - low)
    }
  }

  /// The places in ascending order whose values make the cut points, ascending.
  package static func places(count: Int, parts: Int) -> [Int] {
    guard count > 0 else { return [] }
    let places = (1..<max(parts, 1)).flatMap { j in
      let place = (count - 1) * j / parts
      return [place, min(place + 1, count - 1)]
    }
    return Set(places).sorted()
  }

  /// For each cut point the largest whole number that does not exceed it, lowest first: a value's
  /// score is 1 plus the number of these that it is above.
  package var thresholds: [Int64] {
    scaledPoints.map { point in
      let (quotient, rest) = point.quotientAndRemainder(dividingBy: Int128(parts))
      return Int64(clamping: rest < 0 ? quotient - 1 : quotient)
    }
  }

  /// The cut points themselves, lowest first.
  package var points: [Fraction] {
    scaledPoints.compactMap { Fraction($0, over: Int128(parts)) }
  }

  /// The score of a value, 1 to `parts`; the larger the value the higher.
  package func score(_ value: Int64) -> Int {
    let scaled = Int128(value) * Int128(parts)
    return 1 + scaledPoints.reduce(0) { $0 + (scaled > $1 ? 1 : 0) }
  }

  /// The score where small values are the best ones, as recency has it.
  package func reversedScore(_ value: Int64) -> Int { parts + 1 - score(value) }
}
