import SegStore
import SegTestSupport
import Testing

@testable import SegEngine

/// Rows that another one follows, against a plain loop over each owner's rows.
@Suite struct NextRowsTests {
  /// Owners with up to so many rows, whose days lie up to so many apart.
  @Test(arguments: [1, 3, 10, 150], [0, 2, 30, 5_000])
  func rowsAreThoseOfAPlainLoop(most: Int, apart: Int) {
    var random = SeededGenerator(seed: UInt64(most) &* 31 &+ UInt64(apart))
    var offsets: [UInt32] = [0]
    var days: [Int64] = []
    while days.count < 1_500 {
      let count = Int.random(in: 0...most, using: &random)
      var day = Int64.random(in: -20...20, using: &random)
      for _ in 0..<count {
        days.append(day)
        day += Int64.random(in: 0...Int64(apart), using: &random)
      }
      offsets.append(UInt32(days.count))
    }
    for share in [0.05, 0.5, 0.95] {
      func some() -> Bitmap {
        Bitmap(
          count: days.count,
          rows: days.indices.filter { _ in Double.random(in: 0..<1, using: &random) < share })
      }
      let (first, second) = (some(), some())
      for span in [nil, 0, 1, 30, 100_000] as [Int64?] {
        for isExcluded in [false, true] {
          for lastStart in [.max, 40, -1_000] as [Int64] {
            check(offsets, days, first, second, span, lastStart, isExcluded)
          }
        }
      }
    }
  }

  /// Rows of one owner that far more others stand behind than are looked at one by one.
  @Test func oneOwnerWithManyRows() {
    let count = 20_000
    let days = (0..<count).map { Int64($0 / 10) }
    let all = Bitmap(count: count, repeating: true)
    for place in [nil, count - 1, count / 2] {
      let second = Bitmap(count: count, rows: place.map { [$0] } ?? [])
      for span in [nil, 30] as [Int64?] {
        let next = NextRows(
          first: all, second: second, lastRows: Bitmap(count: count, rows: [count - 1]),
          span: span, lastStart: .max, isExcluded: false)
        let expected = (0..<count).filter { row in
          place.map { $0 > row && days[$0] - days[row] <= span ?? .max } ?? false
        }
        #expect(next.rows(IntegerColumn(days)) == Bitmap(count: count, rows: expected))
      }
    }
  }

  private func check(
    _ offsets: [UInt32], _ days: [Int64], _ first: Bitmap, _ second: Bitmap, _ span: Int64?,
    _ lastStart: Int64, _ isExcluded: Bool
  ) {
    var expected: [Int] = []
    for owner in 0..<offsets.count - 1 {
      let rows = Int(offsets[owner])..<Int(offsets[owner + 1])
      for row in rows where first[row] && (!isExcluded || days[row] <= lastStart) {
        let isFollowed = (row + 1..<rows.upperBound).contains { other in
          second[other] && span.map { days[other] - days[row] <= $0 } ?? true
        }
        if isFollowed != isExcluded { expected.append(row) }
      }
    }
    let next = NextRows(
      first: first, second: second, lastRows: RowOwners(offsets: offsets).ends.lastRows,
      span: span, lastStart: lastStart, isExcluded: isExcluded)
    #expect(
      next.rows(IntegerColumn(days)) == Bitmap(count: days.count, rows: expected),
      "within \(span.map { "\($0)" } ?? "any") days, \(isExcluded ? "none" : "one"), \(lastStart)")
  }
}
