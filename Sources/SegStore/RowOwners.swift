import CMasks

/// Whom rows belong to: owners (customers, or orders) whose rows stand one behind the other.
package struct RowOwners: Sendable {
  private let starts: Deferred<[UInt32]>
  private let marks: Deferred<Marks>

  /// Takes where each owner's rows begin, and one more: the end of the last.
  package init(offsets: [UInt32]) { self.init(Deferred(offsets)) }

  init(_ offsets: Deferred<[UInt32]>) {
    starts = offsets
    marks = Deferred(of: offsets) { Marks($0.value) }
  }

  /// Where each owner's rows begin, and one more: the end of the last.
  package var offsets: [UInt32] { starts.value }

  /// Where owners' rows end, as bits; made at the first use, of 1.5 bits a row and 1 an owner.
  package var ends: Marks { marks.value }

  /// What was wrong with the offsets when they were read.
  var damage: SnapshotDamage? { starts.damage }

  /// Where owners' rows end.
  package struct Marks: Sendable {
    /// Rows behind which their owner has no other.
    package let lastRows: Bitmap
    /// Owners that have rows.
    package let owning: Bitmap
    /// How many owners' rows end before each word of `lastRows`.
    package let before: [UInt32]

    fileprivate init(_ offsets: [UInt32]) {
      lastRows = Self.lastRows(offsets)
      owning = Bitmap.rows(of: max(offsets.count - 1, 0)) { offsets[$0] < offsets[$0 + 1] }
      before = Self.sums(lastRows)
    }
  }
}

extension RowOwners.Marks {
  private static func lastRows(_ offsets: [UInt32]) -> Bitmap {
    let count = Int(offsets.last ?? 0)
    let words = Parallel.array(Bitmap.wordCount(for: count), of: UInt64.self) { range, words in
      for index in range { words[index] = 0 }
      let rows = range.lowerBound << 6..<min(range.upperBound << 6, count)
      var owner = self.owner(of: rows.lowerBound, offsets)
      // Who has no rows marks once more the last row of the one before.
      while owner + 1 < offsets.count, offsets[owner + 1] <= rows.upperBound {
        let last = Int(offsets[owner + 1]) - 1
        words[last >> 6] |= 1 << UInt64(last & 63)
        owner += 1
      }
    }
    return Bitmap(count: count, words: words)
  }

  /// Whose a row is.
  private static func owner(of row: Int, _ offsets: [UInt32]) -> Int {
    var range = 0..<offsets.count - 1
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range = offsets[middle] <= row ? middle..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  /// For each word, the number of bits set in those before it.
  private static func sums(_ bits: Bitmap) -> [UInt32] {
    let words = bits.words
    let counts = Parallel.mapPieces(of: words.count) { piece in
      UInt32(words[piece].reduce(0) { $0 + $1.nonzeroBitCount })
    }
    return Parallel.array(words.count) { range, sums in
      var sum = counts[..<(range.lowerBound / Parallel.rowsPerPiece)].reduce(0, +)
      for index in range {
        sums[index] = sum
        sum += UInt32(truncatingIfNeeded: words[index].nonzeroBitCount)
      }
    }
  }
}
