/// What a block of rows of an integer column comes to, so that work can pass over the block.
package struct BlockSummary: Sendable, Hashable {
  /// Rows of a block; the last block of a column may have fewer.
  package static let rows = 1 << 16

  /// Smallest known value; above `high` when no row is known.
  package let low: Int64
  /// Largest known value; below `low` when no row is known.
  package let high: Int64
  /// Rows whose value is unknown.
  package let unknowns: Int

  package init(low: Int64, high: Int64, unknowns: Int) {
    self.low = low
    self.high = high
    self.unknowns = unknowns
  }
}

extension BlockSummary {
  /// The summary of a number less each value.
  func subtracted(from minuend: Int64) -> BlockSummary {
    guard low <= high else { return self }
    return BlockSummary(low: minuend &- high, high: minuend &- low, unknowns: unknowns)
  }

  /// Smallest and largest known value of all the blocks; nil when none is known.
  static func bounds(of summaries: [BlockSummary]) -> ClosedRange<Int64>? {
    let low = summaries.lazy.map(\.low).min() ?? .max
    let high = summaries.lazy.map(\.high).max() ?? .min
    return low <= high ? low...high : nil
  }

  /// The summaries of stored values, one a block, found on every core.
  static func all<Width: FixedWidthInteger & Sendable>(
    of values: [Width], base: Int64, _ validity: Bitmap?
  ) -> [BlockSummary] {
    values.withUnsafeBufferPointer { values in
      // The values are only read, and the calls are over before the closure is.
      nonisolated(unsafe) let values = values
      return Parallel.map((values.count + rows - 1) / rows) { block in
        let range = block * rows..<min((block + 1) * rows, values.count)
        let stored = UnsafeBufferPointer(rebasing: values[range])
        return one(of: stored, base: base, validity?.words, from: range.lowerBound)
      }
    }
  }

  private static func one<Width: FixedWidthInteger>(
    of values: UnsafeBufferPointer<Width>, base: Int64, _ validity: [UInt64]?, from start: Int
  ) -> BlockSummary {
    var low = Width.max
    var high = Width.min
    var unknowns = 0
    func note(_ range: Range<Int>) {
      for value in values[range] {
        low = min(low, value)
        high = max(high, value)
      }
    }
    if let validity {
      for position in stride(from: 0, to: values.count, by: 64) {
        let end = min(position + 64, values.count)
        var known = validity[(start + position) >> 6]
        unknowns += end - position - known.nonzeroBitCount
        if known.nonzeroBitCount == end - position {
          note(position..<end)
          continue
        }
        while known != 0 {
          let row = position + known.trailingZeroBitCount
          note(row..<row + 1)
          known &= known - 1
        }
      }
    } else {
      note(0..<values.count)
    }
    guard unknowns < values.count else {
      return BlockSummary(low: .max, high: .min, unknowns: unknowns)
    }
    return BlockSummary(low: base &+ Int64(low), high: base &+ Int64(high), unknowns: unknowns)
  }
}
