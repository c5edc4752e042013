import CMasks
import SegStore

/// One block's sums, by the way of its rows.
struct OwnerSums {
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
    _ bits: UnsafeMutablePointer<UInt64>, _ body: (inout OwnerSums) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: MaskKernels.blockRows) { bytes in
      bytes.initialize(repeating: 0)
      guard let bytes = bytes.baseAddress else { return }
      var first: UInt32 = 0
      segsh_owners_before([UInt32(row)], 1, ends.lastRows.words, ends.before, &first)
      var sums = OwnerSums(ends, first, range, bytes)
      body(&sums)
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
