import CMasks
import SegStore

/// Loops that turn values into bitmaps, 64 rows a word, on every core.
///
/// Stored integers are compared with a range by `CMasks`; any other test fills 64 bytes with 0 and
/// 1, which the compiler does with vector instructions, and they are gathered into bits.
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
    for index in 0..<whole {
      let base = rows.lowerBound &+ index &* 64
      // An addition that can trap keeps the loop from becoming vector instructions.
      words[index] = bits { test(base &+ $0) }
    }
    for row in rows.lowerBound + whole * 64..<rows.upperBound where test(row) {
      words[whole] |= 1 << UInt64(row & 63)
    }
  }

  /// Bits of 64 places for which `test` holds.
  @inline(__always)
  static func bits(_ test: (Int) -> Bool) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes in
      for bit in 0..<64 { bytes[bit] = test(bit) ? 1 : 0 }
      return gather(bytes)
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

  /// 64 bytes of 0 and 1 as bits.
  @inline(__always)
  private static func gather(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> UInt64 {
    bytes.baseAddress.map { segsh_bits($0) } ?? 0
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

  /// Blocks that lie wholly in the range or outside of it are not read.
  private static func inRange<Width: MaskedWidth>(
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
        if summary.low >= range.lowerBound, summary.high <= range.upperBound {
          words.update(repeating: .max, count: (rows.count + 63) / 64)
        } else {
          fill(rows, words, values, CollectionOfOne(low...high))
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
  static func marked<Width: MaskedCode>(
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

  /// Most runs of codes that comparisons find faster than a table.
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

  private static func marked<Width: MaskedCode>(
    _ codes: [Width], _ runs: [ClosedRange<Width>]
  ) -> Bitmap {
    let ranges = runs.flatMap { Width.signed($0) }
    return codes.withUnsafeBytes { bytes in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let values = bytes.bindMemory(to: Width.Signed.self)
      return blocks(count: values.count) { rows, words in fill(rows, words, values, ranges) }
    }
  }

  /// Sets the bits of the rows whose value lies in one of the ranges.
  @inline(__always)
  private static func fill<Width: MaskedWidth>(
    _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>,
    _ values: UnsafeBufferPointer<Width>, _ ranges: some Collection<ClosedRange<Width>>
  ) {
    guard let base = values.baseAddress else { return }
    let whole = rows.count / 64
    for range in ranges {
      for index in 0..<whole {
        words[index] |= Width.bits(of: base + (rows.lowerBound &+ index &* 64), in: range)
      }
      for row in rows.lowerBound + whole * 64..<rows.upperBound where range.contains(values[row]) {
        words[whole] |= 1 << UInt64(row & 63)
      }
    }
  }
}
