import SegModel
import SegStore
import SegTestSupport
import Testing

/// Summaries say of every block what its rows come to.
struct BlockSummaryTests {
  @Test(arguments: [0, 1, 63, 65_535, 65_536, 65_537, 140_000])
  func summariesAreThoseOfTheRows(count: Int) {
    for span in [Int64(100), 60_000, 1 << 31, 1 << 60] {
      var generator = SeededGenerator(seed: UInt64(count) &+ UInt64(span))
      let values = (0..<count).map { _ in Int64.random(in: -span / 3...span, using: &generator) }
      var validity = Bitmap(count: count, repeating: true)
      // Some words know all their rows, some a few, and a whole block none.
      for row in 0..<count where row % 640 > 500 && row % 3 == 0 || row >> 16 == 1 {
        validity[row] = false
      }
      for mask in [nil, validity] {
        let column = IntegerColumn(values, validity: mask)
        #expect(column.summaries == expected(values, mask))
        #expect(column.bounds == bounds(values, mask))
        let less = column.subtracted(from: 9)
        #expect(less.summaries == expected(values.map { 9 - $0 }, mask))
      }
    }
  }

  private func expected(_ values: [Int64], _ mask: Bitmap?) -> [BlockSummary] {
    stride(from: 0, to: values.count, by: BlockSummary.rows).map { start in
      let rows = start..<min(start + BlockSummary.rows, values.count)
      let known = rows.filter { mask?[$0] ?? true }.map { values[$0] }
      return BlockSummary(
        low: known.min() ?? .max, high: known.max() ?? .min, unknowns: rows.count - known.count)
    }
  }

  private func bounds(_ values: [Int64], _ mask: Bitmap?) -> ClosedRange<Int64>? {
    let known = values.indices.filter { mask?[$0] ?? true }.map { values[$0] }
    guard let low = known.min(), let high = known.max() else { return nil }
    return low...high
  }
}
