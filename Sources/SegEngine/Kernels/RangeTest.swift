import CMasks
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
    sketch.codes.withUnsafeBufferPointer { codes in
      guard let codes = codes.baseAddress else { return }
      guard let one = reading.unsure.first, let other = reading.unsure.last else {
        if let sure = reading.sure { Int8.mark(rows, of: codes, in: sure, words) }
        return
      }
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: BlockSummary.rows / 64) { open in
        guard let open = open.baseAddress else { return }
        let whole = rows.count / 64
        let sure = reading.sure.map { ($0.lowerBound, $0.upperBound) } ?? (1, 0)
        segsh_read_sketch(
          codes + rows.lowerBound, whole,
          segsh_reading(low: sure.0, high: sure.1, open: (one, other)), words, open)
        settle(rows.lowerBound, words, open, whole, range)
      }
      // A last word that has not all of its rows.
      for row in rows.lowerBound + rows.count / 64 * 64..<rows.upperBound
      where range.contains(column.rawValue(row)) {
        words[rows.count / 64] |= 1 << UInt64(row & 63)
      }
    }
  }

  /// Reads the values of the rows that are left open in some words, from a first row on.
  private func settle(
    _ first: Int, _ words: UnsafeMutablePointer<UInt64>, _ open: UnsafePointer<UInt64>,
    _ count: Int, _ range: ClosedRange<Int64>
  ) {
    // One comparison, as a branch would wait for its value before the next one is asked for.
    let low = range.lowerBound
    let span = UInt64(bitPattern: range.upperBound &- low)
    IntegerReader.reading(column) { values in
      // All of them are asked for before the first is read.
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count * 64) { list in
        guard let rows = list.baseAddress else { return }
        let found = segsh_list_rows(open, count, rows)
        let listed = UnsafeBufferPointer(start: rows, count: found)
        values.ask(for: listed, of: first..<first + count * 64)
        for row in listed {
          let distance = UInt64(bitPattern: values[first &+ Int(row)] &- low)
          let bit: UInt64 = distance <= span ? 1 : 0
          words[Int(row >> 6)] |= bit &<< UInt64(row)
        }
      }
    }
  }
}
