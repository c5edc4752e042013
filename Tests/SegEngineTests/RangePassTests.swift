import SegStore
import SegTestSupport
import Testing

@testable import SegEngine

/// Values of a range among the rows of a mask, against one row at a time.
@Suite struct RangePassTests {
  /// Sizes around words and blocks.
  static let counts = [0, 1, 63, 64, 65, 130, 65_535, 65_536, 65_537, 65_600]

  @Test(arguments: counts)
  func rowsAreThoseOfAPlainLoop(count: Int) {
    var random = SeededGenerator(seed: UInt64(count) + 1)
    let shapes: [(Int64, Int64)] = [
      (9_000_000, 200), (0, 100), (-20_000, 40_000), (1 << 40, 1 << 20), (-(1 << 61), 1 << 62),
    ]
    for (base, span) in shapes.prefix(count < 1_000 ? shapes.count : 1) {
      let values = (0..<count).map { _ in Int64.random(in: base...base + span, using: &random) }
      let known = Bitmap(count: count, rows: (0..<count).filter { $0 % 5 != 2 })
      for validity in [nil, known] {
        let column = IntegerColumn(values, validity: validity)
        for masks in Self.masks(count, &random) {
          for range in [
            base...base + span, base + span / 4...base + span / 2, base + span + 1...Int64.max,
            Int64.min...base - 1, Int64.min...base + span / 3, base + span / 3...Int64.max,
          ] {
            let expected = (0..<count).filter { row in
              masks.allSatisfy { $0[row] } && (validity?[row] ?? true)
                && range.contains(values[row])
            }
            let found = Self.rows(column, range, among: masks)
            #expect(found == Bitmap(count: count, rows: expected), "\(count) rows in \(range)")
            #expect(found.isWellFormed)
          }
        }
      }
    }
  }

  /// Blocks whose values are all inside of the range, all outside, and some of both.
  @Test func blocksThatAreNotRead() {
    let count = 3 * BlockSummary.rows + 7
    let values = (0..<count).map { Int64($0 / BlockSummary.rows * 1_000 + $0 % 10) }
    let column = IntegerColumn(values)
    let mask = Bitmap(count: count, rows: (0..<count).filter { $0 % 3 == 0 })
    for range in [1_000...1_009, 5...2_004, 3_003...3_003] as [ClosedRange<Int64>] {
      let expected = (0..<count).filter { $0 % 3 == 0 && range.contains(values[$0]) }
      #expect(
        Self.rows(column, range, among: [mask]) == Bitmap(count: count, rows: expected))
    }
  }

  private static func rows(
    _ column: IntegerColumn, _ range: ClosedRange<Int64>, among masks: [Bitmap]
  ) -> Bitmap {
    var pass = BlockPass()
    let test: any BlockTest = RangeTest(column, range) ?? NoTest()
    let operands = [pass.add(.test(test))] + masks.map { pass.add(.known($0)) }
    let last = pass.add(.all(operands))
    return pass.rows(count: column.count)[last.place]
  }

  /// All rows, none, few and half of them, and two masks at once.
  private static func masks(_ count: Int, _ random: inout SeededGenerator) -> [[Bitmap]] {
    let masks = [0, 0.01, 0.5, 0.6, 1].map { share in
      Bitmap(
        count: count,
        rows: (0..<count).filter { _ in Double.random(in: 0..<1, using: &random) < share })
    }
    return [[], Array(masks[2...3])] + masks.map { [$0] }
  }
}
