import CMasks
import SegStore

/// Sums of each owner's rows where few rows are meant: the rows are walked, not the owners.
///
/// Most owners have no meant row then, and asking each of them is what takes the time (measured:
/// 3 times slower with one meant row for three owners).
struct SparseSums {
  let mask: Bitmap
  let owners: RowOwners

  /// nil where enough rows are meant that asking each owner is better.
  init?(mask: Bitmap?, owners: RowOwners) {
    guard let mask, mask.population < owners.offsets.count / 2 else { return nil }
    self.mask = mask
    self.owners = owners
  }

  /// Owners whose sum of values lies in a range, which must not hold 0: what no rows come to.
  func owners<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, in range: ClosedRange<Int64>
  ) -> Bitmap {
    let ends = owners.ends
    return values.withUnsafeBufferPointer { values in
      mask.words.withUnsafeBufferPointer { mask in
        // Read only, and only inside the closures.
        nonisolated(unsafe) let (values, mask) = (values, mask)
        return owners.eachBlock { rows, bits in
          Walk.along(ends, from: rows.lowerBound, range, bits) { walk in
            Self.eachFew(of: rows, mask) { first, rows in
              // Values lie far from one another: read in a loop without branches they arrive
              // together (measured: 4 times faster).
              withUnsafeTemporaryAllocation(of: Int64.self, capacity: rows.count) { few in
                for place in 0..<rows.count {
                  few[place] = base &+ Int64(truncatingIfNeeded: values[first &+ Int(rows[place])])
                }
                walk.add(first, rows, few)
              }
            }
          }
        }
      }
    }
  }

  /// Words whose rows are listed at a time.
  private static let listed = 256

  /// Calls `body` with the set rows among some, ascending, those of some words at a time, counted
  /// from the first row of these words.
  @inline(__always)
  private static func eachFew(
    of all: Range<Int>, _ mask: UnsafeBufferPointer<UInt64>,
    _ body: (_ first: Int, UnsafeBufferPointer<UInt32>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: listed * 64) { list in
      guard let mask = mask.baseAddress else { return }
      let end = (all.upperBound + 63) / 64
      for start in stride(from: all.lowerBound / 64, to: end, by: listed) {
        let count = min(listed, end - start)
        var found = 0..<segsh_list_rows(mask + start, count, list.baseAddress)
        // The first word and the last one may have rows of others.
        while let row = found.first, start * 64 + Int(list[row]) < all.lowerBound {
          found.removeFirst()
        }
        while let row = found.last, start * 64 + Int(list[row]) >= all.upperBound {
          found.removeLast()
        }
        if !found.isEmpty { body(start * 64, UnsafeBufferPointer(rebasing: list[found])) }
      }
    }
  }

  /// One block's sums, by the way of its rows.
  private struct Walk {
    private let ends: RowOwners.Marks
    /// Owners with rows before those of the block.
    private let first: UInt32
    private let low: Int64
    private let span: UInt64
    /// A byte an owner: whether the sum is wanted.
    private let isWanted: UnsafeMutablePointer<UInt8>
    private var owner = UInt32.max
    private var sum: Int64 = 0

    /// Lets `body` add the rows of a block from its first row on, and sets the bits of the owners
    /// whose sums are wanted.
    static func along(
      _ ends: RowOwners.Marks, from row: Int, _ range: ClosedRange<Int64>,
      _ bits: UnsafeMutablePointer<UInt64>, _ body: (inout Walk) -> Void
    ) {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: MaskKernels.blockRows) { bytes in
        bytes.initialize(repeating: 0)
        guard let bytes = bytes.baseAddress else { return }
        var first: UInt32 = 0
        segsh_owners_before([UInt32(row)], 1, ends.lastRows.words, ends.before, &first)
        var walk = Walk(ends, first, range, bytes)
        body(&walk)
        for word in 0..<MaskKernels.blockRows / 64 { bits[word] = segsh_bits(bytes + word * 64) }
      }
    }

    private init(
      _ ends: RowOwners.Marks, _ first: UInt32, _ range: ClosedRange<Int64>,
      _ isWanted: UnsafeMutablePointer<UInt8>
    ) {
      (self.ends, self.first, self.isWanted) = (ends, first, isWanted)
      (low, span) = (range.lowerBound, Self.distance(from: range.lowerBound, to: range.upperBound))
    }

    /// Adds values to the sums of their rows' owners, and notes whether these are wanted so far;
    /// rows come ascending, counted from a first one.
    ///
    /// Hardly anything branches: how many rows an owner has cannot be guessed.
    @inline(__always)
    mutating func add(
      _ start: Int, _ rows: UnsafeBufferPointer<UInt32>,
      _ values: UnsafeMutableBufferPointer<Int64>
    ) {
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: rows.count) { owners in
        guard let base = owners.baseAddress else { return }
        ends.lastRows.words.withUnsafeBufferPointer { lastRows in
          ends.before.withUnsafeBufferPointer { before in
            guard let lastRows = lastRows.baseAddress, let before = before.baseAddress else {
              return
            }
            segsh_owners_before(
              rows.baseAddress, rows.count, lastRows + start / 64, before + start / 64, base)
          }
        }
        for place in 0..<rows.count {
          sum = values[place] &+ (owners[place] == owner ? sum : 0)
          owner = owners[place]
          isWanted[Int(owner &- first)] = Self.distance(from: low, to: sum) <= span ? 1 : 0
        }
      }
    }

    /// How far the second number lies above the first one, any below it being farthest.
    @inline(__always)
    private static func distance(from low: Int64, to number: Int64) -> UInt64 {
      UInt64(bitPattern: number) &- UInt64(bitPattern: low)
    }
  }
}
