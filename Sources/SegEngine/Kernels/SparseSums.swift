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
            Self.eachStretch(of: all, in: mask) { rows in
              // Values lie far from one another: read in a loop without branches they arrive
              // together (measured: 4 times faster).
              withUnsafeTemporaryAllocation(of: Int64.self, capacity: rows.count) { sums in
                for (place, row) in rows.enumerated() {
                  sums[place] = base &+ Int64(truncatingIfNeeded: values[row])
                }
                for place in rows.indices { walk.add(rows[place], sums[place]) }
              }
            }
            walk.note()
          }
        }
      }
    }
  }

  /// Calls `body` with the meant rows among some, ascending, a few hundred at a time.
  @inline(__always)
  private static func eachStretch(
    of all: Range<Int>, in mask: UnsafeBufferPointer<UInt64>,
    _ body: (UnsafeMutableBufferPointer<Int>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 576) { rows in
      var count = 0
      for index in all.lowerBound / 64..<(all.upperBound + 63) / 64 {
        var bits = mask[index]
        if index == all.lowerBound / 64 { bits &= .max << UInt64(all.lowerBound & 63) }
        if index == all.upperBound / 64 { bits &= (1 << UInt64(all.upperBound & 63)) - 1 }
        while bits != 0 {
          rows[count] = index &* 64 &+ bits.trailingZeroBitCount
          count &+= 1
          bits &= bits &- 1
        }
        guard count > 512 else { continue }
        body(UnsafeMutableBufferPointer(rebasing: rows[..<count]))
        count = 0
      }
      if count > 0 { body(UnsafeMutableBufferPointer(rebasing: rows[..<count])) }
    }
  }

  /// One block's way through its owners.
  private struct Walk {
    private let offsets: UnsafeBufferPointer<UInt32>
    private let range: ClosedRange<Int64>
    private let words: UnsafeMutablePointer<UInt64>
    private let first: Int
    private var owner: Int
    private var end: Int
    private var sum: Int64 = 0

    init(
      _ owners: Range<Int>, _ offsets: UnsafeBufferPointer<UInt32>, _ range: ClosedRange<Int64>,
      _ words: UnsafeMutablePointer<UInt64>
    ) {
      (self.offsets, self.range, self.words) = (offsets, range, words)
      first = owners.lowerBound
      owner = first
      end = Int(offsets[first + 1])
    }

    /// Adds a row's value to its owner's sum; rows come ascending.
    @inline(__always)
    mutating func add(_ row: Int, _ value: Int64) {
      if row >= end {
        note()
        sum = 0
        repeat {
          owner &+= 1
          end = Int(offsets[owner &+ 1])
        } while row >= end
      }
      sum &+= value
    }

    /// Marks the owner at hand when its sum is wanted.
    @inline(__always)
    mutating func note() {
      guard range.contains(sum) else { return }
      words[(owner &- first) >> 6] |= 1 &<< UInt64(truncatingIfNeeded: owner)
    }
  }
}
