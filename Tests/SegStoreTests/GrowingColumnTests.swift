import SegStore
import SegTestSupport
import Testing

/// Columns that grow piece by piece are those of all values at once, whatever widths and bases the
/// pieces had.
@Suite struct GrowingColumnTests {
  @Test func integersOfAnySize() {
    var random = SeededGenerator(seed: 3)
    for round in 0..<400 {
      var pieces: [[Int64?]] = []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let reach: Int64 = [1, 100, 30_000, 1 << 20, 1 << 40].randomElement(using: &random) ?? 1
        let middle: Int64 =
          [0, 0, 1_000, -70_000, .max - (1 << 41), .min + (1 << 41)].randomElement(using: &random)
          ?? 0
        pieces.append(
          (0..<Int.random(in: 0...70, using: &random)).map { _ -> Int64? in
            let isKnown = round % 4 == 0 || Int.random(in: 0...3, using: &random) > 0
            guard isKnown else { return nil }
            return middle &+ Int64.random(in: -reach...reach, using: &random)
          })
      }
      check(pieces, room: Int.random(in: 0...300, using: &random))
    }
  }

  /// Values that go down piece by piece leave the base of those before them.
  @Test func valuesThatGoDown() {
    let pieces = (0..<200).map { piece in (0..<70).map { Int64(1_000_000 - piece * 300 - $0) } }
    check(pieces, room: 100)
    check(pieces.map { $0.map { $0 % 7 == 0 ? nil : $0 } }, room: 20_000)
  }

  private func check(_ pieces: [[Int64?]], room: Int) {
    func column(_ values: [Int64?]) -> IntegerColumn {
      var known = Bitmap(count: values.count)
      for (row, value) in values.enumerated() where value != nil { known[row] = true }
      return IntegerColumn(values.map { $0 ?? 0 }, validity: known)
    }
    var growing = GrowingIntegers()
    for piece in pieces { growing.append(column(piece), room: ColumnRoom(room)) }
    let expected = column(Array(pieces.joined()))
    let result = growing.finish(validity: expected.validity)
    #expect(result.storage == expected.storage)
    #expect(result.base == expected.base)
    #expect(result.bounds == expected.bounds)
    #expect(result.validity == expected.validity)
  }

  @Test func codesOfMoreAndMoreTexts() {
    var growing = GrowingCodes()
    var expected: [UInt32] = []
    var count = 0
    for added in [3, 200, 0, 60, 70_000, 2] {
      let codes = (0..<added).map { UInt32(count + $0) }
      count += added
      let numbers = (0..<added).map { UInt32($0 + 1) } + (added > 0 ? [1] : [])
      growing.append(
        CodePiece(numbers: TextColumn.Codes(narrowing: numbers, upTo: added), codes: codes),
        upTo: count, room: ColumnRoom(10))
      expected += numbers.map { codes[Int($0) - 1] }
    }
    let texts = TextDictionary((0..<count).map { "\($0)" })
    let column = growing.finish(dictionary: texts, validity: nil)
    #expect(column.widenedCodes == expected)
    guard case .uint32 = column.codes else {
      Issue.record("codes as wide as the dictionary asks")
      return
    }
  }
}
