import CMasks
import SegStore
import SegTestSupport
import Testing

@testable import SegEngine

/// From rows to their owners, against plain loops.
@Suite struct RowOwnersTests {
  /// Owners around words and blocks, and the most rows that one of them has.
  @Test(
    arguments: [0, 1, 2, 63, 64, 65, 1_000, 65_536, 65_537], [0, 1, 3, 12])
  func ownersOfRows(count: Int, most: Int) {
    var random = SeededGenerator(seed: UInt64(count) &* 31 &+ UInt64(most))
    let offsets = Self.offsets(count, most, &random)
    let rows = Int(offsets[count])
    let owners = RowOwners(offsets: offsets)
    for share in [0, 0.01, 0.3, 1] {
      let mask = Bitmap(
        count: rows,
        rows: (0..<rows).filter { _ in Double.random(in: 0..<1, using: &random) < share })
      let expected = (0..<count).filter { owner in
        (offsets[owner]..<offsets[owner + 1]).contains { mask[Int($0)] }
      }
      #expect(owners.having(mask) == Bitmap(count: count, rows: expected))
      let some = Bitmap(
        count: count,
        rows: (0..<count).filter { _ in Double.random(in: 0..<1, using: &random) < share })
      let own = some.rows.flatMap { Int(offsets[Int($0)])..<Int(offsets[Int($0) + 1]) }
      #expect(owners.rows(of: some) == Bitmap(count: rows, rows: own))
    }
    let owning = (0..<count).filter { offsets[$0] < offsets[$0 + 1] }
    #expect(owners.having(nil) == Bitmap(count: count, rows: owning))
    #expect(
      owners.ends.lastRows == Bitmap(count: rows, rows: owning.map { Int(offsets[$0 + 1]) - 1 }))
    var ends: UInt32 = 0
    let before = owners.ends.lastRows.words.map { word in
      defer { ends += UInt32(word.nonzeroBitCount) }
      return ends
    }
    #expect(owners.ends.before == before)
  }

  /// One owner's rows over several words, and nothing but that.
  @Test func carriesRunThroughWords() {
    for end in [64, 65, 128, 200, 640] {
      let owners = RowOwners(offsets: [0, 0, UInt32(end), UInt32(end), UInt32(end) + 1])
      for row in [0, 1, 62, 63, end - 2, end - 1] {
        #expect(owners.having(Bitmap(count: end + 1, rows: [row])).rows == [1])
      }
      #expect(owners.having(Bitmap(count: end + 1, rows: [end])).rows == [3])
      #expect(owners.having(Bitmap(count: end + 1)).isEmpty)
      #expect(owners.rows(of: Bitmap(count: 4, rows: [0, 2])).isEmpty)
      #expect(
        owners.rows(of: Bitmap(count: 4, rows: [1])) == Bitmap(count: end + 1, rows: 0..<end))
      #expect(owners.rows(of: Bitmap(count: 4, rows: [3])).rows == [Int32(end)])
    }
  }

  /// More rows than one thread marks: owners' rows run over the border between two.
  @Test func marksOfSeveralThreads() {
    let count = 1_500_000
    let offsets = (0...count).map { UInt32($0 * 3) }
    let ends = RowOwners(offsets: offsets).ends
    #expect(ends.lastRows.population == count)
    #expect(ends.owning.population == count)
    var last = 0
    ends.lastRows.forEach { row in last += row % 3 == 2 ? 1 : 0 }
    #expect(last == count)
    // Words hold 21 or 22 of them.
    #expect(ends.before.indices.allSatisfy { Int(ends.before[$0]) == $0 * 64 / 3 })
  }

  /// Processors that pack and spread bits come to the same as those that do not.
  @Test func plainLoopsComeToTheSame() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let count = Int.random(in: 1...300, using: &random)
      let offsets = Self.offsets(count, Int.random(in: 1...90, using: &random), &random)
      let rows = Int(offsets[count])
      let ends = RowOwners(offsets: offsets).ends
      let mask = (0..<Bitmap.wordCount(for: rows)).map { _ in
        UInt64.random(in: 0...(.max), using: &random)
          & UInt64.random(in: 0...(.max), using: &random)
      }
      let owner = Int.random(in: 0..<count, using: &random)
      let (first, end) = (
        Int(offsets[owner]), Int(offsets[Int.random(in: owner...count, using: &random)])
      )
      let zeros = [UInt64](repeating: 0, count: count / 64 + 2)
      var (packed, plain) = (zeros, zeros)
      segsh_owners_of_rows(mask, ends.lastRows.words, first, end, &packed)
      segsh_plain_owners_of_rows(mask, ends.lastRows.words, first, end, &plain)
      #expect(packed == plain)
      let words = ends.owning.words
      var (spread, plainSpread) = (words, words)
      segsh_spread_bits(packed, words, words.count, &spread)
      segsh_plain_spread_bits(packed, words, words.count, &plainSpread)
      #expect(spread == plainSpread)
      // From a word on whose first row may be any of its owner's.
      let word = Int.random(in: 0..<mask.count, using: &random)
      var (all, plainAll) = (mask, mask)
      let next = Int(ends.before[word])
      segsh_rows_of_owners(
        mask + [0, 0], ends.lastRows.words, next, word, mask.count - word, &all)
      segsh_plain_rows_of_owners(
        mask + [0, 0], ends.lastRows.words, next, word, mask.count - word, &plainAll)
      #expect(all == plainAll)
      let some = (0..<min(rows, 50)).map { _ in UInt32.random(in: 0..<UInt32(rows), using: &random)
      }
      var (before, plainBefore) = (
        [UInt32](repeating: 0, count: 50), [UInt32](repeating: 0, count: 50)
      )
      segsh_owners_before(some, some.count, ends.lastRows.words, ends.before, &before)
      segsh_plain_owners_before(some, some.count, ends.lastRows.words, ends.before, &plainBefore)
      #expect(before == plainBefore)
    }
  }

  /// Where rows begin: stretches of owners have none.
  private static func offsets(
    _ count: Int, _ most: Int, _ random: inout SeededGenerator
  ) -> [UInt32] {
    (0..<count).reduce(into: [0]) { offsets, owner in
      let isEmpty = owner % 100 > 80 || Int.random(in: 0..<4, using: &random) == 0
      offsets.append(
        offsets[owner] + UInt32(isEmpty ? 0 : Int.random(in: 0...most, using: &random)))
    }
  }
}
