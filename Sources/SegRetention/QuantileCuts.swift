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
    self.parts = parts
    guard !values.isEmpty else {
      scaledPoints = []
      return
    }
    scaledPoints = (1..<max(parts, 1)).map { j in
      let position = (values.count - 1) * j
      let low = Int128(values[position / parts])
      let rest = position % parts
      let high = Int128(values[min(position / parts + 1, values.count - 1)])
      return low * Int128(parts) + Int128(rest) * (high - low)
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
