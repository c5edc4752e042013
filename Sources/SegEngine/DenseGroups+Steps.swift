import CMasks
import SegStore

extension DenseGroups {
  /// Some rows with their group numbers, and which of them are members.
  struct Step {
    /// The first one at the border of a word.
    let rows: Range<Int>
    let members: [UInt64]
    /// A row each, a spare group for those that are no members; what stands in words without
    /// members means nothing.
    let groups: UnsafeMutableBufferPointer<Int16>
    /// How far the places of a group lie apart that rows take in turn; 0 where it has but one.
    let lane: Int

    /// Calls `add` with the index of each row that is in both masks (nil: all), and its place.
    ///
    /// Inlined with what it calls, once for each way.
    @inline(__always)
    func forEach(_ validity: [UInt64]?, _ add: (_ index: Int, _ place: Int) -> Void) {
      forEachWord { start, word, members in
        let bits = members & (validity?[word] ?? .max)
        if bits == .max {
          forAll(start, add)
        } else {
          forSet(bits, start, add)
        }
      }
    }

    /// Adds what the members have of one addend, or of two, to the totals of their groups.
    func add(
      _ addend: UnsafePointer<segsh_addend>, _ other: UnsafePointer<segsh_addend>?,
      to totals: UnsafeMutablePointer<Int64>
    ) {
      members.withUnsafeBufferPointer { members in
        segsh_add_to_groups(
          addend, other, groups.baseAddress, members.baseAddress, rows.lowerBound, rows.count,
          lane, totals)
      }
    }

    /// Calls `body` for each word that has members: with the index of its first row, its number,
    /// and the members.
    @inline(__always)
    private func forEachWord(_ body: (Int, Int, UInt64) -> Void) {
      var start = 0
      while start < rows.count {
        let word = (rows.lowerBound &+ start) >> 6
        if members[word] != 0 { body(start, word, members[word]) }
        start &+= 64
      }
    }

    @inline(__always)
    private func forAll(_ start: Int, _ body: (Int, Int) -> Void) {
      var index = start
      while index < start &+ 64 {
        for turn in 0..<DenseGroups.lanes { at(index &+ turn, turn, body) }
        index &+= DenseGroups.lanes
      }
    }

    @inline(__always)
    private func forSet(_ bits: UInt64, _ start: Int, _ body: (Int, Int) -> Void) {
      var rest = bits
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        at(start &+ bit, bit & (DenseGroups.lanes &- 1), body)
        rest &= rest &- 1
      }
    }

    @inline(__always)
    private func at(_ index: Int, _ turn: Int, _ body: (Int, Int) -> Void) {
      body(index, Int(groups[index]) &+ turn &* lane)
    }
  }
}

extension DenseGroups.Key {
  /// Reads the codes of a step's rows, those of words without members left out.
  func readCodes(
    of rows: Range<Int>, _ members: [UInt64], into target: UnsafeMutableBufferPointer<Int16>
  ) {
    var word = rows.lowerBound >> 6
    let end = (rows.upperBound + 63) >> 6
    while word < end {
      let first = word
      while word < end, members[word] != 0 { word += 1 }
      if first < word {
        let run = first << 6..<min(word << 6, rows.upperBound)
        let start = run.lowerBound - rows.lowerBound
        readCodes(run, members, UnsafeMutableBufferPointer(rebasing: target[start...]))
      } else {
        word += 1
      }
    }
  }

  private func readCodes(
    _ rows: Range<Int>, _ members: [UInt64], _ target: UnsafeMutableBufferPointer<Int16>
  ) {
    switch column {
    case .integers(let column):
      let shift = column.base &- low
      switch column.storage {
      case .int8(let values): read(values, shift, rows, target)
      case .int16(let values): read(values, shift, rows, target)
      case .int32(let values): read(values, shift, rows, target)
      case .int64(let values): read(values, shift, rows, target)
      }
    case .text(let column):
      switch column.codes {
      case .uint8(let codes): read(codes, 0, rows, target)
      case .uint16(let codes): read(codes, 0, rows, target)
      case .uint32(let codes): read(codes, 0, rows, target)
      case .rows: preconditionFailure("texts of their own are not dense keys")
      }
    case .flags(let column):
      let words = column.values.words
      for row in rows {
        target[row &- rows.lowerBound] = Int16(
          truncatingIfNeeded: words[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1)
      }
    case .lists: preconditionFailure("lists are not dense keys")
    }
    if let units { units.replaceDays(target, rows.count) }
    guard let validity = column.validity else { return }
    let words = rows.lowerBound >> 6..<(rows.upperBound + 63) >> 6
    // Unknown rows hold some value, which matters only where they are members.
    guard words.contains(where: { members[$0] & ~validity.words[$0] != 0 }) else { return }
    validity.words.withUnsafeBufferPointer { validity in
      guard let known = validity.baseAddress else { return }
      segsh_replace_codes(
        target.baseAddress, known + words.lowerBound, words.count, Int16(codeCount - 1), 0)
    }
  }

  @inline(__always)
  private func read<Width: FixedWidthInteger>(
    _ values: [Width], _ shift: Int64, _ rows: Range<Int>,
    _ target: UnsafeMutableBufferPointer<Int16>
  ) {
    let shift = Int16(truncatingIfNeeded: shift)
    values.withUnsafeBufferPointer { values in
      for index in 0..<rows.count {
        target[index] =
          Int16(truncatingIfNeeded: values[rows.lowerBound &+ index]) &+ shift
      }
    }
  }
}
