import SegStore

/// From owners (customers, or orders) to the rows that belong to them, on every core.
enum OwnedRows {
  /// All rows of some owners; `offsets` holds where each owner's rows begin, and one more.
  static func rows(of owners: Bitmap, _ offsets: [UInt32]) -> Bitmap {
    let count = Int(offsets.last ?? 0)
    let blocks = (owners.count + MaskKernels.blockRows - 1) / MaskKernels.blockRows
    // The rows of neighbouring blocks may meet inside a word, so that each block has its own.
    let pieces = Parallel.map(blocks) { block -> (start: Int, words: [UInt64]) in
      let first = block * MaskKernels.blockRows
      let last = min(first + MaskKernels.blockRows, owners.count)
      return piece(of: owners, first..<last, offsets)
    }
    var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: count))
    for piece in pieces {
      for (index, word) in piece.words.enumerated() where word != 0 {
        words[piece.start + index] |= word
      }
    }
    return Bitmap(count: count, words: words)
  }

  /// The rows of a block of owners as words, of which the first one has a number.
  private static func piece(
    of owners: Bitmap, _ block: Range<Int>, _ offsets: [UInt32]
  ) -> (start: Int, words: [UInt64]) {
    let rows = Int(offsets[block.lowerBound])..<Int(offsets[block.upperBound])
    let start = rows.lowerBound >> 6
    guard !rows.isEmpty else { return (start, []) }
    var words = [UInt64](repeating: 0, count: (rows.upperBound - 1) >> 6 - start + 1)
    words.withUnsafeMutableBufferPointer { words in
      for index in block.lowerBound >> 6..<(block.upperBound + 63) >> 6 {
        var rest = owners.words[index]
        while rest != 0 {
          let owner = index << 6 &+ rest.trailingZeroBitCount
          rest &= rest &- 1
          set(Int(offsets[owner]) &- start << 6, Int(offsets[owner &+ 1]) &- start << 6, in: words)
        }
      }
    }
    return (start, words)
  }

  /// Sets the bits `first..<last`.
  @inline(__always)
  private static func set(
    _ first: Int, _ last: Int, in words: UnsafeMutableBufferPointer<UInt64>
  ) {
    guard first < last else { return }
    let low = UInt64.max &<< UInt64(truncatingIfNeeded: first)
    let high = UInt64.max &>> UInt64(truncatingIfNeeded: 0 &- last)
    let (from, through) = (first >> 6, (last &- 1) >> 6)
    if from == through {
      words[from] |= low & high
      return
    }
    words[from] |= low
    for word in from &+ 1..<through { words[word] = .max }
    words[through] |= high
  }
}
