import CMasks
import SegModel
import SegRetention
import SegStore

/// One RFM score of every customer at one as-of date, by the cut rule.
struct CustomerScores {
  /// Scores of 1 to the scale, in a column without a base; unknown for those not looked at.
  let column: IntegerColumn

  /// Scores the values of some customers among themselves; nil means all customers.
  ///
  /// `rest` is what all others of known value hold, if that is the same.
  init(
    _ values: IntegerColumn, among known: Bitmap?, rest: Int64? = nil, scale: Int, isLowBest: Bool
  ) {
    self.init(
      values, among: known, rest: rest, scale: scale, isLowBest: isLowBest, sketch: values.sketch)
  }

  /// Reads a sketch of the values where there is one.
  init(
    _ values: IntegerColumn, among known: Bitmap?, rest: Int64? = nil, scale: Int,
    isLowBest: Bool, sketch: ColumnSketch?
  ) {
    let count = known?.population ?? values.count
    let places = QuantileCuts.places(count: count, parts: scale)
    let ranked = OrderStatistics(values, among: known, rest: rest, sketch: sketch)
      .values(at: places)
    let cuts = QuantileCuts(count: count, parts: scale) { ranked[$0] ?? 0 }
    column = Self.scores(values, known, scale, isLowBest, cuts.thresholds, sketch)
  }

  private static func scores(
    _ column: IntegerColumn, _ known: Bitmap?, _ scale: Int, _ isLowBest: Bool,
    _ thresholds: [Int64], _ sketch: ColumnSketch?
  ) -> IntegerColumn {
    if let sketch {
      let cuts = SketchedCuts(column, sketch, thresholds)
      return scores(column, known, scale, isLowBest, cuts.fill)
    }
    return switch column.storage {
    case .int8(let values): scores(column, values, thresholds, known, scale, isLowBest)
    case .int16(let values): scores(column, values, thresholds, known, scale, isLowBest)
    case .int32(let values): scores(column, values, thresholds, known, scale, isLowBest)
    case .int64(let values): scores(column, values, thresholds, known, scale, isLowBest)
    }
  }

  private static func scores<Width: MaskedWidth>(
    _ column: IntegerColumn, _ values: [Width], _ thresholds: [Int64], _ known: Bitmap?,
    _ scale: Int, _ isLowBest: Bool
  ) -> IntegerColumn {
    // Stored differences are compared with cut points moved by the base.
    let thresholds = thresholds.map { $0 &- column.base }
    // A cut point that no stored value can exceed is left out, one that all exceed counts for all.
    let always = thresholds.count { $0 < Int64(Width.min) }
    let cuts = thresholds.compactMap { Width(exactly: $0) }
    return values.withUnsafeBufferPointer { values in
      // Read only, and only inside the closure.
      nonisolated(unsafe) let values = values
      return scores(column, known, scale, isLowBest) { rows, scores in
        guard let values = values.baseAddress else { return }
        scores.initialize(repeating: Int8(truncatingIfNeeded: 1 + always), count: rows.count)
        for cut in cuts { Width.countAbove(cut, values + rows.lowerBound, rows.count, scores) }
      }
    }
  }

  /// Rows whose scores are told at a time: a whole number of words.
  fileprivate static let stretchRows = 4096

  /// `fill` sets the scores of some rows where high values are best, a stretch at a time, so that
  /// they stay in the nearest cache.
  private static func scores(
    _ column: IntegerColumn, _ known: Bitmap?, _ scale: Int, _ isLowBest: Bool,
    _ fill: @Sendable (Range<Int>, UnsafeMutablePointer<Int8>) -> Void
  ) -> IntegerColumn {
    let top = Int8(truncatingIfNeeded: scale + 1)
    let scores = SliceKernels.values(count: column.count) {
      (rows: Range<Int>, target: UnsafeMutablePointer<Int8>) in
      for start in stride(from: 0, to: rows.count, by: stretchRows) {
        let first = rows.lowerBound + start
        let stretch = first..<min(first + stretchRows, rows.upperBound)
        fill(stretch, target + start)
        guard isLowBest else { continue }
        for place in start..<start + stretch.count { target[place] = top &- target[place] }
      }
    }
    return IntegerColumn(.int8(scores), 0, known, summaries(column.count, known, scale))
  }

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

/// Cut points as codes of a sketch: only rows whose code holds one are looked at.
private struct SketchedCuts: Sendable {
  private let column: IntegerColumn
  private let sketch: ColumnSketch
  private let thresholds: [Int64]
  /// Cut points that every value exceeds.
  private let always: Int
  /// What the codes exceed whose values all exceed a cut point.
  private let cuts: [Int8]
  /// Codes of which some values exceed a cut point and others do not.
  private let open: [Int8]

  init(_ column: IntegerColumn, _ sketch: ColumnSketch, _ thresholds: [Int64]) {
    (self.column, self.sketch, self.thresholds) = (column, sketch, thresholds)
    var (always, cuts, open) = (0, [Int8](), [Int8]())
    for threshold in thresholds {
      guard let bounds = column.bounds, threshold < bounds.upperBound else { continue }
      let reading = sketch.reading(threshold + 1...bounds.upperBound)
      open += reading.unsure
      guard let sure = reading.sure?.lowerBound else { continue }
      if sure == .min { always += 1 } else { cuts.append(sure - 1) }
    }
    (self.always, self.cuts, self.open) = (always, cuts, open)
  }

  /// Sets the scores of some rows, at most a stretch, the first at the border of a word.
  func fill(_ rows: Range<Int>, _ scores: UnsafeMutablePointer<Int8>) {
    let words = rows.count / 64
    let size = CustomerScores.stretchRows
    IntegerReader.reading(column) { values in
      sketch.codes.withUnsafeBufferPointer { codes in
        guard let codes = codes.baseAddress.map({ $0 + rows.lowerBound }) else { return }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: size / 64) { isOpen in
          withUnsafeTemporaryAllocation(of: UInt32.self, capacity: size) { list in
            guard let isOpen = isOpen.baseAddress, let list = list.baseAddress else { return }
            score(codes, words, scores, isOpen)
            let found = segsh_list_rows(isOpen, words, list)
            values.ask(for: UnsafeBufferPointer(start: list, count: found), of: rows)
            for place in 0..<found {
              let row = Int(list[place])
              scores[row] = score(values[rows.lowerBound &+ row])
            }
          }
        }
      }
      // A last word that has not all of its rows.
      for row in words * 64..<rows.count { scores[row] = score(values[rows.lowerBound + row]) }
    }
  }

  private func score(
    _ codes: UnsafePointer<Int8>, _ words: Int, _ scores: UnsafeMutablePointer<Int8>,
    _ isOpen: UnsafeMutablePointer<UInt64>
  ) {
    cuts.withUnsafeBufferPointer { cuts in
      open.withUnsafeBufferPointer { open in
        let scoring = segsh_scoring(
          cuts: cuts.baseAddress, cut_count: cuts.count, open: open.baseAddress,
          open_count: open.count, start: Int8(truncatingIfNeeded: 1 + always))
        segsh_score_sketch(codes, words, scoring, scores, isOpen)
      }
    }
  }

  @inline(__always)
  private func score(_ value: Int64) -> Int8 {
    thresholds.reduce(1) { $0 &+ (value > $1 ? 1 : 0) }
  }
}
