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
    let parts = Parallel.width
    let words = (values.count + 63) / 64
    let size = (words + parts - 1) / parts
    let places = lanes * tableSize
    var counts = [UInt32](repeating: 0, count: places * parts)
    counts.withUnsafeMutableBufferPointer { counts in
      values.withUnsafeBufferPointer { values in
        // Each part counts into buckets of its own.
        nonisolated(unsafe) let (counts, values) = (counts, values)
        Parallel.run(parts) { part in
          guard let mine = counts.baseAddress.map({ $0 + part * places }) else { return }
          for word in min(part * size, words)..<min((part + 1) * size, words) {
            count(word, values, into: mine)
          }
        }
      }
    }
    return (0..<bucketCount).map { bucket in
      (0..<parts).reduce(0) { total, part in
        let place = part * places + bucket * lanes
        return counts[place..<place + lanes].reduce(total) { $0 + Int($1) }
      }
    }
  }

  /// Counts of a bucket in a thread's histogram, for rows in turn: rows of one bucket would wait
  /// for one another, which is likely only where there are few buckets.
  private var lanes: Int { bucketCount <= 1 << 12 ? Self.turns : 1 }
  private static let turns = 4
  /// Buckets with those that only the values of rows that count nothing fall into: a power of two.
  private var tableSize: Int { 1 << (Int.bitWidth - (bucketCount - 1).leadingZeroBitCount) }
  /// Up to this many rows of a word's 64 are counted one by one.
  private static let fewRows = 20

  /// Counts the 64 rows of a word.
  @inline(__always)
  private func count<Width: FixedWidthInteger>(
    _ word: Int, _ values: UnsafeBufferPointer<Width>, into counts: UnsafeMutablePointer<UInt32>
  ) {
    let first = word * 64
    let rows = min(64, values.count - first)
    let rest = known?.words[word] ?? .max
    if rest == 0 { return }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { places in
      find(places, first..<first + rows, values)
      let step = lanes / Self.turns
      func count(_ set: UInt64, _ one: UInt32) {
        var set = set
        while set != 0 {
          let bit = set.trailingZeroBitCount
          counts[Int(places[bit]) &+ (bit & (Self.turns &- 1)) &* step] &+= one
          set &= set &- 1
        }
      }
      guard (~rest).nonzeroBitCount <= Self.fewRows, rows == 64 else {
        return count(rows == 64 ? rest : rest & (1 << UInt64(rows) - 1), 1)
      }
      // Most rows count: all are counted, and those that do not are taken off again.
      var place = 0
      while place < 64 {
        for turn in 0..<Self.turns { counts[Int(places[place &+ turn]) &+ turn &* step] &+= 1 }
        place &+= Self.turns
      }
      count(~rest, 0 &- 1)
    }
  }

  /// Where each of some rows is counted: its bucket's first lane.
  ///
  /// Narrow values are reckoned in 4 bytes, so that the loop becomes vector instructions.
  @inline(__always)
  private func find<Width: FixedWidthInteger>(
    _ places: UnsafeMutableBufferPointer<UInt32>, _ rows: Range<Int>,
    _ values: UnsafeBufferPointer<Width>
  ) {
    let offset = column.base &- low
    let last = UInt32(tableSize - 1)
    let factor = UInt32(lanes.trailingZeroBitCount)
    if Width.bitWidth <= 32 {
      let offset = UInt32(truncatingIfNeeded: offset)
      let shift = UInt32(truncatingIfNeeded: shift)
      for place in 0..<rows.count {
        let value = UInt32(truncatingIfNeeded: values[rows.lowerBound &+ place])
        places[place] = ((value &+ offset) &>> shift & last) &<< factor
      }
    } else {
      for place in 0..<rows.count {
        let distance = UInt64(truncatingIfNeeded: values[rows.lowerBound &+ place])
        let bucket = (distance &+ UInt64(bitPattern: offset)) &>> shift
        places[place] = (UInt32(truncatingIfNeeded: bucket) & last) &<< factor
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
