import SegStore
import SegTestSupport
import Testing

/// Columns give back what they were given, in the width they should.
struct ColumnTests {
  private static let borders: [[Int64]] = [
    [], [0], [-128, 127], [-129, 126], [0, 255], [0, 256], [-32768, 32767], [-32769, 32766],
    [1 << 40, (1 << 40) + 65535], [1 << 40, (1 << 40) + 65536], [-(1 << 31), (1 << 31) - 1],
    [5, 5 + 0xFFFF_FFFF], [5, 6 + 0xFFFF_FFFF], [.min, .max], [.min, .min + 255],
    [.max - 255, .max], [.max - 0xFFFF_FFFF, .max], [.min],
  ]

  private func width(_ column: IntegerColumn) -> Int {
    switch column.storage {
    case .int8: 1
    case .int16: 2
    case .int32: 4
    case .int64: 8
    }
  }

  @Test(arguments: borders)
  func integersComeBack(values: [Int64]) {
    let column = IntegerColumn(values)
    #expect(column.widened == values)
    #expect(values.indices.allSatisfy { column[$0] == values[$0] })
    #expect(column.bounds?.lowerBound == values.min())
    #expect(column.bounds?.upperBound == values.max())
    let validity = Bitmap(count: values.count + 1, rows: Array(values.indices))
    let partial = IntegerColumn(values + [42_000_000_000_000], validity: validity)
    #expect(width(partial) == width(column))
    #expect(partial[values.count] == nil)
    #expect(values.indices.allSatisfy { partial[$0] == values[$0] })
    #expect(partial.rawValue(values.count) == partial.base)
  }

  @Test func widthIsTheNarrowest() {
    #expect(width(IntegerColumn([1 << 40, (1 << 40) + 255])) == 1)
    #expect(width(IntegerColumn([0, 256])) == 2)
    #expect(width(IntegerColumn([0, 65536])) == 4)
    #expect(width(IntegerColumn([0, 1 << 32])) == 8)
    #expect(IntegerColumn([0, 100]).base == 0)
  }

  @Test func gatheredIntegersFollowTheRows() {
    for values in Self.borders where !values.isEmpty {
      let rows: [Int32] = [Int32(values.count - 1), -1, 0]
      let column = IntegerColumn(values).gathering(rows)
      #expect((0..<3).map { column[$0] } == [values.last, nil, values.first])
    }
  }

  @Test(arguments: [0, 1, 255, 256, 257, 65535, 65536, 65537])
  func textsComeBack(count: Int) {
    let texts: [String?] = (0..<count).map { "t\($0)" } + [nil]
    let column = TextColumn(texts)
    #expect((0...count).map { column[$0] } == texts)
    let size =
      switch column.codes {
      case .uint8: 1
      case .uint16: 2
      case .uint32: 4
      case .rows: 0
      }
    #expect(size == (count <= 256 ? 1 : count <= 65536 ? 2 : 4))
    let rows = (0...Int32(count)).reversed() + [-1]
    let gathered = column.gathering(rows)
    #expect((0..<rows.count).map { gathered[$0] } == texts.reversed() + [nil])
    #expect(gathered.dictionary.count == count)
  }

  @Test func gatheredTextsKeepOnlyTheirDictionary() {
    let column = TextColumn(["a", "b", "c", "b"]).gathering([3, 1, 0])
    #expect(column.dictionary.count == 2)
    #expect(column.dictionary[0] == "b")
    #expect(column.widenedCodes == [0, 0, 1])
  }

  @Test func listsComeBack() {
    for seed in UInt64(0)..<40 {
      var generator = SeededGenerator(seed: seed)
      let lists: [[String]?] = (0..<100).map { _ in
        guard Bool.random(using: &generator) else { return nil }
        let count = Int.random(in: 0...3, using: &generator)
        return Set((0..<count).map { _ in "n\(Int.random(in: 0..<30, using: &generator))" })
          .sorted()
      }
      let column = ListColumn(lists)
      #expect((0..<100).map { column[$0] } == lists, "seed \(seed)")
      let rows = (0..<Int32(100)).shuffled(using: &generator).prefix(40) + [-1]
      let gathered = column.gathering(Array(rows))
      #expect(
        (0...40).map { gathered[$0] } == rows.map { $0 < 0 ? nil : lists[Int($0)] }, "seed \(seed)")
    }
  }
}
