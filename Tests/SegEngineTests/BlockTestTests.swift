import SegTestSupport
import Testing

@testable import SegEngine
@testable import SegStore

/// Tests that are told block by block, against one row at a time.
@Suite struct BlockTestTests {
  /// Rows of two blocks, the second one not full and ending inside a word.
  private static let count = BlockSummary.rows + 1000 * 64 / 7

  @Test(arguments: [1 << 6, 1 << 12, 1 << 30, 1 << 40])
  func rangesOfNumbers(_ spread: Int64) {
    var random = SeededGenerator(seed: UInt64(spread))
    let column = numbers(spread, &random)
    let sketch = ColumnSketch(column)
    #expect((sketch == nil) == (spread == 1 << 6), "a narrow column needs none")
    let bounds = column.bounds ?? 0...0
    for _ in 0..<20 {
      let ranges = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        range(within: bounds, of: column, &random)
      }
      let wanted = rows { row in column[row].map { value in ranges.contains { $0.contains(value) } }
      }
      #expect(told(RangeTest(column, ranges, sketch: nil)) == wanted, "\(ranges)")
      #expect(told(RangeTest(column, ranges, sketch: sketch)) == wanted, "\(ranges) by the sketch")
    }
  }

  @Test(arguments: [3, 16, 17, 200, 256, 1000, 70_000])
  func marksOfCodes(_ distinct: Int) {
    var random = SeededGenerator(seed: UInt64(distinct))
    let codes = (0..<Self.count).map { _ in UInt32.random(in: 0..<UInt32(distinct), using: &random)
    }
    let validity = Bitmap(
      count: Self.count, rows: (0..<Self.count).filter { _ in .random(using: &random) })
    let texts = TextColumn(
      codes: codes, dictionary: TextDictionary((0..<distinct).map { "t\($0)" }), validity: validity)
    let bitmaps = CodeBitmaps(texts)
    #expect((bitmaps == nil) == (distinct > 16), "many texts get no bits")
    var marks = [0.0, 0.01, 0.2, 0.5, 1].map { share in
      (0..<distinct).map { _ in Double.random(in: 0..<1, using: &random) < share }
    }
    marks.append((0..<distinct).map { $0 == distinct - 1 || $0 == 0 })
    for code in 0..<min(distinct, 3) { marks.append((0..<distinct).map { $0 == code }) }
    for isMarked in marks {
      let wanted = rows { row in texts.code(row).map { isMarked[$0] } }
      for bitmaps in [nil, bitmaps] {
        let test = CodeTest(texts.codes, texts.validity, isMarked, bitmaps: bitmaps)
        #expect(told(test) == wanted, "\(isMarked.count { $0 }) marks")
      }
    }
  }

  /// Everything that a pass can hold, against operations on whole bitmaps.
  @Test func nodesOfAPass() {
    var random = SeededGenerator(seed: 11)
    let column = numbers(1000, &random)
    let known = Bitmap(count: Self.count, rows: stride(from: 3, to: Self.count, by: 5))
    var pass = BlockPass()
    guard let low = RangeTest(column, -1000...100), let high = RangeTest(column, 50...5000) else {
      Issue.record("both ranges hold values")
      return
    }
    let (a, b) = (pass.add(.test(low)), pass.add(.known(known)))
    let c = pass.add(.test(OppositeTest(test: high)))
    let both = pass.add(.all([a, b]))
    let some = pass.add(.any([both, c, b]))
    let others = [
      pass.add(.test(NoTest())), pass.add(.all([])), pass.add(.any([])),
      pass.add(.all([some.opposite])), pass.add(.any([c])), pass.add(.all([a.opposite, b, c])),
      pass.add(.any([b.opposite, a, c.opposite.opposite, both.opposite])),
    ]
    #expect(others.map(\.place) == Array(5..<12))
    let (lows, highs) = (told(low), told(high))
    let either = lows.intersection(known).union(highs.complement).union(known)
    let all = Bitmap(count: Self.count, repeating: true)
    let wanted = [
      lows, known, highs.complement, lows.intersection(known), either, Bitmap(count: Self.count),
      all, Bitmap(count: Self.count), either.complement, highs.complement,
      known.subtracting(lows).subtracting(highs),
      known.complement.union(lows).union(highs.complement)
        .union(lows.intersection(known).complement),
    ]
    let found = pass.rows(count: Self.count)
    #expect(found == wanted)
    for rows in found { #expect(rows.isWellFormed) }
  }

  private func numbers(_ spread: Int64, _ random: inout SeededGenerator) -> IntegerColumn {
    let heavy = spread / 3
    let values = (0..<Self.count).map { row in
      // The second block lies apart, and every third value is the same.
      row % 3 == 0
        ? heavy : Int64.random(in: 0..<spread, using: &random) / (row < BlockSummary.rows ? 2 : 1)
    }
    let validity = Bitmap(count: Self.count, rows: (0..<Self.count).filter { $0 % 7 != 2 })
    return IntegerColumn(values, validity: validity)
  }

  private func range(
    within bounds: ClosedRange<Int64>, of column: IntegerColumn, _ random: inout SeededGenerator
  ) -> ClosedRange<Int64> {
    func end() -> Int64 {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bounds.lowerBound
      case 1: bounds.upperBound
      case 2: Bool.random(using: &random) ? .min : .max
      case 3: column[0] ?? 0
      default: Int64.random(in: bounds, using: &random)
      }
    }
    let (a, b) = (end(), end())
    return min(a, b)...max(a, b)
  }

  private func rows(_ holds: (Int) -> Bool?) -> Bitmap {
    Bitmap(count: Self.count, rows: (0..<Self.count).filter { holds($0) ?? false })
  }

  private func told(_ test: (any BlockTest)?) -> Bitmap {
    MaskKernels.rows(test ?? NoTest(), count: Self.count)
  }
}
