import SegStore

/// Rows of a first step, told by the two rows right behind each of them, 64 at a time: which of
/// them a row of a second step follows within some days, or does not follow.
///
/// A walk over each owner's rows loses most of its time to guesses of how many there are.
///
/// Owners' ends are not looked at, so that what is told of an owner's last row means nothing.
struct NextRows {
  /// Rows that need nothing but to be the last ones of their owner: those of the first step where
  /// no row may follow and their days are over.
  let endings: Bitmap
  /// Rows that are followed as they should be, or that are followed by none of their owner's where
  /// none may follow.
  let decided: Bitmap
  /// Rows that have to be looked at with their owner's end.
  let open: Bitmap

  /// - Parameters:
  ///   - first: rows of the first step.
  ///   - second: rows of the second step.
  ///   - days: of all rows, ascending among the rows of an owner.
  ///   - span: most days to the next row; nil for any number.
  ///   - lastStart: the last day of a row whose days are over.
  ///   - isExcluded: whether no row may follow.
  init(
    first: Bitmap, second: Bitmap, days: IntegerColumn, span: Int64?, lastStart: Int64,
    isExcluded: Bool
  ) {
    let (last, overflow) = lastStart.subtractingReportingOverflow(days.base)
    let rows = Rows(
      first: first, second: second, span: span, last: overflow ? lastStart : last,
      isExcluded: isExcluded)
    switch days.storage {
    case .int8(let days): self.init(rows, days)
    case .int16(let days): self.init(rows, days)
    case .int32(let days): self.init(rows, days)
    case .int64(let days): self.init(rows, days)
    }
  }

  private init<Width: FixedWidthInteger & Sendable>(_ rows: Rows, _ days: [Width]) {
    let none = [UInt64](repeating: 0, count: rows.first.words.count)
    var (decided, open) = (none, none)
    endings = decided.withUnsafeMutableBufferPointer { decided in
      open.withUnsafeMutableBufferPointer { open in
        days.withUnsafeBufferPointer { days in
          // Each block writes to words of its own, and all of them end before these closures do.
          nonisolated(unsafe) let (decided, open, days) = (decided, open, days)
          return MaskKernels.blocks(count: rows.first.count) { block, endings in
            let start = block.lowerBound / 64
            for word in start..<(block.upperBound + 63) / 64 where rows.first.words[word] != 0 {
              let isInside = word &* 64 &+ 64 &+ Self.nextRows <= days.count
              (endings[word &- start], decided[word], open[word]) =
                isInside
                ? rows.tell(word) { days[$0] } : rows.tell(word) { days[min($0, days.count - 1)] }
            }
          }
        }
      }
    }
    self.decided = Bitmap(count: rows.first.count, words: decided)
    self.open = Bitmap(count: rows.first.count, words: open)
  }

  /// Rows behind a row that are looked at without a branch.
  private static let nextRows = 2

  private struct Rows {
    let first: Bitmap
    let second: Bitmap
    let span: Int64?
    /// As stored.
    let last: Int64
    let isExcluded: Bool

    /// What the rows of a word come to; days are asked for up to `nextRows` behind it.
    @inline(__always)
    func tell<Width: FixedWidthInteger>(
      _ word: Int, _ day: (Int) -> Width
    ) -> (endings: UInt64, decided: UInt64, open: UInt64) {
      let start = word &* 64
      var open = first.words[word]
      if isExcluded {
        let last = Width(clamping: last)
        open &= self.last < Int64(Width.min) ? 0 : MaskKernels.bits { day(start &+ $0) <= last }
      }
      let endings = isExcluded ? open : 0
      // A later day is not below the one before, whatever their signs: the difference has none.
      let most = span.map { Width.Magnitude(clamping: $0) } ?? .max
      let after = word &+ 1 < second.words.count ? second.words[word &+ 1] : 0
      var (decided, unsure) = (UInt64(0), UInt64(0))
      for distance in 1...nextRows {
        let shift = UInt64(truncatingIfNeeded: distance)
        let next = open & (second.words[word] >> shift | after << (64 &- shift))
        let near = MaskKernels.bits { place in
          let difference = day(start &+ place &+ distance) &- day(start &+ place)
          return Width.Magnitude(truncatingIfNeeded: difference) <= most
        }
        if distance == 1 {
          decided = next & (isExcluded ? ~near : near)
        } else {
          // It may be another owner's, who follows as little as one that comes too late.
          if isExcluded { decided |= next & ~near }
          unsure |= next & near
        }
        open &= ~next
      }
      return (endings, decided, unsure | open)
    }
  }
}

