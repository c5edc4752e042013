import SegStore

/// Loops over the slices of rows that belong to each owner (a customer, or an order).
///
/// `offsets` holds where each owner's rows begin, and one more. A nil mask means every row.
enum SliceKernels {
  /// Owners polled for an interrupt at a time.
  static let chunk = 1 << 16

  /// Number of set rows of each owner.
  static func counts(
    _ mask: Bitmap?, _ offsets: [UInt32], _ poll: () throws(EvaluationFailure) -> Void
  ) throws(EvaluationFailure) -> [Int64] {
    let owners = offsets.count - 1
    var result = [Int64](repeating: 0, count: owners)
    guard let words = mask?.words else {
      for owner in 0..<owners { result[owner] = Int64(offsets[owner + 1] - offsets[owner]) }
      return result
    }
    for start in stride(from: 0, to: owners, by: chunk) {
      try poll()
      for owner in start..<min(start + chunk, owners) {
        result[owner] = Int64(
          population(of: words, from: Int(offsets[owner]), to: Int(offsets[owner + 1])))
      }
    }
    return result
  }

  /// Owners with at least one set row.
  static func exists(
    _ mask: Bitmap?, _ offsets: [UInt32], _ poll: () throws(EvaluationFailure) -> Void
  ) throws(EvaluationFailure) -> Bitmap {
    let counts = try counts(mask, offsets, poll)
    return counts.withUnsafeBufferPointer { counts in
      MaskKernels.mask(count: counts.count) { counts[$0] > 0 }
    }
  }

  /// What the set rows of each owner come to: their number, sum, smallest and largest value.
  struct Totals {
    var counts: [Int64]
    var sums: [Int64]
    var minima: [Int64]
    var maxima: [Int64]
  }

  /// Totals of the values of the set rows, all 0 over none; `mask` must leave unknown values out.
  static func totals(
    _ values: [Int64], _ mask: Bitmap?, _ offsets: [UInt32],
    _ poll: () throws(EvaluationFailure) -> Void
  ) throws(EvaluationFailure) -> Totals {
    let owners = offsets.count - 1
    let zeros = [Int64](repeating: 0, count: owners)
    var totals = Totals(counts: zeros, sums: zeros, minima: zeros, maxima: zeros)
    for start in stride(from: 0, to: owners, by: chunk) {
      try poll()
      for owner in start..<min(start + chunk, owners) {
        var count: Int64 = 0
        var sum: Int64 = 0
        var low = Int64.max
        var high = Int64.min
        for row in Int(offsets[owner])..<Int(offsets[owner + 1]) where mask?[row] ?? true {
          let (next, overflow) = sum.addingReportingOverflow(values[row])
          if overflow { throw .overflow }
          sum = next
          count += 1
          low = min(low, values[row])
          high = max(high, values[row])
        }
        guard count > 0 else { continue }
        totals.counts[owner] = count
        totals.sums[owner] = sum
        totals.minima[owner] = low
        totals.maxima[owner] = high
      }
    }
    return totals
  }

  /// Set bits of a stretch of rows.
  @inline(__always)
  static func population(of words: [UInt64], from start: Int, to end: Int) -> Int {
    guard start < end else { return 0 }
    let first = start >> 6
    let last = (end - 1) >> 6
    let head = UInt64.max << UInt64(start & 63)
    let tail = UInt64.max >> UInt64(63 - (end - 1) & 63)
    if first == last { return (words[first] & head & tail).nonzeroBitCount }
    var count = (words[first] & head).nonzeroBitCount + (words[last] & tail).nonzeroBitCount
    for index in first + 1..<last { count += words[index].nonzeroBitCount }
    return count
  }
}
