import SegStore

/// Values by their place in ascending order, without sorting the column.
///
/// A histogram of the values' high bits tells in which bucket each place lies; only the values of
/// those buckets are sorted.
struct OrderStatistics {
  private let column: IntegerColumn
  private let known: Bitmap?
  private let low: Int64
  private let shift: UInt64
  private let bucketCount: Int

  /// At most 2 to this power of buckets.
  private static let bucketBits: UInt64 = 16

  /// Looks at the rows of a bitmap, which must all be known; nil means all rows.
  init(_ column: IntegerColumn, among known: Bitmap?) {
    self.column = column
    self.known = known
    let bounds = column.bounds ?? 0...0
    low = bounds.lowerBound
    let span = UInt64(bitPattern: bounds.upperBound &- bounds.lowerBound)
    let bits = UInt64(64 - span.leadingZeroBitCount)
    // Few rows need few buckets: no more than a few for each row.
    let most = min(Self.bucketBits, UInt64(66 - UInt64(column.count).leadingZeroBitCount))
    shift = bits > most ? bits - most : 0
    bucketCount = Int(span >> shift) + 1
  }

  /// The values at ascending places, each below the number of rows, by place.
  func values(at places: [Int]) -> [Int: Int64] {
    guard !places.isEmpty else { return [:] }
    return switch column.storage {
    case .int8(let values): self.values(at: places, values)
    case .int16(let values): self.values(at: places, values)
    case .int32(let values): self.values(at: places, values)
    case .int64(let values): self.values(at: places, values)
    }
  }

  private func bucket(_ value: some FixedWidthInteger) -> Int {
    let distance = UInt64(bitPattern: column.base &+ Int64(value) &- low)
    return Int(truncatingIfNeeded: distance >> shift)
  }

  private func values<Width: FixedWidthInteger & Sendable>(
    at places: [Int], _ values: [Width]
  ) -> [Int: Int64] {
    let counts = histogram(values)
    var starts: [Int: Int] = [:]
    var bucketOfPlace: [Int: Int] = [:]
    var bucket = 0
    var start = 0
    for place in places {
      while start + counts[bucket] <= place {
        start += counts[bucket]
        bucket += 1
      }
      starts[bucket] = start
      bucketOfPlace[place] = bucket
    }
    var members: [Int: [Width]] = [:]
    if shift > 0 { members = gather(Set(starts.keys), values) }
    return bucketOfPlace.reduce(into: [:]) { result, entry in
      let (place, bucket) = entry
      let sorted = members[bucket] ?? []
      result[place] =
        shift == 0
        ? low &+ Int64(bucket)
        : column.base &+ Int64(sorted[place - (starts[bucket] ?? 0)])
    }
  }

  /// Number of rows of each bucket.
  private func histogram<Width: FixedWidthInteger & Sendable>(_ values: [Width]) -> [Int] {
    let buckets = bucketCount
    let lanes = lanes
    let parts = Parallel.width
    let words = (values.count + 63) / 64
    let size = (words + parts - 1) / parts
    // Several counts a bucket, for rows in turn: rows of one bucket would wait for one another.
    var counts = [UInt32](repeating: 0, count: lanes * buckets * parts)
    counts.withUnsafeMutableBufferPointer { counts in
      values.withUnsafeBufferPointer { values in
        // Each part counts into buckets of its own.
        nonisolated(unsafe) let (counts, values) = (counts, values)
        Parallel.run(parts) { part in
          let mine = UnsafeMutableBufferPointer(
            rebasing: counts[lanes * part * buckets..<lanes * (part + 1) * buckets])
          for word in min(part * size, words)..<min((part + 1) * size, words) {
            count(word, values, into: mine)
          }
        }
      }
    }
    var totals = [Int](repeating: 0, count: buckets)
    for part in 0..<parts {
      for bucket in 0..<buckets {
        let place = lanes * (part * buckets + bucket)
        totals[bucket] += counts[place..<place + lanes].reduce(0) { $0 + Int($1) }
      }
    }
    return totals
  }

  /// Counts of a bucket in a thread's histogram, a power of two: rows of one value in turn are
  /// likely only where there are few buckets.
  private var lanes: Int { bucketCount <= 1 << 12 ? 4 : 1 }
  /// Up to this many rows of a word's 64 are counted one by one.
  private static let fewRows = 20

  /// Counts the 64 rows of a word.
  @inline(__always)
  private func count<Width: FixedWidthInteger>(
    _ word: Int, _ values: UnsafeBufferPointer<Width>,
    into counts: UnsafeMutableBufferPointer<UInt32>
  ) {
    let offset = column.base &- low
    let shift = shift
    let first = word * 64
    let rows = min(64, values.count - first)
    let last = UInt64(bucketCount - 1)
    let lanes = lanes
    func count(_ place: Int, _ one: UInt32) {
      let distance = UInt64(bitPattern: offset &+ Int64(values[first &+ place]))
      // The value of a row that counts nothing may lie outside of the buckets.
      let bucket = Int(truncatingIfNeeded: min(distance &>> shift, last))
      counts[bucket &* lanes &+ (place & (lanes &- 1))] &+= one
    }
    var rest = known?.words[word] ?? .max
    var missing = ~rest
    if missing.nonzeroBitCount <= Self.fewRows, rows == 64 {
      // Most rows count: all are counted, and those that do not are taken off again.
      for place in 0..<64 { count(place, 1) }
      while missing != 0 {
        count(missing.trailingZeroBitCount, 0 &- 1)
        missing &= missing &- 1
      }
    } else if rest == .max {
      for place in 0..<rows { count(place, 1) }
    } else if rest.nonzeroBitCount > Self.fewRows {
      for place in 0..<rows {
        count(place, UInt32(truncatingIfNeeded: rest &>> UInt64(truncatingIfNeeded: place)) & 1)
      }
    } else {
      while rest != 0 {
        count(rest.trailingZeroBitCount, 1)
        rest &= rest &- 1
      }
    }
  }

  /// The values of a few buckets, sorted.
  private func gather<Width: FixedWidthInteger & Sendable>(
    _ wanted: Set<Int>, _ values: [Width]
  ) -> [Int: [Width]] {
    var isWanted = [Bool](repeating: false, count: bucketCount)
    for bucket in wanted { isWanted[bucket] = true }
    var members: [Int: [Width]] = [:]
    eachKnown(0..<values.count) { row in
      let bucket = bucket(values[row])
      if isWanted[bucket] { members[bucket, default: []].append(values[row]) }
    }
    return members.mapValues { $0.sorted() }
  }

  @inline(__always)
  private func eachKnown(_ rows: Range<Int>, _ body: (Int) -> Void) {
    guard let words = known?.words else {
      for row in rows { body(row) }
      return
    }
    for row in rows where words[row >> 6] >> UInt64(row & 63) & 1 == 1 { body(row) }
  }
}
