/// The set rows of words that have few of them, one after the other, some hundreds at a time.
///
/// How many bits a word has cannot be guessed, so that hardly anything branches on it.
struct FewRows {
  /// Rows appended at once, whether there are so many or not.
  private static let stride = 2
  /// Rows with which there are enough.
  private static let most = 512

  private(set) var count = 0
  let rows: UnsafeMutablePointer<Int>

  /// Lets `body` use room for rows.
  @inline(__always)
  private static func with(_ body: (inout FewRows) -> Void) {
    // Past the most there may be the rows of a word, and what is written behind the last of them.
    withUnsafeTemporaryAllocation(of: Int.self, capacity: most + 64 + stride) { rows in
      guard let base = rows.baseAddress else { return }
      var few = FewRows(rows: base)
      body(&few)
    }
  }

  private init(rows: UnsafeMutablePointer<Int>) { self.rows = rows }

  @inline(__always)
  subscript(place: Int) -> Int { rows[place] }

  /// Whether the rows have to be used and removed before others are appended.
  private var isFull: Bool { count > Self.most }

  private mutating func removeAll() { count = 0 }

  /// Appends the set rows of a word whose first row has a number.
  @inline(__always)
  private mutating func append(_ word: UInt64, from start: Int) {
    var rest = word
    repeat {
      for _ in 0..<Self.stride {
        // With a highest bit there is always one to find.
        rows[count] = start &+ (rest | 1 << 63).trailingZeroBitCount
        count &+= rest == 0 ? 0 : 1
        rest &= rest &- 1
      }
    } while rest != 0
  }
}

extension FewRows {
  /// Calls `body` with the set rows among some, ascending, a few hundred at a time; `word` gives
  /// words by their number.
  @inline(__always)
  static func each(
    of all: Range<Int>, _ word: (Int) -> UInt64, _ body: (FewRows) -> Void
  ) {
    with { rows in
      for index in all.lowerBound / 64..<(all.upperBound + 63) / 64 {
        var bits = word(index)
        if index == all.lowerBound / 64 { bits &= .max << UInt64(all.lowerBound & 63) }
        if index == all.upperBound / 64 { bits &= (1 << UInt64(all.upperBound & 63)) - 1 }
        rows.append(bits, from: index &* 64)
        guard rows.isFull else { continue }
        body(rows)
        rows.removeAll()
      }
      if rows.count > 0 { body(rows) }
    }
  }
}
