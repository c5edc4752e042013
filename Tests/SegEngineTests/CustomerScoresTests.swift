import SegRetention
import SegTestSupport
import Testing

@testable import SegEngine
@testable import SegStore

/// Scores and values by their rank, with and without a sketch of the column, against sorting.
@Suite struct CustomerScoresTests {
  /// Rows of two blocks, the second one not full and ending inside a word.
  private static let count = BlockSummary.rows + 9_142

  /// Values of 2, 4 and 8 bytes, few of them often, some unknown.
  private func column(_ spread: Int64, _ random: inout SeededGenerator) -> IntegerColumn {
    let values = (0..<Self.count).map { row -> Int64 in
      switch row % 5 {
      case 0: spread / 3
      case 1: 0
      default: Int64.random(in: -spread...spread, using: &random) / Int64(row % 7 + 1)
      }
    }
    let known = Bitmap(
      count: Self.count,
      rows: values.indices.filter { _ in Double.random(in: 0..<1, using: &random) < 0.9 })
    return IntegerColumn(values, validity: known)
  }

  /// All known rows, most and few of them.
  private func members(
    _ column: IntegerColumn, _ share: Double, _ random: inout SeededGenerator
  ) -> Bitmap {
    Bitmap(
      count: Self.count,
      rows: (0..<Self.count).filter {
        column[$0] != nil && Double.random(in: 0..<1, using: &random) < share
      })
  }

  @Test(arguments: [300, 1 << 20, 1 << 40] as [Int64], [1, 0.9, 0.1])
  func valuesByRank(spread: Int64, share: Double) throws {
    var random = SeededGenerator(seed: UInt64(spread) &+ UInt64(share * 10))
    let column = column(spread, &random)
    let members = members(column, share, &random)
    let sorted = members.rows.compactMap { column[Int($0)] }.sorted()
    let places =
      [0, 1, sorted.count - 1]
      + (0..<20).map { _ in Int.random(in: 0..<sorted.count, using: &random) }
    let sketch = try #require(ColumnSketch(column))
    for sketch in [nil, sketch] {
      let found = OrderStatistics(column, among: members, sketch: sketch)
        .values(at: Set(places).sorted())
      #expect(found == Dictionary(uniqueKeysWithValues: Set(places).map { ($0, sorted[$0]) }))
    }
  }

  @Test(arguments: [300, 1 << 40] as [Int64], [1, 0.1])
  func scoresAreThoseOfTheCutRule(spread: Int64, share: Double) throws {
    var random = SeededGenerator(seed: UInt64(spread) &+ UInt64(share * 100))
    let column = column(spread, &random)
    let members = members(column, share, &random)
    let sorted = members.rows.compactMap { column[Int($0)] }.sorted()
    let sketch = try #require(ColumnSketch(column))
    for scale in [5, 10] {
      let cuts = QuantileCuts(ascending: sorted, parts: scale)
      for isLowBest in [false, true] {
        let wanted = (0..<Self.count).map { row in
          column[row].flatMap { value -> Int64? in
            guard members[row] else { return nil }
            return Int64(isLowBest ? cuts.reversedScore(value) : cuts.score(value))
          }
        }
        for sketch in [nil, sketch] {
          let scores = CustomerScores(
            column, among: members, scale: scale, isLowBest: isLowBest, sketch: sketch)
          #expect((0..<Self.count).map { scores.column[$0] } == wanted)
        }
      }
    }
  }

  /// Cut points at the ends of what there is.
  @Test func scoresOfOneValue() throws {
    let values = (0..<Self.count).map { Int64($0 < 2 ? 70_000 * $0 : 500) }
    let column = IntegerColumn(values)
    let sketch = try #require(ColumnSketch(column))
    let cuts = QuantileCuts(ascending: values.sorted(), parts: 5)
    for sketch in [nil, sketch] {
      let scores = CustomerScores(column, among: nil, scale: 5, isLowBest: false, sketch: sketch)
      #expect((0..<3).map { scores.column[$0] } == values[..<3].map { Int64(cuts.score($0)) })
    }
  }
}
