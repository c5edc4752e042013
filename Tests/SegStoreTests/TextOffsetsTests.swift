import SegStore
import SegTestSupport
import Testing

/// Offsets that come in several ways and lengths, against all of them written out.
@Suite struct TextOffsetsTests {
  /// Pieces of equally long texts, of other ones, and of none.
  @Test func piecesEndToEnd() {
    var random = SeededGenerator(seed: 5)
    for round in 0..<300 {
      let lengths = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        let length = Int.random(in: 0...3, using: &random)
        return (0..<Int.random(in: 0...5, using: &random)).map { _ in
          round % 3 == 0 ? 2 : round % 3 == 1 ? length : Int.random(in: 0...3, using: &random)
        }
      }
      var expected: [UInt32] = [0]
      for length in lengths.joined() {
        expected.append(expected[expected.count - 1] + UInt32(length))
      }
      var joined = TextOffsets()
      var appended = TextOffsets()
      let room = ColumnRoom(Int.random(in: 0...30, using: &random))
      for piece in lengths {
        var starts: [UInt32] = [0]
        for length in piece { starts.append(starts[starts.count - 1] + UInt32(length)) }
        joined.append(TextOffsets(starts), room: room)
        let end = UInt32(appended[appended.count])
        starts.dropFirst().map { $0 + end }.withUnsafeBufferPointer {
          appended.append(ends: $0, room: room)
        }
      }
      for offsets in [joined, appended, TextOffsets(expected)] { check(offsets, expected) }
    }
  }

  @Test func oneLength() {
    check(TextOffsets(count: 3, commonLength: 4), [0, 4, 8, 12])
    check(TextOffsets(count: 0, commonLength: 4), [0])
    check(TextOffsets(), [0])
  }

  private func check(_ offsets: TextOffsets, _ expected: [UInt32]) {
    #expect(offsets.count == expected.count - 1)
    #expect((0...offsets.count).map { UInt32(offsets[$0]) } == expected)
    offsets.lend { lent in
      let starts = (0...offsets.count).map { lent.starts?[$0] ?? UInt32($0 * lent.length) }
      #expect(starts == expected)
    }
    let lengths = Set(zip(expected, expected.dropFirst()).map { Int($1 - $0) })
    #expect(offsets.commonLength == (lengths.count > 1 ? nil : lengths.first ?? 0))
  }
}
