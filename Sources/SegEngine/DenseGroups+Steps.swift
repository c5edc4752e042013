import CMasks
import SegStore

extension DenseGroups {
  /// Some rows with their group numbers, and which of them are members.
  struct Step {
    /// The first one at the border of a word.
    let rows: Range<Int>
    let members: UnsafePointer<UInt64>
    /// Rows of all steps together.
    let rowCount: Int
    /// A row each, a spare group for those that are no members; what stands in words without
    /// members means nothing.
    let groups: UnsafeMutablePointer<Int16>
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
      segsh_add_to_groups(
        addend, other, groups, members, rows.lowerBound, rows.count, rowCount, lane, totals)
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
