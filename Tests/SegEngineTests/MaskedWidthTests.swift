import SegStore
import SegTestSupport
import Testing

@testable import SegEngine

/// Comparisons of 64 stored values at a time, against one at a time.
@Suite struct MaskedWidthTests {
  @Test func valuesAtTheEnds() {
    var random = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      check(Int8.self, &random)
      check(Int16.self, &random)
      check(Int32.self, &random)
      check(Int64.self, &random)
    }
  }

  /// Codes are unsigned; a range of them may pass the largest signed value.
  @Test func rangesOfCodes() {
    for (low, high) in [(0, 255), (127, 128), (128, 255), (3, 3), (100, 200)] as [(UInt8, UInt8)] {
      let ranges = UInt8.signed(low...high)
      for code in UInt8.min...UInt8.max {
        #expect(
          ranges.contains { $0.contains(Int8(bitPattern: code)) } == (low...high).contains(code))
      }
    }
    #expect(UInt16.signed(40_000...50_000) == [-25_536 ... -15_536])
    #expect(UInt32.signed(0...(.max)) == [0...Int32.max, Int32.min ... -1])
  }

  private func check<Width: MaskedWidth>(_ type: Width.Type, _ random: inout SeededGenerator) {
    let few: [Width] = [.min, .min + 1, -1, 0, 1, 2, .max - 1, .max]
    func value() -> Width {
      Bool.random(using: &random)
        ? few.randomElement(using: &random) ?? 0 : Width.random(in: .min...(.max), using: &random)
    }
    let count = Int.random(in: 1...200, using: &random)
    let values = (0..<count).map { _ in value() }
    let (a, b) = (value(), value())
    let range = min(a, b)...max(a, b)
    // Bits that are set already stay.
    var words = [UInt64](repeating: 1 << 5, count: Bitmap.wordCount(for: count))
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      Width.mark(0..<count, of: values, in: range, &words)
    }
    for (row, value) in values.enumerated() {
      let isSet = words[row / 64] >> UInt64(row % 64) & 1 == 1
      #expect(isSet == (range.contains(value) || row % 64 == 5), "\(value) in \(range)")
    }
    var above = [Int8](repeating: 3, count: count)
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      Width.countAbove(a, values, count, &above)
    }
    #expect(above == values.map { $0 > a ? 4 : 3 })
  }
}
