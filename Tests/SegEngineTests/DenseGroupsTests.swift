import SegModel
import SegPlan
import SegStore
import Testing

@testable import SegEngine

/// Sums and counts that share 64 bits, at the largest values that they may hold.
@Suite struct DenseGroupsTests {
  /// 300,000 rows of one group, more than are added up before sums and counts are taken apart.
  @Test(arguments: [27, 40], [1, -1] as [Int64])
  func largestValuesAddUp(bits: Int, sign: Int64) throws {
    // On one thread the rows between are as many as there can be.
    Parallel.width = 1
    defer { Parallel.width = 0 }
    let count = 300_000
    let value = sign * ((1 << Int64(bits)) - 1)
    // The other end of the range keeps the base away from the values.
    let values = [Int64](repeating: value, count: count - 1) + [-value]
    let known = Bitmap(count: count, rows: (0..<count).filter { $0 % 7 != 3 })
    for validity in [nil, known] {
      let column = IntegerColumn(values, validity: validity)
      let key = DenseGroups.Key(.integers(IntegerColumn(values.map { _ in 5 })))
      let groups = try #require(
        DenseGroups(
          keys: [key].compactMap(\.self),
          figures: [.init(function: .sum, column: column), .init(function: .max, column: column)],
          rowCount: count))
      let totals = groups.totals(Bitmap(count: count, repeating: true))
      let group = try #require(totals.counts.firstIndex { $0 > 0 })
      let rows = (0..<count).filter { validity?[$0] ?? true }
      #expect(totals.counts[group] == Int64(count))
      #expect(totals.known.map { $0[group] } == [Int64(rows.count), Int64(rows.count)])
      #expect(totals.values[0][group] == rows.reduce(0) { $0 + values[$1] })
      #expect(totals.values[1][group] == rows.map { values[$0] }.max())
    }
  }
}
