import SegStore

/// Loops that turn values into bitmaps, 64 rows a word, on every core.
///
/// A word is built from 64 bytes of 0 and 1 that the compiler fills with vector instructions;
/// eight of them at a time are then gathered into bits by one multiplication.
enum MaskKernels {
  /// Rows that one thread takes at a time, those of a block's summary: a whole number of words,
  /// few enough to stay in a cache.
  static let blockRows = BlockSummary.rows

  /// A bitmap whose blocks are filled by `fill`, each by one thread.
  ///
  /// `fill` gets the rows of a block, the first a multiple of 64, and the block's words, all zero.
  /// The pointer is good for the words of those rows and only inside the call.
  static func blocks(
    count: Int, _ fill: @Sendable (Range<Int>, UnsafeMutablePointer<UInt64>) -> Void
  ) -> Bitmap {
    var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: count))
    words.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      // Each block writes to words of its own, and all of them end before the closure does.
      nonisolated(unsafe) let words = base
      Parallel.run((count + blockRows - 1) / blockRows) { block in
        let start = block * blockRows
        fill(start..<min(start + blockRows, count), words + start / 64)
      }
    }
    return Bitmap(count: count, words: words)
  }

  /// Bits of the rows for which `test` holds.
  static func mask(count: Int, _ test: @Sendable (Int) -> Bool) -> Bitmap {
    blocks(count: count) { rows, words in fill(rows, words, test) }
  }

  /// Sets the bits of the rows for which `test` holds.
  ///
  /// Inlined with its test, so that the inner loop has no call (measured: 5 times slower when bits
  /// are shifted in one by one).
  @inline(__always)
  static func fill(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>, _ test: (Int) -> Bool
  ) {
    let whole = rows.count / 64
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes in
      for index in 0..<whole {
        let base = rows.lowerBound &+ index &* 64
        // An addition that can trap keeps the loop from becoming vector instructions.
        for bit in 0..<64 { bytes[bit] = test(base &+ bit) ? 1 : 0 }
        words[index] = gather(bytes)
      }
    }
    for row in rows.lowerBound + whole * 64..<rows.upperBound where test(row) {
      words[whole] |= 1 << UInt64(row & 63)
    }
  }

  /// Bits of 64 places for which `test` holds, where mostly none does: then nothing is gathered.
  @inline(__always)
  static func rareBits(_ test: (Int) -> Bool) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes in
      for bit in 0..<64 { bytes[bit] = test(bit) ? 1 : 0 }
      let raw = UnsafeRawBufferPointer(bytes)
      var any: UInt64 = 0
      for group in 0..<8 {
        any |= raw.loadUnaligned(fromByteOffset: group * 8, as: UInt64.self)
      }
      return any == 0 ? 0 : gather(bytes)
    }
  }

  @inline(__always)
  private static func gather(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    var word: UInt64 = 0
    for group in 0..<8 {
      let eight = UInt64(
        littleEndian: raw.loadUnaligned(fromByteOffset: group * 8, as: UInt64.self))
      word |= ((eight &* 0x0102_0408_1020_4080) >> 56) << UInt64(group * 8)
    }
    return word
  }
}

extension MaskKernels {
  /// Known rows whose value lies in a range of stored values.
  static func inRange(_ column: IntegerColumn, _ range: ClosedRange<Int64>) -> Bitmap {
    guard let bounds = column.bounds, range.overlaps(bounds) else {
      return Bitmap(count: column.count)
    }
    var result: Bitmap
    if range.lowerBound <= bounds.lowerBound, bounds.upperBound <= range.upperBound {
      result = Bitmap(count: column.count, repeating: true)
    } else {
      switch column.storage {
      case .int8(let values): result = inRange(values, column, range, bounds)
      case .int16(let values): result = inRange(values, column, range, bounds)
      case .int32(let values): result = inRange(values, column, range, bounds)
      case .int64(let values): result = inRange(values, column, range, bounds)
      }
    }
    if let validity = column.validity { result.formIntersection(validity) }
    return result
  }

