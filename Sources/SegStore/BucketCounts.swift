package import CMasks

/// How many rows fall into each of some buckets, counted on every core.
package enum BucketCounts {
  /// A bucket's rows take 2 to this power of places in turn: additions to one place would wait for
  /// one another, and the fewer buckets, the likelier neighbours share one.
  private static func turnBits(_ bucketCount: Int) -> UInt32 {
    switch bucketCount {
    case ...(1 << 8): 4
    case ...(1 << 12): 2
    default: 0
    }
  }

  /// Number of those known rows (nil: all) that fall into each of the first buckets.
  ///
  /// `add` counts the rows from a first one on, which begins a word of the mask: as many as its
  /// third argument says, into counts for the buckets that it gets.
  package static func counts(
    _ bucketCount: Int, rowCount: Int, known: Bitmap?, offset: UInt64, shift: UInt32,
    _ add:
      @Sendable (
        _ first: Int, _ known: UnsafePointer<UInt64>, _ count: Int, _ buckets: segsh_buckets,
        _ counts: UnsafeMutablePointer<UInt32>
      ) -> Void
  ) -> [Int] {
    let parts = Parallel.width
    let words = (rowCount + 63) / 64
    let size = (words + parts - 1) / parts
    let buckets = segsh_buckets(
      offset: offset, shift: shift,
      last: UInt32(1 << (Int.bitWidth - (bucketCount - 1).leadingZeroBitCount) - 1),
      turn_bits: turnBits(bucketCount))
    let turns = 1 << Int(buckets.turn_bits)
    let places = (Int(buckets.last) + 2) * turns
    var counts = [UInt32](repeating: 0, count: places * parts)
    let known = known ?? Bitmap(count: rowCount, repeating: true)
    counts.withUnsafeMutableBufferPointer { counts in
      known.words.withUnsafeBufferPointer { known in
        // Each part counts into buckets of its own.
        nonisolated(unsafe) let (counts, known) = (counts, known)
        Parallel.run(parts) { part in
          let first = part * size
          guard let counts = counts.baseAddress, let known = known.baseAddress, first < words
          else { return }
          add(
            first * 64, known + first, min(size * 64, rowCount - first * 64), buckets,
            counts + part * places)
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
}
