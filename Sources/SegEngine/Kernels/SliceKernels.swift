import SegStore

/// A question about one owner's rows; a type of its own, so that loops are compiled with it inside
/// (measured: a call for each owner costs more than the answer).
protocol OwnerTest: SendableMetatype {
  /// Whether it holds of the rows `start..<end`.
  func holds(_ start: Int, _ end: Int) -> Bool
}

/// A number made of one owner's rows.
protocol OwnerValue: SendableMetatype {
  associatedtype Number: FixedWidthInteger & Sendable
  /// The number for the rows `start..<end`.
  func value(_ start: Int, _ end: Int) -> Number
}

/// Loops over the slices of rows that belong to each owner (a customer, or an order), on every
/// core.
///
/// `offsets` holds where each owner's rows begin, and one more.
enum SliceKernels {
  /// Up to this many candidates out of 64 are asked one by one.
  private static let fewOwners = 24

  /// Owners for which a test holds, out of the candidates (nil: all of them).
  @inline(__always)
  static func owners(
    _ offsets: [UInt32], _ candidates: Bitmap?, _ test: some OwnerTest
  ) -> Bitmap {
    offsets.withUnsafeBufferPointer { buffer in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let offsets = buffer
      nonisolated(unsafe) let test = test
      let wanted = candidates?.words
      return MaskKernels.blocks(count: offsets.count - 1) { owners, words in
        var first = owners.lowerBound
        var index = 0
        while first < owners.upperBound {
          let last = min(first &+ 64, owners.upperBound)
          let want = wanted?[first >> 6] ?? .max
          if want.nonzeroBitCount <= Self.fewOwners {
            var rest = want
            while rest != 0 {
              let owner = first &+ rest.trailingZeroBitCount
              if owner < last, test.holds(Int(offsets[owner]), Int(offsets[owner &+ 1])) {
                words[index] |= rest & (0 &- rest)
              }
              rest &= rest &- 1
            }
          } else {
            // Bits enter from above, so that after 64 owners the first one is the lowest.
            var word: UInt64 = 0
            var start = Int(offsets[first])
            var owner = first
            while owner < last {
              owner &+= 1
              let end = Int(offsets[owner])
              word = word >> 1 | (test.holds(start, end) ? 1 << 63 : 0)
              start = end
            }
            words[index] = (word >> UInt64(64 - (last - first))) & want
          }
          first = last
          index &+= 1
        }
      }
    }
  }

  /// One number an owner.
  @inline(__always)
  static func values<Maker: OwnerValue>(_ offsets: [UInt32], _ maker: Maker) -> [Maker.Number] {
    offsets.withUnsafeBufferPointer { buffer in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let offsets = buffer
      nonisolated(unsafe) let maker = maker
      return values(count: offsets.count - 1) { owners, target in
        var start = Int(offsets[owners.lowerBound])
        var target = target
        for owner in owners {
          let end = Int(offsets[owner &+ 1])
          target.initialize(to: maker.value(start, end))
          target += 1
          start = end
        }
      }
    }
  }

  /// An array whose blocks are filled by `fill`, which must initialize every element of its range
  /// from the given place on.
  @inline(__always)
  static func values<Number: Sendable>(
    count: Int, _ fill: @Sendable (Range<Int>, UnsafeMutablePointer<Number>) -> Void
  ) -> [Number] {
    [Number](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Every element is written by one thread before the closure ends.
      nonisolated(unsafe) let base = buffer.baseAddress
      Parallel.run((count + MaskKernels.blockRows - 1) / MaskKernels.blockRows) { block in
        let start = block * MaskKernels.blockRows
        guard let base else { return }
        fill(start..<min(start + MaskKernels.blockRows, count), base + start)
      }
      initialized = count
    }
  }
}

extension SliceKernels {
  /// Owners with a number of set rows inside a range; a nil mask means every row.
  static func counts(
    _ mask: Bitmap?, _ offsets: [UInt32], in range: ClosedRange<Int>, candidates: Bitmap?
  ) -> Bitmap {
    RowBits.reading(mask) { bits in
      switch (range.lowerBound, range.upperBound) {
      case (1, .max): owners(offsets, candidates, AnyRow(bits: bits))
      case (2, .max): owners(offsets, candidates, TwoRows(bits: bits))
      default: owners(offsets, candidates, RowCountTest(bits: bits, range: range))
      }
    }
  }

  /// Number of set rows of each owner; a nil mask means every row.
  static func counts(_ mask: Bitmap?, _ offsets: [UInt32]) -> [Int64] {
    RowBits.reading(mask) { bits in values(offsets, RowCount(bits: bits)) }
  }
}

private struct AnyRow: OwnerTest {
  let bits: RowBits

  @inline(__always)
  func holds(_ start: Int, _ end: Int) -> Bool {
    end &- start <= 64 ? bits.bits(start, end) != 0 : bits.count(start, end) > 0
  }
}

private struct TwoRows: OwnerTest {
  let bits: RowBits

  @inline(__always)
  func holds(_ start: Int, _ end: Int) -> Bool {
    guard end &- start <= 64 else { return bits.count(start, end) > 1 }
    let set = bits.bits(start, end)
    return set & (set &- 1) != 0
  }
}

private struct RowCountTest: OwnerTest {
  let bits: RowBits
  let range: ClosedRange<Int>

  @inline(__always)
  func holds(_ start: Int, _ end: Int) -> Bool {
    let count = bits.count(start, end)
    return range.lowerBound <= count && count <= range.upperBound
  }
}

private struct RowCount: OwnerValue {
  let bits: RowBits

  @inline(__always)
  func value(_ start: Int, _ end: Int) -> Int64 { Int64(bits.count(start, end)) }
}
