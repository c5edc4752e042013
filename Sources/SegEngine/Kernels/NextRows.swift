import SegStore

/// Rows of a first step that a row of a second step follows within some days, or does not follow,
/// among the rows of one owner.
///
/// Most rows are told by the two right behind them, 64 at a time: a walk over each owner's rows
/// loses most of its time to guesses of how many there are.
struct NextRows {
  private let first: Bitmap
  private let second: Bitmap
  private let lastRows: Bitmap
  private let span: Int64?
  private let lastStart: Int64
  private let isExcluded: Bool

  /// - Parameters:
  ///   - first: rows of the first step.
  ///   - second: rows of the second step.
  ///   - lastRows: the last row of each owner.
  ///   - span: most days to the next row; nil for any number.
  ///   - lastStart: the last day of a row whose days are over.
  ///   - isExcluded: whether no row may follow.
  init(
    first: Bitmap, second: Bitmap, lastRows: Bitmap, span: Int64?, lastStart: Int64,
    isExcluded: Bool
  ) {
    (self.first, self.second, self.lastRows) = (first, second, lastRows)
    (self.span, self.lastStart, self.isExcluded) = (span, lastStart, isExcluded)
  }

  /// The rows; `days` are those of all rows, ascending among the rows of an owner.
  func rows(_ days: IntegerColumn) -> Bitmap {
    let (last, overflow) = lastStart.subtractingReportingOverflow(days.base)
    let lastStored = overflow ? lastStart : last
    return switch days.storage {
    case .int8(let days): rows(days, lastStored)
    case .int16(let days): rows(days, lastStored)
    case .int32(let days): rows(days, lastStored)
    case .int64(let days): rows(days, lastStored)
    }
  }

  private func rows<Width: FixedWidthInteger & Sendable>(
    _ days: [Width], _ last: Int64
  ) -> Bitmap {
    first.words.withUnsafeBufferPointer { first in
      second.words.withUnsafeBufferPointer { second in
        lastRows.words.withUnsafeBufferPointer { lastRows in
          days.withUnsafeBufferPointer { days in
            let teller = Teller(
              first: first, second: second, lastRows: lastRows, days: days,
              most: span.map { Width.Magnitude(clamping: $0) } ?? .max,
              last: last < Int64(Width.min) ? nil : Width(clamping: last), isExcluded: isExcluded)
            // Read only, and only inside the closures.
            nonisolated(unsafe) let (shared, words) = (teller, first)
            return MaskKernels.blocks(count: self.first.count) { block, found in
              let start = block.lowerBound / 64
              for word in start..<(block.upperBound + 63) / 64 where words[word] != 0 {
                found[word &- start] = shared.tell(word)
              }
            }
          }
        }
      }
    }
  }

  /// What is read, in place.
  private struct Teller<Width: FixedWidthInteger> {
    let first: UnsafeBufferPointer<UInt64>
    let second: UnsafeBufferPointer<UInt64>
    let lastRows: UnsafeBufferPointer<UInt64>
    /// As stored: a difference of two that ascend has no sign.
    let days: UnsafeBufferPointer<Width>
    /// Most days to the next row.
    let most: Width.Magnitude
    /// The last day of a row whose days are over; nil where no stored day is so early.
    let last: Width?
    let isExcluded: Bool

    /// Rows behind a row that are looked at without a branch.
    private static var nextRows: Int { 2 }

    /// The rows of a word that are followed as they should be.
    @inline(__always)
    func tell(_ word: Int) -> UInt64 {
      let isInside = word &* 64 &+ 64 &+ Self.nextRows <= days.count
      return isInside ? tell(word) { days[$0] } : tell(word) { days[min($0, days.count &- 1)] }
    }

    @inline(__always)
    private func tell(_ word: Int, _ day: (Int) -> Width) -> UInt64 {
      let start = word &* 64
      var open = first[word]
      if isExcluded {
        guard let last else { return 0 }
        open &= MaskKernels.bits { day(start &+ $0) <= last }
      }
      var found: UInt64 = 0
      for distance in 1...Self.nextRows {
        // An owner has no row behind the last one, nor behind one that comes too late.
        let ending = distance == 1 ? lastRows[word] : behind(lastRows, word, by: distance &- 1)
        var over = open & ending
        open &= ~over
        if open != 0 {
          let near = MaskKernels.bits { place in
            let difference = day(start &+ place &+ distance) &- day(start &+ place)
            return Width.Magnitude(truncatingIfNeeded: difference) <= most
          }
          over |= open & ~near
          open &= near
        }
        let next = open & behind(second, word, by: distance)
        found |= isExcluded ? over : next
        open &= ~next
      }
      while open != 0 {
        let row = start &+ open.trailingZeroBitCount
        if isFollowed(row) != isExcluded { found |= open & (0 &- open) }
        open &= open &- 1
      }
      return found
    }

    /// The bits of the rows that lie some rows behind those of a word.
    @inline(__always)
    private func behind(
      _ words: UnsafeBufferPointer<UInt64>, _ word: Int, by distance: Int
    ) -> UInt64 {
      let shift = UInt64(truncatingIfNeeded: distance)
      let after = word &+ 1 < words.count ? words[word &+ 1] : 0
      return words[word] &>> shift | after &<< (64 &- shift)
    }

    /// Whether a row is followed by one beyond those that were looked at, which are the owner's.
    private func isFollowed(_ row: Int) -> Bool {
      let last = row &+ Self.nextRows
      var word = last >> 6
      if lastRows[word] &>> UInt64(truncatingIfNeeded: last) & 1 == 1 { return false }
      // The first row behind that will do, or the owner's last one.
      var rest = (second[word] | lastRows[word]) & ~((2 &<< UInt64(truncatingIfNeeded: last)) &- 1)
      while rest == 0 {
        word &+= 1
        rest = second[word] | lastRows[word]
      }
      let bit = rest & (0 &- rest)
      let other = word &* 64 &+ rest.trailingZeroBitCount
      let distance = Width.Magnitude(truncatingIfNeeded: days[other] &- days[row])
      return second[word] & bit != 0 && distance <= most
    }
  }
}
