import CMasks

/// Stored integers of which many are compared at a time.
protocol MaskedWidth: FixedWidthInteger, Sendable {
  /// Sets the bits, 64 a word, of the values that lie in a range; there are 64 for each of `count`
  /// words.
  static func mark(
    _ values: UnsafePointer<Self>, in range: ClosedRange<Self>,
    _ words: UnsafeMutablePointer<UInt64>, _ count: Int)

  /// Adds 1 to the count of each of some values that is above a cut.
  static func countAbove(
    _ cut: Self, _ values: UnsafePointer<Self>, _ count: Int, _ counts: UnsafeMutablePointer<Int8>)

  /// Adds those of some values whose rows are set, 64 a word, to the counts of their buckets.
  static func countBuckets(
    _ values: UnsafePointer<Self>, _ rows: UnsafePointer<UInt64>, _ count: Int,
    _ buckets: segsh_buckets, _ counts: UnsafeMutablePointer<UInt32>)
}

extension Int8: MaskedWidth {
  static func mark(
    _ values: UnsafePointer<Self>, in range: ClosedRange<Self>,
    _ words: UnsafeMutablePointer<UInt64>, _ count: Int
  ) {
    segsh_mark_range_8(values, count, range.lowerBound, range.upperBound, words)
  }

  static func countAbove(
    _ cut: Self, _ values: UnsafePointer<Self>, _ count: Int, _ counts: UnsafeMutablePointer<Int8>
  ) {
    segsh_count_above_8(values, count, cut, counts)
  }

  static func countBuckets(
    _ values: UnsafePointer<Self>, _ rows: UnsafePointer<UInt64>, _ count: Int,
    _ buckets: segsh_buckets, _ counts: UnsafeMutablePointer<UInt32>
  ) {
    segsh_count_buckets_8(values, rows, count, buckets, counts)
  }
}

extension Int16: MaskedWidth {
  static func mark(
    _ values: UnsafePointer<Self>, in range: ClosedRange<Self>,
    _ words: UnsafeMutablePointer<UInt64>, _ count: Int
  ) {
    segsh_mark_range_16(values, count, range.lowerBound, range.upperBound, words)
  }

  static func countAbove(
    _ cut: Self, _ values: UnsafePointer<Self>, _ count: Int, _ counts: UnsafeMutablePointer<Int8>
  ) {
    segsh_count_above_16(values, count, cut, counts)
  }

  static func countBuckets(
    _ values: UnsafePointer<Self>, _ rows: UnsafePointer<UInt64>, _ count: Int,
    _ buckets: segsh_buckets, _ counts: UnsafeMutablePointer<UInt32>
  ) {
    segsh_count_buckets_16(values, rows, count, buckets, counts)
  }
}

extension Int32: MaskedWidth {
  static func mark(
    _ values: UnsafePointer<Self>, in range: ClosedRange<Self>,
    _ words: UnsafeMutablePointer<UInt64>, _ count: Int
  ) {
    segsh_mark_range_32(values, count, range.lowerBound, range.upperBound, words)
  }

  static func countAbove(
    _ cut: Self, _ values: UnsafePointer<Self>, _ count: Int, _ counts: UnsafeMutablePointer<Int8>
  ) {
    segsh_count_above_32(values, count, cut, counts)
  }

  static func countBuckets(
    _ values: UnsafePointer<Self>, _ rows: UnsafePointer<UInt64>, _ count: Int,
    _ buckets: segsh_buckets, _ counts: UnsafeMutablePointer<UInt32>
  ) {
    segsh_count_buckets_32(values, rows, count, buckets, counts)
  }
}

extension Int64: MaskedWidth {
  static func mark(
    _ values: UnsafePointer<Self>, in range: ClosedRange<Self>,
    _ words: UnsafeMutablePointer<UInt64>, _ count: Int
  ) {
    for word in 0..<count {
      words[word] |= MaskKernels.bits { range.contains(values[word &* 64 &+ $0]) }
    }
  }

  static func countAbove(
    _ cut: Self, _ values: UnsafePointer<Self>, _ count: Int, _ counts: UnsafeMutablePointer<Int8>
  ) {
    for place in 0..<count { counts[place] &+= values[place] > cut ? 1 : 0 }
  }

  static func countBuckets(
    _ values: UnsafePointer<Self>, _ rows: UnsafePointer<UInt64>, _ count: Int,
    _ buckets: segsh_buckets, _ counts: UnsafeMutablePointer<UInt32>
  ) {
    segsh_count_buckets_64(values, rows, count, buckets, counts)
  }
}

extension MaskedWidth {
  /// Sets the bits of those of a block's rows whose value lies in a range.
  static func mark(
    _ rows: Range<Int>, of values: UnsafePointer<Self>, in range: ClosedRange<Self>,
    _ words: UnsafeMutablePointer<UInt64>
  ) {
    let whole = rows.count / 64
    mark(values + rows.lowerBound, in: range, words, whole)
    for row in rows.lowerBound + whole * 64..<rows.upperBound where range.contains(values[row]) {
      words[whole] |= 1 << UInt64(row & 63)
    }
  }
}

/// Codes of texts, compared as signed integers of the same bits.
protocol MaskedCode: FixedWidthInteger, UnsignedInteger, Sendable {
  associatedtype Signed: MaskedWidth
}

extension MaskedCode {
  /// The signed ranges of the bits of a range: two where it passes the largest signed value.
  static func signed(_ range: ClosedRange<Self>) -> [ClosedRange<Signed>] {
    let low = Signed(truncatingIfNeeded: range.lowerBound)
    let high = Signed(truncatingIfNeeded: range.upperBound)
    return low <= high ? [low...high] : [low...Signed.max, Signed.min...high]
  }
}

extension UInt8: MaskedCode { typealias Signed = Int8 }
extension UInt16: MaskedCode { typealias Signed = Int16 }
extension UInt32: MaskedCode { typealias Signed = Int32 }
