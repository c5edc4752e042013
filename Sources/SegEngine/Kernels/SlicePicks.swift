import SegPlan
import SegStore

/// What is picked out of each owner's rows by sorting or by order: medians, modes, first values.
///
/// Values are told apart by keys, an integer a row.
struct SlicePicks {
  /// What one owner's rows come to: two values in the middle for medians, else the same twice.
  struct Pick: Sendable {
    var low: Int64
    var high: Int64

    init(_ low: Int64, _ high: Int64) {
      self.low = low
      self.high = high
    }

    init(_ value: Int64) { self.init(value, value) }
  }

  /// Which rows are meant; nil means all.
  let mask: Bitmap?
  let offsets: [UInt32]

  /// One pick an owner; anything where it has too few rows.
  ///
  /// `count` and totals are not picked, and come to nothing here.
  func picks(_ function: AggregateFunction, place: Int, of values: PickedValues) -> [Pick] {
    RowBits.reading(mask) { bits in
      values.reading { keys in
        switch function {
        case .median: sorted(bits, keys, Self.median)
        case .distinct:
          Self.fewKeys(values.bounds).map { distinct(bits, keys, from: $0) }
            ?? sorted(bits, keys, Self.distinct)
        case .mode: sorted(bits, keys, Self.mode)
        case .first: rows(keys) { bits.first($0, $1) }
        case .last: rows(keys) { bits.last($0, $1) }
        case .nth: rows(keys) { bits.row(at: place, $0, $1) }
        case .count, .sum, .avg, .min, .max:
          [Pick](repeating: Pick(0), count: offsets.count - 1)
        }
      }
    }
  }

  /// Owners that have a pick; nil means all of them.
  func known(_ function: AggregateFunction, place: Int) -> Bitmap? {
    guard function != .distinct else { return nil }
    return SliceKernels.counts(
      mask, offsets, in: (function == .nth ? place : 1)...Int.max, candidates: nil)
  }

  /// The value of one row of each owner's, given by where its rows begin and end; -1 for none.
  @inline(__always)
  private func rows(_ keys: KeyReader, _ row: (Int, Int) -> Int) -> [Pick] {
    each { start, end in
      let row = row(start, end)
      return Pick(row < 0 ? 0 : keys[row])
    }
  }

  /// The lowest of at most 64 keys that there can be; nil when there are more.
  private static func fewKeys(_ bounds: ClosedRange<Int64>?) -> Int64? {
    guard let bounds else { return nil }
    let span = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
    return !span.overflow && span.partialValue < 64 ? bounds.lowerBound : nil
  }

  /// Number of different keys, a bit each.
  private func distinct(_ bits: RowBits, _ keys: KeyReader, from low: Int64) -> [Pick] {
    each { start, end in
      var seen: UInt64 = 0
      bits.forEach(start, end) { row in
        seen |= 1 &<< UInt64(truncatingIfNeeded: keys[row] &- low)
      }
      return Pick(Int64(seen.nonzeroBitCount))
    }
  }

  /// One pick an owner, made of where its rows begin and end.
  @inline(__always)
  private func each(_ pick: (Int, Int) -> Pick) -> [Pick] {
    offsets.withUnsafeBufferPointer { buffer in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let (offsets, pick) = (buffer, pick)
      return SliceKernels.values(count: buffer.count - 1) { owners, target in
        for (place, owner) in owners.enumerated() {
          (target + place).initialize(
            to: pick(Int(offsets[owner]), Int(offsets[owner &+ 1])))
        }
      }
    }
  }

  /// Gives each owner's values, sorted, to a function; not for owners without.
  private func sorted(
    _ bits: RowBits, _ keys: KeyReader, _ pick: @escaping @Sendable (ArraySlice<Int64>) -> Pick
  ) -> [Pick] {
    offsets.withUnsafeBufferPointer { buffer in
      nonisolated(unsafe) let (offsets, bits, keys) = (buffer, bits, keys)
      return SliceKernels.values(count: buffer.count - 1) { owners, target in
        var own: [Int64] = []
        for (place, owner) in owners.enumerated() {
          own.removeAll(keepingCapacity: true)
          bits.forEach(Int(offsets[owner]), Int(offsets[owner &+ 1])) { own.append(keys[$0]) }
          Self.sort(&own)
          (target + place).initialize(to: own.isEmpty ? Pick(0) : pick(own[...]))
        }
      }
    }
  }

  /// Most values that are sorted by putting each into its place.
  private static let fewValues = 24

  private static func sort(_ values: inout [Int64]) {
    guard values.count <= fewValues else { return values.sort() }
    values.withUnsafeMutableBufferPointer { values in
      for end in values.indices.dropFirst() {
        let value = values[end]
        var place = end
        while place > 0, values[place &- 1] > value {
          values[place] = values[place &- 1]
          place &-= 1
        }
        values[place] = value
      }
    }
  }

  private static func median(_ values: ArraySlice<Int64>) -> Pick {
    Pick(values[(values.count - 1) / 2], values[values.count / 2])
  }

  private static func distinct(_ values: ArraySlice<Int64>) -> Pick {
    Pick(zip(values, values.dropFirst()).reduce(1) { $0 + ($1.0 == $1.1 ? 0 : 1) })
  }

  /// The value of the longest run, the first of them where several are as long.
  private static func mode(_ values: ArraySlice<Int64>) -> Pick {
    var best = Pick(values[0])
    var longest = 0
    var start = 0
    for place in 1...values.count where place == values.count || values[place] != values[start] {
      if place - start > longest {
        longest = place - start
        best = Pick(values[start])
      }
      start = place
    }
    return best
  }
}

extension RowBits {
  /// The meant row of `start..<end` at a place, counted from 1; -1 for none.
  fileprivate func row(at place: Int, _ start: Int, _ end: Int) -> Int {
    var left = place
    var row = first(start, end)
    while row >= 0, left > 1 {
      left &-= 1
      row = first(row &+ 1, end)
    }
    return row
  }
}
