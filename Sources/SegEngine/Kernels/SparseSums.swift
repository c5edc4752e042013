import SegStore

/// Sums of each owner's rows where few rows are meant: the rows are walked, not the owners.
///
/// Most owners have no meant row then, and asking each of them is what takes the time (measured:
/// 3 times slower with one meant row for three owners).
struct SparseSums {
  let mask: Bitmap
  /// Where each owner's rows begin, and one more.
  let offsets: [UInt32]

  /// nil where enough rows are meant that asking each owner is better.
  init?(mask: Bitmap?, offsets: [UInt32]) {
    guard let mask, mask.population < offsets.count / 2 else { return nil }
    self.mask = mask
    self.offsets = offsets
  }

  /// Owners whose sum of values lies in a range, which must not hold 0: what no rows come to.
  func owners<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, in range: ClosedRange<Int64>
  ) -> Bitmap {
    offsets.withUnsafeBufferPointer { offsets in
      values.withUnsafeBufferPointer { values in
        mask.words.withUnsafeBufferPointer { mask in
          // Read only, and only inside the closures.
          nonisolated(unsafe) let (offsets, values, mask) = (offsets, values, mask)
          return MaskKernels.blocks(count: offsets.count - 1) { owners, words in
            var walk = Walk(owners, offsets, range, words)
            let all = Int(offsets[owners.lowerBound])..<Int(offsets[owners.upperBound])
            FewRows.each(of: all, { mask[$0] }) { rows in
              // Values lie far from one another: read in a loop without branches they arrive
              // together (measured: 4 times faster).
              withUnsafeTemporaryAllocation(of: Int64.self, capacity: rows.count) { sums in
                for place in 0..<rows.count {
                  sums[place] = base &+ Int64(truncatingIfNeeded: values[rows[place]])
                }
                for place in 0..<rows.count { walk.add(rows[place], sums[place]) }
              }
            }
          }
        }
      }
    }
  }

  /// One block's sums, by the way of its rows.
  private struct Walk {
    private let words: UnsafeMutablePointer<UInt64>
    private let first: Int
    private let low: Int64
    private let span: UInt64
    private var owners: OwnerWalk
    private var sum: Int64 = 0

    init(
      _ owners: Range<Int>, _ offsets: UnsafeBufferPointer<UInt32>, _ range: ClosedRange<Int64>,
      _ words: UnsafeMutablePointer<UInt64>
    ) {
      self.words = words
      (low, span) = (range.lowerBound, Self.distance(from: range.lowerBound, to: range.upperBound))
      first = owners.lowerBound
      self.owners = OwnerWalk(from: first, offsets)
    }

    /// Adds a row's value to its owner's sum, and marks the owner while the sum is wanted; rows
    /// come ascending.
    @inline(__always)
    mutating func add(_ row: Int, _ value: Int64) {
      let last = owners.owner
      owners.go(to: row)
      sum = value &+ (last == owners.owner ? sum : 0)
      let place = owners.owner &- first
      let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place)
      let isWanted = Self.distance(from: low, to: sum) <= span
      words[place >> 6] = (words[place >> 6] & ~bit) | (isWanted ? bit : 0)
    }

    /// How far the second number lies above the first one, any below it being farthest.
    @inline(__always)
    private static func distance(from low: Int64, to number: Int64) -> UInt64 {
      UInt64(bitPattern: number) &- UInt64(bitPattern: low)
    }
  }
}
