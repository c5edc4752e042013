import CMasks
import SegStore

/// Values by their place in ascending order, without sorting the column.
///
/// A histogram of the values' high bits tells in which bucket each place lies; only the values of
/// those buckets are sorted.
struct OrderStatistics {
  private let column: IntegerColumn
  private let known: Bitmap?
  private let sketch: ColumnSketch?
  private let rest: Int64?
  private let low: Int64
  private let shift: UInt64
  private let bucketCount: Int

  /// At most 2 to this power of buckets.
  private static let bucketBits: UInt64 = 16

  /// Looks at the rows of a bitmap, which must all be known; nil means all rows.
  ///
  /// A sketch of the column spares a look at most values; `rest` is what all other known rows hold,
  /// if that is the same.
  init(
    _ column: IntegerColumn, among known: Bitmap?, rest: Int64? = nil, sketch: ColumnSketch? = nil
  ) {
    (self.column, self.known, self.rest, self.sketch) = (column, known, rest, sketch)
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
    if let sketch { return self.values(at: places, sketch) }
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
    let found = Self.find(places, histogram(values))
    var members: [Int: [Width]] = [:]
    if shift > 0 { members = gather(Set(found.map(\.bucket)), values) }
    return found.reduce(into: [:]) { result, found in
      result[found.place] =
        shift == 0
        ? low &+ Int64(found.bucket)
        : column.base &+ Int64((members[found.bucket] ?? [])[found.rank])
    }
  }

  /// The bucket of each of some ascending places, and the rank inside.
  private static func find(
    _ places: [Int], _ counts: [Int]
  ) -> [(place: Int, bucket: Int, rank: Int)] {
    var bucket = 0
    var start = 0
    return places.map { place in
      while start + counts[bucket] <= place {
        start += counts[bucket]
        bucket += 1
      }
      return (place, bucket, place - start)
    }
  }

  /// Number of rows of each bucket.
  private func histogram<Width: MaskedWidth>(_ values: [Width]) -> [Int] {
    values.withUnsafeBufferPointer { values in
      // Read only, and only inside the closure.
      nonisolated(unsafe) let values = values
      return BucketCounts.counts(
        bucketCount, rowCount: values.count, known: known,
        offset: UInt64(bitPattern: column.base &- low), shift: UInt32(shift)
      ) { first, known, count, buckets, counts in
        guard let values = values.baseAddress else { return }
        Width.countBuckets(values + first, known, count, buckets, counts)
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

extension OrderStatistics {
  /// The ranges of a sketch are buckets whose rows are counted already; ranges of several values
  /// are read, and what lies in them is put in order by itself.
  private func values(at places: [Int], _ sketch: ColumnSketch) -> [Int: Int64] {
    let counts = sketch.counts(of: known, rest: rest)
    var result: [Int: Int64] = [:]
    // Ranges to read, rows of those before the last of them, and ranks among the rows of all.
    var (ranges, before): ([Int], Int) = ([], 0)
    var open: [(place: Int, rank: Int)] = []
    for (place, range, rank) in Self.find(places, counts) {
      let values = sketch.values(ofRange: range)
      if values.lowerBound == values.upperBound {
        result[place] = values.lowerBound
        continue
      }
      if range != ranges.last {
        before += ranges.last.map { counts[$0] } ?? 0
        ranges.append(range)
      }
      open.append((place, before + rank))
    }
    let ranked = OrderStatistics(IntegerColumn(members(of: ranges, sketch)), among: nil)
      .values(at: open.map(\.rank))
    for (place, rank) in open { result[place] = ranked[rank] }
    return result
  }

  /// The values of the rows in some ranges of a sketch.
  private func members(of ranges: [Int], _ sketch: ColumnSketch) -> [Int64] {
    guard
      let test = RangeTest(column, ranges.map(sketch.values(ofRange:)), sketch: sketch)
    else { return [] }
    var rows = MaskKernels.rows(test, count: column.count)
    if let known { rows.formIntersection(known) }
    let (words, count, size) = (rows.words, rows.count, MaskKernels.blockRows)
    return Parallel.map((count + size - 1) / size) { block in
      let rows = block * size..<min((block + 1) * size, count)
      var members: [Int64] = []
      IntegerReader.reading(column) { values in
        words.withUnsafeBufferPointer { words in
          FewRows.each(of: rows, words) { first, few in
            values.ask(for: few, of: first..<rows.upperBound)
            members.append(contentsOf: few.lazy.map { values[first &+ Int($0)] })
          }
        }
      }
      return members
    }.flatMap(\.self)
  }
}
