import CMasks
import SegStore

/// Loops that turn values into bitmaps, 64 rows a word, on every core.
///
/// Stored integers are compared with a range by `CMasks` (`BlockTest`); any other test fills 64
/// bytes with 0 and 1, which the compiler does with vector instructions, and they are gathered into
/// bits.
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
    let words = [UInt64](unsafeUninitializedCapacity: Bitmap.wordCount(for: count)) {
      buffer, initialized in
      initialized = Bitmap.wordCount(for: count)
      guard let base = buffer.baseAddress else { return }
      // Each block writes to words of its own, and all of them end before the closure does.
      nonisolated(unsafe) let words = base
      Parallel.run((count + blockRows - 1) / blockRows) { block in
        let rows = block * blockRows..<min((block + 1) * blockRows, count)
        let own = words + rows.lowerBound / 64
        own.initialize(repeating: 0, count: (rows.count + 63) / 64)
        fill(rows, own)
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
  /// Rows for which a test holds.
  static func rows(_ test: any BlockTest, count: Int) -> Bitmap {
    blocks(count: count) { rows, words in test.fill(rows, words) }
  }

  /// Known rows whose value lies in a range of stored values.
  static func inRange(_ column: IntegerColumn, _ range: ClosedRange<Int64>) -> Bitmap {
    RangeTest(column, range).map { rows($0, count: column.count) } ?? Bitmap(count: column.count)
  }
}