  /// Blocks that lie wholly in the range or outside of it are not read, and one comparison a value
  /// is enough where the range reaches an end of the bounds.
  private static func inRange<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ column: IntegerColumn, _ wanted: ClosedRange<Int64>,
    _ bounds: ClosedRange<Int64>
  ) -> Bitmap {
    let range = wanted.clamped(to: bounds)
    let low = Width(truncatingIfNeeded: range.lowerBound &- column.base)
    let high = Width(truncatingIfNeeded: range.upperBound &- column.base)
    let summaries = column.summaries
    return values.withUnsafeBufferPointer { buffer in
      // Read only, and only inside the closure.
      nonisolated(unsafe) let values = buffer
      return blocks(count: values.count) { rows, words in
        let summary = summaries[rows.lowerBound / BlockSummary.rows]
        if summary.low > range.upperBound || summary.high < range.lowerBound { return }
        let reachesDown = summary.low >= range.lowerBound
        let reachesUp = summary.high <= range.upperBound
        if reachesDown, reachesUp {
          words.update(repeating: .max, count: (rows.count + 63) / 64)
        } else if reachesDown {
          fill(rows, words) { values[$0] <= high }
        } else if reachesUp {
          fill(rows, words) { values[$0] >= low }
        } else {
          fill(rows, words) { values[$0] >= low && values[$0] <= high }
        }
      }
    }
  }

  /// Known rows whose text has a code that the table marks.
  static func marked(_ column: TextColumn, _ isMarked: [Bool]) -> Bitmap {
    guard isMarked.contains(true) else { return Bitmap(count: column.count) }
    var result: Bitmap
    switch column.codes {
    case .uint8(let codes): result = marked(codes, isMarked)
    case .uint16(let codes): result = marked(codes, isMarked)
    case .uint32(let codes): result = marked(codes, isMarked)
    case .rows(let count):
      result = isMarked.withUnsafeBufferPointer { buffer in
        // Read only, and only inside the closure.
        nonisolated(unsafe) let marks = buffer
        return blocks(count: count) { rows, words in fill(rows, words) { marks[$0] } }
      }
    }
    if let validity = column.validity { result.formIntersection(validity) }
    return result
  }

  /// Rows whose code the table marks.
  static func marked<Width: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ codes: [Width], _ isMarked: [Bool]
  ) -> Bitmap {
    if let runs = Self.runs(of: isMarked) {
      return marked(codes, runs.map { Width($0.lowerBound)...Width($0.upperBound) })
    }
    return codes.withUnsafeBufferPointer { codes in
      isMarked.withUnsafeBufferPointer { isMarked in
        // Read only, and only inside the closures.
        nonisolated(unsafe) let (codes, isMarked) = (codes, isMarked)
        return blocks(count: codes.count) { rows, words in
          fill(rows, words) { isMarked[Int(truncatingIfNeeded: codes[$0])] }
        }
      }
    }
  }

  /// Most runs of codes that comparisons find faster than a table (measured: a comparison of 64
  /// codes takes 16 instructions or fewer, as many looks into a table 128).
  private static let mostRuns = 4

  /// The marks as runs of codes where they are few; nil where a table is better.
  private static func runs(of isMarked: [Bool]) -> [ClosedRange<Int>]? {
    var runs: [ClosedRange<Int>] = []
    var start: Int?
    for (code, mark) in isMarked.enumerated() {
      if mark { start = start ?? code }
      guard let first = start, !mark || code == isMarked.count - 1 else { continue }
      guard runs.count < mostRuns else { return nil }
      runs.append(first...(mark ? code : code - 1))
      start = nil
    }
    return runs
  }

  private static func marked<Width: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ codes: [Width], _ runs: [ClosedRange<Width>]
  ) -> Bitmap {
    guard !runs.isEmpty else { return Bitmap(count: codes.count) }
    // Distances from a run's first code: one comparison finds both ends.
    func run(_ index: Int) -> (low: Width, span: Width) {
      let run = runs[min(index, runs.count - 1)]
      return (run.lowerBound, run.upperBound &- run.lowerBound)
    }
    let (a, b, c, d) = (run(0), run(1), run(2), run(3))
    return codes.withUnsafeBufferPointer { buffer in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let codes = buffer
      switch runs.count {
      case 1 where a.span == 0:
        return blocks(count: codes.count) { rows, words in
          fill(rows, words) { codes[$0] == a.low }
        }
      case 1:
        return blocks(count: codes.count) { rows, words in
          fill(rows, words) { codes[$0] &- a.low <= a.span }
        }
      case 2:
        return blocks(count: codes.count) { rows, words in
          fill(rows, words) { codes[$0] &- a.low <= a.span || codes[$0] &- b.low <= b.span }
        }
      default:
        return blocks(count: codes.count) { rows, words in
          fill(rows, words) {
            codes[$0] &- a.low <= a.span || codes[$0] &- b.low <= b.span
              || codes[$0] &- c.low <= c.span || codes[$0] &- d.low <= d.span
          }
        }
      }
    }
  }
}
