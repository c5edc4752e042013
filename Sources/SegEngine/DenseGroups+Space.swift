import CMasks
import SegStore

extension DenseGroups {
  /// Room for one step, and what some steps come to.
  struct Space {
    /// The codes of one key, a row each.
    let codes: UnsafeMutablePointer<Int16>
    /// The group numbers so far, a row each; both are at most 2 to the power of 14.
    let groups: UnsafeMutablePointer<Int16>
    /// Members of each place; then what each figure comes to there, and its known values;
    /// then what the figures of each pack come to, one beside the other.
    let counts: UnsafeMutablePointer<Int64>
    private let places: Int
    private let figureCount: Int

    /// Lets `body` add to totals without members.
    static func with(_ empty: Totals, _ packCount: Int, _ body: (Space) -> Void) {
      let places = empty.counts.count
      let numbers =
        empty.counts + zip(empty.values, empty.known).flatMap { $0 + $1 }
        + [Int64](repeating: 0, count: 2 * packCount * places)
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: numbers.count) { totals in
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * stepRows) { codes in
          _ = totals.initialize(from: numbers)
          codes.initialize(repeating: 0)
          guard let counts = totals.baseAddress, let codes = codes.baseAddress else { return }
          body(
            Space(
              codes: codes, groups: codes + stepRows, counts: counts, places: places,
              figureCount: empty.values.count))
        }
      }
    }

    /// What a figure comes to.
    func values(_ figure: Int) -> UnsafeMutablePointer<Int64> {
      counts + (1 + 2 * figure) * places
    }

    /// Where the known values of a figure are counted.
    func known(_ figure: Int) -> UnsafeMutablePointer<Int64> { counts + (2 + 2 * figure) * places }

    /// What the figures of a pack come to together.
    func together(_ pack: Int) -> UnsafeMutablePointer<Int64> {
      counts + (1 + 2 * (figureCount + pack)) * places
    }

    func totals() -> Totals {
      func numbers(_ start: UnsafeMutablePointer<Int64>) -> [Int64] {
        Array(UnsafeBufferPointer(start: start, count: places))
      }
      return Totals(
        counts: numbers(counts), known: (0..<figureCount).map { numbers(known($0)) },
        values: (0..<figureCount).map { numbers(values($0)) })
    }

    /// Puts rows that are no members into the spare groups; the first row begins a word.
    func spare(_ first: Int16, _ members: UnsafePointer<UInt64>, _ words: Range<Int>) {
      segsh_replace_codes(groups, members + words.lowerBound, words.count, first, 1)
    }

    /// Appends a key's codes to the group numbers.
    func join(_ factor: Int, _ count: Int) {
      let times = Int16(truncatingIfNeeded: factor)
      for place in 0..<count { groups[place] = groups[place] &* times &+ codes[place] }
    }
  }
}
