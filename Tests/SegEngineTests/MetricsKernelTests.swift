import SegStore
import Testing

@testable import SegEngine

/// Numbers and days of orders, at numbers that need one, two and four bytes.
@Suite struct MetricsKernelTests {
  @Test(arguments: [100, 127, 128, 32_767, 32_768, 40_000])
  func numbersOfEveryWidth(_ most: Int) {
    let sizes = [most, 0, 3, most / 2]
    let offsets = sizes.reduce(into: [UInt32(0)]) { $0.append(($0.last ?? 0) + UInt32($1)) }
    let rows = Int(offsets.last ?? 0)
    // Each customer's orders lie a day apart; every other row counts.
    let days = sizes.flatMap { size in (0..<size).map { Int64(10_000 + $0) } }
    let counted = Bitmap(count: rows, rows: stride(from: 0, to: rows, by: 2))
    for mask in [nil, counted] {
      let figures = MetricsKernel(offsets: offsets, counted: mask).figures(IntegerColumn(days))
      for customer in sizes.indices {
        let own = (Int(offsets[customer])..<Int(offsets[customer + 1]))
          .filter { mask?[$0] ?? true }
        #expect(figures.counts[customer] == Int64(own.count))
        #expect(figures.firstDays[customer] == own.first.map { days[$0] })
        #expect(figures.lastDays[customer] == own.last.map { days[$0] })
      }
    }
  }
}
