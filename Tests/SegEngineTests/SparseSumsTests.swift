import SegStore
import SegTestSupport
import Testing

@testable import SegEngine

/// Sums of few rows against those of a plain loop over owners.
@Suite struct SparseSumsTests {
  /// Owners around steps of the search and blocks; rows of each, and the share that is meant.
  @Test(
    arguments: [1, 2, 15, 16, 17, 18, 33, 1_000, 65_535, 65_536, 65_537, 65_553],
    [(3, 0.1), (1, 0.01), (40, 0.002), (0, 0)] as [(Int, Double)])
  func ownersAreThoseOfAPlainLoop(count: Int, shape: (most: Int, share: Double)) throws {
    var random = SeededGenerator(seed: UInt64(count) &* 31 &+ UInt64(shape.most))
    var offsets: [UInt32] = [0]
    for owner in 0..<count {
      // Long stretches of owners without rows, and rows that begin and end anywhere.
      let isEmpty = owner % 100 > 60 || Int.random(in: 0..<4, using: &random) == 0
      let rows = isEmpty ? 0 : Int.random(in: 0...shape.most, using: &random)
      offsets.append(offsets[owner] + UInt32(rows))
    }
    let total = Int(offsets[count])
    let values = (0..<total).map { _ in Int32.random(in: -100...100, using: &random) }
    let mask = Bitmap(
      count: total,
      rows: (0..<total).filter { row in
        // The last row is the last owner's, behind whom nothing may be read.
        row == total - 1 && count > 20 || Double.random(in: 0..<1, using: &random) < shape.share
      })
    try check(mask, offsets, values)
  }

  /// Every row of one owner out of many, more of them than are held at a time.
  @Test(arguments: [1, 64, 511, 512, 513, 514, 2_000])
  func oneOwnerHasAllRows(count: Int) throws {
    let owners = 5_000
    for owner in [0, 1, 63, 64, owners - 17, owners - 1] {
      let offsets = (0...owners).map { UInt32($0 <= owner ? 0 : count) }
      let values = (0..<count).map { Int32($0 % 7 - 2) }
      try check(Bitmap(count: count, repeating: true), offsets, values)
    }
  }

  /// A sum that lies in the range only on the way is not wanted.
  @Test func sumsThatPassThroughTheRange() throws {
    let offsets = (0...40).map { UInt32($0 * 3) }
    let values = (0..<120).map { Int32([60, 60, -110][$0 % 3]) }
    let mask = Bitmap(count: 120, rows: [3, 4, 5, 117, 118, 119])
    let sums = try #require(SparseSums(mask: mask, owners: RowOwners(offsets: offsets)))
    #expect(sums.owners(values, 0, in: 50...130).isEmpty)
    #expect(sums.owners(values, 0, in: 10...10) == Bitmap(count: 40, rows: [1, 39]))
    #expect(sums.owners(values, 5, in: 25...25) == Bitmap(count: 40, rows: [1, 39]))
  }

  private func check(_ mask: Bitmap, _ offsets: [UInt32], _ values: [Int32]) throws {
    let owners = offsets.count - 1
    // Few owners can have more rows than there should be for this way.
    guard let sums = SparseSums(mask: mask, owners: RowOwners(offsets: offsets)) else { return }
    for range in [1...Int64.max, 50...120, Int64.min ... -1, -30 ... -10, 3...3]
      as [ClosedRange<Int64>]
    {
      for base in [0, 7] as [Int64] {
        let expected = (0..<owners).filter { owner in
          let rows = (Int(offsets[owner])..<Int(offsets[owner + 1])).filter { mask[$0] }
          return range.contains(rows.reduce(0) { $0 + base + Int64(values[$1]) })
        }
        #expect(
          sums.owners(values, base, in: range) == Bitmap(count: owners, rows: expected),
          "\(owners) owners in \(range)")
      }
    }
    checkListed(mask, offsets, values)
  }

  /// The same rows and others that are not meant, in a list; some of them do not exist.
  private func checkListed(_ mask: Bitmap, _ offsets: [UInt32], _ values: [Int32]) {
    let owners = RowOwners(offsets: offsets)
    let existing = Bitmap(count: mask.count, rows: (0..<mask.count).filter { $0 % 5 != 1 })
    let rows = (0..<mask.count).filter { mask[$0] || $0 % 41 == 7 }
    for existing in [nil, existing] {
      let meant = rows.filter { mask[$0] && existing?[$0] ?? true }
      let sums = ListedSums(
        rows: rows.map { Int32($0) },
        meant: Bitmap(count: rows.count, rows: rows.indices.filter { mask[rows[$0]] }),
        existing: existing, owners: owners)
      func expected(_ range: ClosedRange<Int64>, _ value: (Int) -> Int64) -> Bitmap {
        var totals = [Int64](repeating: 0, count: offsets.count - 1)
        var owner = 0
        for row in meant {
          while Int(offsets[owner + 1]) <= row { owner += 1 }
          totals[owner] += value(row)
        }
        return Bitmap(
          count: totals.count, rows: totals.indices.filter { range.contains(totals[$0]) })
      }
      for range in [1...Int64.max, 2...3, -30 ... -10, 1_000_000...1_000_050]
        as [ClosedRange<Int64>]
      {
        // What an unknown row holds is as large as the others are at least.
        for least in [0, 1_000_000] as [Int64] {
          let column = IntegerColumn(
            rows.map { Int64(values[$0]) + least },
            validity: Bitmap(count: rows.count, rows: rows.indices.filter { rows[$0] % 7 != 3 }))
          #expect(
            sums.owners(column, in: range)
              == expected(range) { $0 % 7 == 3 ? 0 : Int64(values[$0]) + least },
            "sums in \(range)")
        }
        #expect(sums.owners(nil, in: range) == expected(range) { _ in 1 }, "rows in \(range)")
      }
    }
  }
}
