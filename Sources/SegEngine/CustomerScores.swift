import SegModel
import SegRetention
import SegStore

/// One RFM score of every customer at one as-of date, by the cut rule.
struct CustomerScores {
  /// Scores of 1 to the scale, in a column without a base; unknown for those not looked at.
  let column: IntegerColumn

  /// Scores the values of some customers among themselves; nil means all customers.
  init(_ values: IntegerColumn, among known: Bitmap?, scale: Int, isLowBest: Bool) {
    column = Self.scores(values, known, scale, isLowBest)
  }

  private static func scores(
    _ column: IntegerColumn, _ known: Bitmap?, _ scale: Int, _ isLowBest: Bool
  ) -> IntegerColumn {
    let count = known?.population ?? column.count
    let places = QuantileCuts.places(count: count, parts: scale)
    let ranked = OrderStatistics(column, among: known).values(at: places)
    let cuts = QuantileCuts(count: count, parts: scale) { ranked[$0] ?? 0 }
    // Stored differences are compared with cut points moved by the base.
    let thresholds = cuts.thresholds.map { $0 &- column.base }
    return switch column.storage {
    case .int8(let values): scores(values, thresholds, known, scale, isLowBest)
    case .int16(let values): scores(values, thresholds, known, scale, isLowBest)
    case .int32(let values): scores(values, thresholds, known, scale, isLowBest)
    case .int64(let values): scores(values, thresholds, known, scale, isLowBest)
    }
  }

  private static func scores<Width: MaskedWidth>(
    _ values: [Width], _ thresholds: [Int64], _ known: Bitmap?, _ scale: Int, _ isLowBest: Bool
  ) -> IntegerColumn {
    // A cut point that no stored value can exceed is left out, one that all exceed counts for all.
    let always = thresholds.count { $0 < Int64(Width.min) }
    let cuts = thresholds.compactMap { Width(exactly: $0) }
    let first = Int8(truncatingIfNeeded: 1 + always)
    let top = Int8(truncatingIfNeeded: scale + 1)
    let scores = values.withUnsafeBufferPointer { values in
      cuts.withUnsafeBufferPointer { cuts in
        // Read only, and only inside the closures.
        nonisolated(unsafe) let (values, cuts) = (values, cuts)
        return SliceKernels.values(count: values.count) {
          (rows: Range<Int>, target: UnsafeMutablePointer<Int8>) in
          guard let values = values.baseAddress else { return }
          // A stretch at a time, so that scores stay in the nearest cache.
          for start in stride(from: 0, to: rows.count, by: Self.stretch) {
            let count = min(Self.stretch, rows.count - start)
            let scores = target + start
            scores.update(repeating: first, count: count)
            for cut in cuts {
              Width.countAbove(cut, values + rows.lowerBound + start, count, scores)
            }
          }
          guard isLowBest else { return }
          for place in 0..<rows.count { target[place] = top &- target[place] }
        }
      }
    }
    return IntegerColumn(.int8(scores), 0, known, summaries(values.count, known, scale))
  }

  /// Rows whose scores are cut at a time.
  private static let stretch = 4096

  private static func population(_ known: Bitmap, _ rows: Range<Int>) -> Int {
    known.words[rows.lowerBound / 64..<(rows.upperBound + 63) / 64]
      .reduce(0) { $0 + $1.nonzeroBitCount }
  }

  /// What blocks of scores come to, without a look at them.
  private static func summaries(
    _ count: Int, _ known: Bitmap?, _ scale: Int
  ) -> [BlockSummary] {
    stride(from: 0, to: count, by: BlockSummary.rows).map { start in
      let rows = start..<min(start + BlockSummary.rows, count)
      let someone = known.map { Self.population($0, rows) } ?? rows.count
      return someone == 0
        ? BlockSummary(low: .max, high: .min, unknowns: rows.count)
        : BlockSummary(low: 1, high: Int64(scale), unknowns: rows.count - someone)
    }
  }
}
