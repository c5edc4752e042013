import CMasks
import SegStore

extension RowOwners {
  /// Owners of at least one of some rows; nil means all rows.
  func having(_ rows: Bitmap?) -> Bitmap {
    guard let rows else { return ends.owning }
    let ends = ends
    return rows.words.withUnsafeBufferPointer { words in
      ends.lastRows.words.withUnsafeBufferPointer { lastRows in
        // Read only, and only inside the closures.
        nonisolated(unsafe) let (words, lastRows) = (words, lastRows)
        return eachBlock { block, bits in
          segsh_owners_of_rows(
            words.baseAddress, lastRows.baseAddress, block.lowerBound, block.upperBound, bits)
        }
      }
    }
  }

  /// All rows of some owners.
  func rows(of owners: Bitmap) -> Bitmap {
    let (lastRows, before) = (ends.lastRows, ends.before)
    let meant = owners.intersection(ends.owning)
    // A bit for each owner that has rows, and one word more: each stands for itself.
    var bits = [UInt64](repeating: 0, count: meant.words.count + 2)
    segsh_owners_of_rows(meant.words, ends.owning.words, 0, meant.count, &bits)
    let packed = bits
    return MaskKernels.blocks(count: lastRows.count) { rows, words in
      let first = rows.lowerBound / 64
      segsh_rows_of_owners(
        packed, lastRows.words, Int(before[first]), first, (rows.count + 63) / 64, words)
    }
  }

  /// Owners that are told a block at a time, which is given by its rows.
  ///
  /// `tell` sets bits, all zero, of those owners of the block that have rows, in their order.
  func eachBlock(_ tell: @Sendable (Range<Int>, UnsafeMutablePointer<UInt64>) -> Void) -> Bitmap {
    let (offsets, owning) = (offsets, ends.owning)
    return MaskKernels.blocks(count: owning.count) { owners, words in
      let rows = Int(offsets[owners.lowerBound])..<Int(offsets[owners.upperBound])
      guard !rows.isEmpty else { return }
      // A word more, which is read with the one before it.
      let room = MaskKernels.blockRows / 64 + 1
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: room) { bits in
        bits.initialize(repeating: 0)
        guard let bits = bits.baseAddress else { return }
        tell(rows, bits)
        owning.words.withUnsafeBufferPointer { owning in
          guard let owning = owning.baseAddress else { return }
          segsh_spread_bits(
            bits, owning + owners.lowerBound / 64, (owners.count + 63) / 64, words)
        }
      }
    }
  }
}
