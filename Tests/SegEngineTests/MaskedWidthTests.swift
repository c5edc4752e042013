import CMasks
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
    checkBuckets(values, &random)
  }

  /// Counts of the higher bits of what lies above the lowest value, of some rows.
  private func checkBuckets<Width: MaskedWidth>(
    _ values: [Width], _ random: inout SeededGenerator
  ) {
    let low = Int64(values.min() ?? 0)
    let span = UInt64(bitPattern: Int64(values.max() ?? 0) &- low)
    let bits = UInt32(64 - span.leadingZeroBitCount)
    let kept = bits == 0 ? 0 : UInt32.random(in: 1...min(bits, 9), using: &random)
    let shift = bits - kept
    let turnBits = UInt32.random(in: 0...3, using: &random)
    let buckets = segsh_buckets(
      offset: UInt64(bitPattern: 0 &- low), shift: shift, last: 1 << kept - 1, turn_bits: turnBits)
    let share = ([0.1, 0.5, 1] as [Double]).randomElement(using: &random) ?? 1
    let rows = Bitmap(
      count: values.count,
      rows: values.indices.filter { _ in Double.random(in: 0..<1, using: &random) < share })
    let places = (Int(buckets.last) + 2) << Int(turnBits)
    var counts = [UInt32](repeating: 0, count: places)
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      Width.countBuckets(values, rows.words, rows.count, buckets, &counts)
    }
    var expected = [UInt32](repeating: 0, count: places)
    rows.forEach { row in
      let distance = UInt64(bitPattern: Int64(values[row]) &- low)
      expected[Int(distance >> UInt64(shift)) << Int(turnBits) + row & (1 << Int(turnBits) - 1)] +=
        1
    }
    let inside = (Int(buckets.last) + 1) << Int(turnBits)
    #expect(counts[..<inside] == expected[..<inside])
  }

  /// Processors with wide instructions come to the same as those without.
  @Test func plainLoopsComeToTheSame() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<200 {
      let words = Int.random(in: 1...5, using: &random)
      let kept = (0..<words).map { _ in UInt64.random(in: 0...(.max), using: &random) }
      let codes = (0..<words * 64).map { _ in Int16.random(in: .min...(.max), using: &random) }
      let (other, step) = (
        Int16.random(in: 0...500, using: &random), Int16.random(in: 0...1, using: &random)
      )
      var (wide, plain) = (codes, codes)
      segsh_replace_codes(&wide, kept, words, other, step)
      segsh_plain_replace_codes(&plain, kept, words, other, step)
      let expected = codes.indices.map { place in
        kept[place / 64] >> UInt64(place % 64) & 1 == 1
          ? codes[place] : other + step * Int16(place % 16)
      }
      #expect(wide == expected)
      #expect(plain == expected)
      let buckets = segsh_buckets(
        offset: UInt64(UInt16.random(in: 0...(.max), using: &random)), shift: 3, last: 255,
        turn_bits: 2)
      var (counts, plainCounts) = (
        [UInt32](repeating: 0, count: 1_028), [UInt32](repeating: 0, count: 1_028)
      )
      segsh_count_buckets_16(codes, kept, codes.count, buckets, &counts)
      segsh_plain_count_buckets_16(codes, kept, codes.count, buckets, &plainCounts)
      #expect(counts == plainCounts)
    }
  }
}
