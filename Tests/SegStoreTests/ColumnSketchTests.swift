import SegTestSupport
import Testing

@testable import SegStore

/// Ranges of values that one byte a row tells apart.
@Suite struct ColumnSketchTests {
  private static let count = 20_000

  @Test func comparisonsAreSureOrOpen() throws {
    var random = SeededGenerator(seed: 5)
    for spread in [300, 60_000, 1 << 35] as [Int64] {
      let values = (0..<Self.count).map { row in
        row % 4 == 0
          ? spread / 2 : Int64.random(in: -spread...spread, using: &random) / Int64(row % 9 + 1)
      }
      let column = IntegerColumn(values)
      let sketch = try #require(ColumnSketch(column))
      for _ in 0..<200 {
        let (a, b) = (
          values.randomElement(using: &random) ?? 0,
          Int64.random(in: -spread...spread, using: &random)
        )
        let range = min(a, b)...max(a, b)
        let reading = sketch.reading(range)
        #expect(reading.unsure.count <= 2)
        for (value, code) in zip(values, sketch.codes) where !reading.unsure.contains(code) {
          #expect(
            range.contains(value) == (reading.sure?.contains(code) ?? false), "\(value) in \(range)"
          )
        }
      }
    }
  }

  /// A bound leaves few values open, however unevenly they are spread.
  @Test func rangesAreAboutEquallyFull() throws {
    var random = SeededGenerator(seed: 6)
    let values = (0..<Self.count).map { row in
      row == 0
        ? Int64(1) << 40
        : Int64.random(in: 0..<1 << Int64.random(in: 10...24, using: &random), using: &random)
    }
    let sketch = try #require(ColumnSketch(IntegerColumn(values)))
    for bound in stride(from: Int64(1000), to: 1 << 24, by: 99_999) {
      let unsure = sketch.reading(0...bound).unsure
      #expect(sketch.codes.count(where: unsure.contains) < Self.count / 64, "\(bound)")
    }
  }

  /// Rows of each range, of all known rows, most and few of them.
  @Test(arguments: [nil, 0.9, 0.1])
  func rowsOfEachRange(share: Double?) throws {
    var random = SeededGenerator(seed: 8)
    let values = (0..<Self.count).map { _ in Int64.random(in: 0...90_000, using: &random) }
    let known = Bitmap(
      count: Self.count,
      rows: values.indices.filter { _ in Double.random(in: 0..<1, using: &random) < 0.8 })
    for validity in [nil, known] {
      let sketch = try #require(ColumnSketch(IntegerColumn(values, validity: validity)))
      let rows = share.map { share in
        Bitmap(
          count: Self.count,
          rows: values.indices.filter {
            validity?[$0] ?? true && Double.random(in: 0..<1, using: &random) < share
          })
      }
      let all = rows ?? validity ?? Bitmap(count: Self.count, repeating: true)
      let counts = sketch.counts(of: all)
      for (range, count) in counts.enumerated() {
        let inside = sketch.values(ofRange: range)
        #expect(count == all.rows.count { inside.contains(values[Int($0)]) })
      }
      for row in all.rows.map(Int.init) {
        #expect(sketch.values(ofRange: sketch.range(ofRow: row)).contains(values[row]))
      }
    }
  }

  /// Rows that are left out and all hold one value, which may share its range with others.
  @Test(arguments: [0, 40_000] as [Int64])
  func rowsOfEachRangeWhereTheRestIsTheSame(rest: Int64) throws {
    var random = SeededGenerator(seed: 9)
    for share in [0.5, 0.001] {
      let isRest = (0..<Self.count).map { _ in Double.random(in: 0..<1, using: &random) < share }
      let values = isRest.map { $0 ? rest : Int64.random(in: -9...90_000, using: &random) }
      let known = Bitmap(count: Self.count, rows: values.indices.filter { $0 % 7 != 2 })
      for validity in [nil, known] {
        let sketch = try #require(ColumnSketch(IntegerColumn(values, validity: validity)))
        let rows = values.indices.filter { !isRest[$0] && validity?[$0] ?? true }
        let counts = sketch.counts(of: Bitmap(count: Self.count, rows: rows), rest: rest)
        var wanted = counts.map { _ in 0 }
        for row in rows { wanted[sketch.range(ofRow: row)] += 1 }
        #expect(counts == wanted)
      }
    }
  }

  /// A frequent value is told from its neighbours by its code alone.
  @Test func frequentValuesHaveACodeOfTheirOwn() throws {
    var random = SeededGenerator(seed: 7)
    let values = (0..<Self.count).map { row in
      row % 3 == 0 ? 5000 : Int64.random(in: 0...90_000, using: &random)
    }
    let sketch = try #require(ColumnSketch(IntegerColumn(values)))
    for range in [0...4999, 0...5000, 5000...5000, 5000...90_000, 5001...90_000]
      as [ClosedRange<Int64>]
    {
      #expect(sketch.reading(range).unsure.isEmpty, "\(range)")
    }
  }

  @Test func narrowAndUnknownColumnsHaveNone() {
    let wide = (0..<Self.count).map { Int64($0) }
    #expect(ColumnSketch(IntegerColumn(wide.map { $0 % 100 })) == nil)
    let few = Bitmap(count: Self.count, rows: 0..<100)
    #expect(ColumnSketch(IntegerColumn(wide, validity: few)) == nil)
  }

  /// The first comparison reads the values; later ones share one sketch, copies of the column too.
  @Test func theSecondComparisonMakesIt() {
    let column = IntegerColumn((0..<1 << 18).map { Int64($0) })
    let copy = column
    #expect(column.sketch == nil)
    #expect(copy.sketch != nil)
    #expect(column.sketch != nil)
    let short = IntegerColumn((0..<1000).map { Int64($0) })
    #expect(short.sketch == nil)
    #expect(short.sketch == nil)
  }
}
