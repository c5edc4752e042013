import CMasks

/// One byte a row that settles most comparisons of a wider column without a look at its values:
/// which of up to 256 ranges, about equally full, the value lies in.
///
/// A comparison reads the values of those rows alone whose range holds its bound, about one in 256
/// (B. Hentschel, M. S. Kester, S. Idreos: Column Sketches, SIGMOD 2018).
package struct ColumnSketch: Sendable {
  /// The number of the range that each row's value lies in, less 128; anything for unknown rows.
  package let codes: [Int8]
  /// Known rows of each range.
  private let counts: [Int]
  private let validity: Bitmap?
  /// The largest value of each range but the last, ascending.
  private let ends: [Int64]
  private let bounds: ClosedRange<Int64>

  /// Ranges that a byte tells apart.
  private static let most = 256
  /// Values by which ranges are made about equally full; of fewer known ones no sketch is made.
  private static let sampleSize = 1 << 14

  /// nil where the column is as narrow as its sketch would be, or too little is known of it.
  package init?(_ column: IntegerColumn) {
    guard let bounds = column.bounds else { return nil }
    let sample = Self.sample(of: column)
    guard sample.count * 2 > Self.sampleSize else { return nil }
    let ends = Self.ends(of: sample)
    let ranges = SketchRanges(ends: ends, bounds: bounds)
    switch column.storage {
    case .int8: return nil
    case .int16(let values): codes = Self.codes(values, column.base, ranges)
    case .int32(let values): codes = Self.codes(values, column.base, ranges)
    case .int64(let values): codes = Self.codes(values, column.base, ranges)
    }
    (self.ends, self.bounds, validity) = (ends, bounds, column.validity)
    counts = Self.counts(codes, column.validity, ranges: ends.count + 1)
  }

  /// Known values, evenly spread over the rows, ascending.
  private static func sample(of column: IntegerColumn) -> [Int64] {
    let count = min(sampleSize, column.count)
    // Rows spread by whole steps would meet every pattern of the same length at one place.
    let rows = (0..<count).lazy.map { $0 * column.count / count }
    return rows.compactMap { column[$0] }.sorted()
  }

  private static func ends(of sample: [Int64]) -> [Int64] {
    var ends: [Int64] = []
    for place in 1..<most {
      let value = sample[place * sample.count / most]
      guard value == ends.last else {
        ends.append(value)
        continue
      }
      // A value that fills a range by itself gets one of its own, so that no comparison with it
      // has to look at values. It takes the place of one that met it again.
      let before = value &- 1
      if value > .min, ends.count < 2 || ends[ends.count - 2] < before {
        ends.insert(before, at: ends.count - 1)
      }
    }
    return ends
  }

  private static func codes<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, _ ranges: SketchRanges
  ) -> [Int8] {
    values.withUnsafeBufferPointer { values in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let values = values
      return Parallel.array(values.count) { rows, places in
        ranges.fill(rows, base, values, places)
      }
    }
  }
}

extension ColumnSketch {
  private static func counts(_ codes: [Int8], _ known: Bitmap?, ranges: Int) -> [Int] {
    codes.withUnsafeBufferPointer { codes in
      // Read only, and only inside the closure.
      nonisolated(unsafe) let codes = codes
      return BucketCounts.counts(
        ranges, rowCount: codes.count, known: known, offset: 128, shift: 0
      ) { first, known, count, buckets, counts in
        guard let codes = codes.baseAddress else { return }
        segsh_count_buckets_8(codes + first, known, count, buckets, counts)
      }
    }
  }

  /// How many of some known rows each range has; nil means all rows, which must be known then.
  ///
  /// `rest` is what all other known rows hold, if that is the same: then nothing is counted.
  package func counts(of rows: Bitmap?, rest: Int64? = nil) -> [Int] {
    guard let rows else { return counts }
    if let rest, bounds.contains(rest) {
      var counts = counts
      counts[place(rest)] -= counts.reduce(0, +) - rows.population
      return counts
    }
    // Mostly few known rows are left out, or none, and these are counted instead.
    let others = validity?.subtracting(rows) ?? rows.complement
    let isFew = others.population < codes.count / 2
    let counted = Self.counts(codes, isFew ? others : rows, ranges: counts.count)
    return isFew ? zip(counts, counted).map { $0 - $1 } : counted
  }