extension NextRows {
  /// Owners of a row that is followed as it should be; `holds` is asked about the rows of those
  /// that next rows do not tell.
  func owners(_ offsets: [UInt32], _ holds: (Int, Int) -> Bool) -> Bitmap {
    Reader.reading(self) { reader in
      offsets.withUnsafeBufferPointer { offsets in
        // Read only, and only inside the closures.
        nonisolated(unsafe) let (reader, offsets, holds) = (reader, offsets, holds)
        return MaskKernels.blocks(count: offsets.count - 1) { owners, words in
          for first in stride(from: owners.lowerBound, to: owners.upperBound, by: 64) {
            let last = min(first &+ 64, owners.upperBound)
            var (found, unsure) = reader.told(first..<last, offsets)
            while unsure != 0 {
              let owner = first &+ unsure.trailingZeroBitCount
              if holds(Int(offsets[owner]), Int(offsets[owner &+ 1])) {
                found |= unsure & (0 &- unsure)
              }
              unsure &= unsure &- 1
            }
            words[(first &- owners.lowerBound) / 64] = found
          }
        }
      }
    }
  }

  /// The rows in place; good only while they are kept.
  private struct Reader {
    private let endings: UnsafeRawPointer
    private let decided: UnsafeRawPointer
    private let open: UnsafeRawPointer
    private let lastWord: Int

    static func reading<Result>(_ rows: NextRows, _ body: (Reader) -> Result) -> Result {
      rows.endings.words.withUnsafeBytes { endings in
        rows.decided.words.withUnsafeBytes { decided in
          rows.open.words.withUnsafeBytes { open in
            guard let endings = endings.baseAddress, let decided = decided.baseAddress,
              let open = open.baseAddress
            else { preconditionFailure("there are rows") }
            return body(
              Reader(
                endings: endings, decided: decided, open: open,
                lastWord: rows.open.words.count - 1))
          }
        }
      }
    }

    /// Which of at most 64 owners have such a row, and which of the others have to be asked.
    @inline(__always)
    func told(
      _ owners: Range<Int>, _ offsets: UnsafeBufferPointer<UInt32>
    ) -> (found: UInt64, unsure: UInt64) {
      // Bits enter from above, so that after 64 owners the first one is the lowest.
      var (found, unsure) = (UInt64(0), UInt64(0))
      var start = Int(offsets[owners.lowerBound])
      for owner in owners {
        let end = Int(offsets[owner &+ 1])
        var told = (found: UInt64(0), unsure: UInt64(1))
        // Eight bytes from the first row's byte on hold at least 57 rows.
        if end &- start <= 57, start >> 6 < lastWord { told = look(start, end &- start) }
        found = found >> 1 | Self.top(told.found)
        unsure = unsure >> 1 | Self.top(told.unsure)
        start = end
      }
      let rest = UInt64(truncatingIfNeeded: 64 &- owners.count)
      return (found >> rest, (unsure & ~found) >> rest)
    }

    /// The highest bit where any bit is set.
    ///
    /// Reckoned, as a branch that depends on it costs more than all of this when guessed wrong.
    @inline(__always)
    private static func top(_ bits: UInt64) -> UInt64 { (bits | (0 &- bits)) & 1 << 63 }

    @inline(__always)
    private func look(_ start: Int, _ count: Int) -> (found: UInt64, unsure: UInt64) {
      let all: UInt64 = (1 &<< UInt64(truncatingIfNeeded: count)) &- 1
      let butLast = all >> 1
      return (
        bits(decided, start) & butLast | bits(endings, start) & (all ^ butLast),
        bits(open, start) & butLast
      )
    }

    @inline(__always)
    private func bits(_ words: UnsafeRawPointer, _ start: Int) -> UInt64 {
      let eight = words.loadUnaligned(fromByteOffset: start >> 3, as: UInt64.self)
      return UInt64(littleEndian: eight) &>> UInt64(truncatingIfNeeded: start & 7)
    }
  }
}
