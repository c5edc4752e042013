import CMasks
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

  private func values<Width: MaskedWidth>(
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
  private func histogram<Width: MaskedWidth>(_ values: [Width]) -> [Int] {
    let parts = Parallel.width
    let words = (values.count + 63) / 64
    let size = (words + parts - 1) / parts
    let buckets = segsh_buckets(
      offset: UInt64(bitPattern: column.base &- low), shift: UInt32(shift),
      last: UInt32(1 << (Int.bitWidth - (bucketCount - 1).leadingZeroBitCount) - 1),
      turn_bits: bucketCount <= Self.fewBuckets ? 2 : 0)
    let turns = 1 << Int(buckets.turn_bits)
    let places = (Int(buckets.last) + 2) * turns
    var counts = [UInt32](repeating: 0, count: places * parts)
    let known = known ?? Bitmap(count: values.count, repeating: true)
    counts.withUnsafeMutableBufferPointer { counts in
      values.withUnsafeBufferPointer { values in
        known.words.withUnsafeBufferPointer { known in
          // Each part counts into buckets of its own.
          nonisolated(unsafe) let (counts, values, known) = (counts, values, known)
          Parallel.run(parts) { part in
            let first = part * size
            guard let counts = counts.baseAddress, let values = values.baseAddress,
              let known = known.baseAddress, first < words
            else { return }
            Width.countBuckets(
              values + first * 64, known + first, min(size * 64, self.column.count - first * 64),
              buckets, counts + part * places)
          }
        }
      }
    }
    return (0..<bucketCount).map { bucket in
      (0..<parts).reduce(0) { total, part in
        let place = part * places + bucket * turns
        return counts[place..<place + turns].reduce(total) { $0 + Int($1) }
      }
    }
  }

  /// Rows of one bucket wait for one another, which is likely only where there are few buckets.
  private static let fewBuckets = 1 << 12

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