  /// The values that a range may hold.
  package func values(ofRange range: Int) -> ClosedRange<Int64> {
    let least = range == 0 ? bounds.lowerBound : ends[range - 1] &+ 1
    return least...(range == ends.count ? bounds.upperBound : ends[range])
  }

  /// The number of the range of a row's value, if that is known.
  package func range(ofRow row: Int) -> Int { Int(codes[row]) + 128 }
}

extension ColumnSketch {
  /// What the codes tell of a comparison with a range of values.
  package struct Reading: Sendable, Equatable {
    /// Codes of values that all lie in the range; nil when there are none.
    package let sure: ClosedRange<Int8>?
    /// Codes of which some values may lie in the range and others not; at most two.
    package let unsure: [Int8]
  }

  /// Which codes lie in a range of values.
  package func reading(_ range: ClosedRange<Int64>) -> Reading {
    let range = range.clamped(to: bounds)
    let (first, last) = (place(range.lowerBound), place(range.upperBound))
    let isFirstSure = range.lowerBound <= values(ofRange: first).lowerBound
    let isLastSure = range.upperBound >= values(ofRange: last).upperBound
    if first == last, !isFirstSure || !isLastSure {
      return Reading(sure: nil, unsure: [Self.code(first)])
    }
    let low = isFirstSure ? first : first + 1
    let high = isLastSure ? last : last - 1
    return Reading(
      sure: low <= high ? Self.code(low)...Self.code(high) : nil,
      unsure: (isFirstSure ? [] : [Self.code(first)]) + (isLastSure ? [] : [Self.code(last)]))
  }

  /// The number of the range that a value lies in.
  private func place(_ value: Int64) -> Int { SketchRanges.place(of: value, in: ends[...]) }

  private static func code(_ place: Int) -> Int8 { Int8(place - 128) }
}

/// Finds the range of a value: its high bits name a bucket, which few ends lie in.
private struct SketchRanges: Sendable {
  private let ends: [Int64]
  private let low: Int64
  private let shift: UInt64
  /// The number of the first range that each bucket has values of, and one more.
  private let starts: [UInt8]

  /// At most 2 to this power of buckets.
  private static let bucketBits = 16

  init(ends: [Int64], bounds: ClosedRange<Int64>) {
    self.ends = ends
    low = bounds.lowerBound
    let span = UInt64(bitPattern: bounds.upperBound &- bounds.lowerBound)
    let bits = 64 - span.leadingZeroBitCount
    let shift = UInt64(max(bits - Self.bucketBits, 0))
    self.shift = shift
    let buckets = Int(span >> shift) + 1
    starts = (0...buckets).map { bucket in
      // The last bucket may end beyond what 64 bits hold.
      let distance = UInt64(bucket) << shift
      guard bucket < buckets, distance <= span else { return UInt8(ends.count) }
      return UInt8(Self.place(of: bounds.lowerBound &+ Int64(bitPattern: distance), in: ends[...]))
    }
  }

  /// The number of ends below a value.
  static func place(of value: Int64, in ends: ArraySlice<Int64>) -> Int {
    ends.partitionIndex { $0 >= value }
  }

  /// Sets the codes of some rows.
  @inline(__always)
  func fill<Width: FixedWidthInteger>(
    _ rows: Range<Int>, _ base: Int64, _ values: UnsafeBufferPointer<Width>,
    _ places: UnsafeMutableBufferPointer<Int8>
  ) {
    let last = starts.count - 2
    ends.withUnsafeBufferPointer { ends in
      starts.withUnsafeBufferPointer { starts in
        for row in rows {
          let value = base &+ Int64(truncatingIfNeeded: values[row])
          let distance = UInt64(bitPattern: value &- low) &>> shift
          // Unknown rows may hold a value that is no known one's.
          let bucket = Int(truncatingIfNeeded: min(distance, UInt64(last)))
          var (first, end) = (Int(starts[bucket]), Int(starts[bucket &+ 1]))
          while first < end {
            let middle = (first &+ end) &>> 1
            if ends[middle] < value { first = middle &+ 1 } else { end = middle }
          }
          places[row] = Int8(truncatingIfNeeded: first &- 128)
        }
      }
    }
  }
}
