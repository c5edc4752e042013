import SegStore

extension MaskKernels {
  /// Known rows that all of some masks have and whose value lies in a range of stored values.
  ///
  /// One pass on every core does it all: a mask put to another one by itself costs a pass on one.
  static func inRange(
    _ column: IntegerColumn, _ range: ClosedRange<Int64>, among masks: [Bitmap]
  ) -> Bitmap {
    guard !masks.isEmpty else { return inRange(column, range) }
    guard let bounds = column.bounds, range.overlaps(bounds) else {
      return Bitmap(count: column.count)
    }
    let masks = (masks + [column.validity].compactMap(\.self)).map(\.words)
    let range = range.clamped(to: bounds)
    return switch column.storage {
    case .int8(let values): inRange(values, column, range, masks)
    case .int16(let values): inRange(values, column, range, masks)
    case .int32(let values): inRange(values, column, range, masks)
    case .int64(let values): inRange(values, column, range, masks)
    }
  }

  /// Blocks that lie wholly in the range or outside of it are not read.
  private static func inRange<Width: MaskedWidth>(
    _ values: [Width], _ column: IntegerColumn, _ range: ClosedRange<Int64>, _ masks: [[UInt64]]
  ) -> Bitmap {
    let low = Width(truncatingIfNeeded: range.lowerBound &- column.base)
    let high = Width(truncatingIfNeeded: range.upperBound &- column.base)
    let summaries = column.summaries
    return values.withUnsafeBufferPointer { buffer in
      // Read only, and only inside the closure.
      nonisolated(unsafe) let values = buffer
      return blocks(count: values.count) { rows, words in
        let summary = summaries[rows.lowerBound / BlockSummary.rows]
        if summary.low > range.upperBound || summary.high < range.lowerBound { return }
        let count = (rows.count + 63) / 64
        for word in 0..<count { words[word] = .max }
        for mask in masks {
          mask.withUnsafeBufferPointer { mask in
            for word in 0..<count { words[word] &= mask[rows.lowerBound / 64 &+ word] }
          }
        }
        if summary.low >= range.lowerBound, summary.high <= range.upperBound { return }
        keep(rows, words, values, low...high)
      }
    }
  }

  /// Takes off the bits of the rows whose value lies outside a range.
  @inline(__always)
  private static func keep<Width: MaskedWidth>(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>,
    _ values: UnsafeBufferPointer<Width>, _ range: ClosedRange<Width>
  ) {
    guard let base = values.baseAddress else { return }
    let whole = rows.count / 64
    for index in 0..<whole {
      words[index] &= Width.bits(of: base + (rows.lowerBound &+ index &* 64), in: range)
    }
    for row in rows.lowerBound + whole * 64..<rows.upperBound where !range.contains(values[row]) {
      words[whole] &= ~(1 << UInt64(row & 63))
    }
  }
}
