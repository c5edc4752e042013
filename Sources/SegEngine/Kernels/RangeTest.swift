import SegStore

/// Known rows whose value lies in one of some ranges.
struct RangeTest: BlockTest {
  private let column: IntegerColumn
  private let bounds: ClosedRange<Int64>
  /// Apart from one another, and within the bounds.
  private let ranges: [ClosedRange<Int64>]
  private let sketch: ColumnSketch?

  /// nil where no row can be meant.
  init?(_ column: IntegerColumn, _ range: ClosedRange<Int64>) {
    self.init(column, [range])
  }

  /// nil where no row can be meant.
  ///
  /// The ranges may come in any order and overlap.
  init?(_ column: IntegerColumn, _ ranges: [ClosedRange<Int64>]) {
    self.init(column, ranges, sketch: column.sketch)
  }

  /// Reads a sketch of the column where there is one.
  init?(_ column: IntegerColumn, _ ranges: [ClosedRange<Int64>], sketch: ColumnSketch?) {
    guard let bounds = column.bounds else { return nil }
    let ranges = Self.joined(ranges.filter(bounds.overlaps).map { $0.clamped(to: bounds) })
    guard !ranges.isEmpty else { return nil }
    (self.column, self.bounds, self.ranges, self.sketch) = (column, bounds, ranges, sketch)
  }

  /// The same values in as few ranges as possible, ascending.
  private static func joined(_ ranges: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
    var result: [ClosedRange<Int64>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      let isNext =
        result.last.map { $0.upperBound == .max || range.lowerBound <= $0.upperBound + 1 } ?? false
      if isNext, let last = result.popLast() {
        result.append(last.lowerBound...max(last.upperBound, range.upperBound))
      } else {
        result.append(range)
      }
    }
    return result
  }

  func fill(_ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
    let summary = column.summaries[rows.lowerBound / BlockSummary.rows]
    for range in ranges where summary.low <= range.upperBound && summary.high >= range.lowerBound {
      if summary.low >= range.lowerBound, summary.high <= range.upperBound {
        words.update(repeating: .max, count: (rows.count + 63) / 64)
      } else if let sketch {
        fill(rows, words, range, sketch)
      } else {
        fill(rows, words, range)
      }
    }
    words.keep(column.validity, rows)
  }

  private func fill(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>, _ range: ClosedRange<Int64>
  ) {
    func fill<Width: MaskedWidth>(_ values: [Width]) {
      let low = Width(truncatingIfNeeded: range.lowerBound &- column.base)
      let high = Width(truncatingIfNeeded: range.upperBound &- column.base)
      values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        Width.mark(rows, of: values, in: low...high, words)
      }
    }
    switch column.storage {
    case .int8(let values): fill(values)
    case .int16(let values): fill(values)
    case .int32(let values): fill(values)
    case .int64(let values): fill(values)
    }
  }

  /// Reads the values of those rows alone whose codes leave it open.
  private func fill(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>, _ range: ClosedRange<Int64>,
    _ sketch: ColumnSketch
  ) {
    let reading = sketch.reading(range)
    IntegerReader.reading(column) { values in
      sketch.codes.withUnsafeBufferPointer { codes in
        guard let codes = codes.baseAddress else { return }
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.stretch) {
          let stretch = start..<min(start + Self.stretch, rows.upperBound)
          let words = words + (start - rows.lowerBound) / 64
          if let sure = reading.sure { Int8.mark(stretch, of: codes, in: sure, words) }
          guard !reading.unsure.isEmpty else { continue }
          settle(stretch, words, codes, reading.unsure) { range.contains(values[$0]) }
        }
      }
    }
  }

  /// Rows of a sketch that are looked at twice: their codes stay in the nearest cache.
  private static let stretch = 1 << 13

  @inline(__always)
  private func settle(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>, _ codes: UnsafePointer<Int8>,
    _ unsure: [Int8], _ holds: (Int) -> Bool
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.stretch / 64) { open in
      guard let open = open.baseAddress else { return }
      let count = (rows.count + 63) / 64
      open.update(repeating: 0, count: count)
      for code in unsure { Int8.mark(rows, of: codes, in: code...code, open) }
      for word in 0..<count {
        var rest = open[word]
        while rest != 0 {
          let bit = rest.trailingZeroBitCount
          rest &= rest &- 1
          words[word] |= (holds(rows.lowerBound &+ word &* 64 &+ bit) ? 1 : 0) &<< UInt64(bit)
        }
      }
    }
  }
}
