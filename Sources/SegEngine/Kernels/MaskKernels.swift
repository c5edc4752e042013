import SegStore

/// Loops that turn values into bitmaps, 64 rows a word.
///
/// A word is built from 64 bytes of 0 and 1 that the compiler can fill with vector instructions;
/// eight of them at a time are then gathered into bits by one multiplication.
enum MaskKernels {
  /// Bits of the rows for which `test` holds.
  ///
  /// Inlined with its test, so that the inner loop has no call (measured: 5 times slower when bits
  /// are shifted in one by one).
  @inline(__always)
  static func mask(count: Int, _ test: (Int) -> Bool) -> Bitmap {
    var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: count))
    let whole = count / 64
    // The pointers stay inside their closures and within the 64 bytes and the words made here.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes in
      words.withUnsafeMutableBufferPointer { words in
        for index in 0..<whole {
          let base = index * 64
          for bit in 0..<64 { bytes[bit] = test(base + bit) ? 1 : 0 }
          words[index] = gather(bytes)
        }
      }
    }
    for row in whole * 64..<count where test(row) {
      words[row >> 6] |= 1 << UInt64(row & 63)
    }
    return Bitmap(count: count, words: words)
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

  /// Known rows whose value lies in a range of stored values.
  static func inRange(_ column: IntegerColumn, _ range: ClosedRange<Int64>) -> Bitmap {
    guard let bounds = column.bounds, range.overlaps(bounds) else {
      return Bitmap(count: column.count)
    }
    var result: Bitmap
    if range.lowerBound <= bounds.lowerBound, bounds.upperBound <= range.upperBound {
      result = Bitmap(count: column.count, repeating: true)
    } else {
      let low = max(range.lowerBound, bounds.lowerBound) &- column.base
      let high = min(range.upperBound, bounds.upperBound) &- column.base
      switch column.storage {
      case .int8(let values): result = inRange(values, low, high)
      case .int16(let values): result = inRange(values, low, high)
      case .int32(let values): result = inRange(values, low, high)
      case .int64(let values): result = inRange(values, low, high)
      }
    }
    if let validity = column.validity { result.formIntersection(validity) }
    return result
  }

  private static func inRange<Width: FixedWidthInteger>(
    _ values: [Width], _ low: Int64, _ high: Int64
  ) -> Bitmap {
    let low = Width(truncatingIfNeeded: low)
    let high = Width(truncatingIfNeeded: high)
    return values.withUnsafeBufferPointer { values in
      mask(count: values.count) { values[$0] >= low && values[$0] <= high }
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
      result = isMarked.withUnsafeBufferPointer { marks in mask(count: count) { marks[$0] } }
    }
    if let validity = column.validity { result.formIntersection(validity) }
    return result
  }

  /// Rows whose code the table marks.
  static func marked<Width: FixedWidthInteger>(_ codes: [Width], _ isMarked: [Bool]) -> Bitmap {
    codes.withUnsafeBufferPointer { codes in
      isMarked.withUnsafeBufferPointer { isMarked in
        mask(count: codes.count) { isMarked[Int(truncatingIfNeeded: codes[$0])] }
      }
    }
  }
}
