import CMasks
import SegStore
import SegTestSupport
import Testing

@testable import SegEngine

/// What the bytes of a sketch tell of comparisons and scores, with and without wide instructions,
/// against plain loops.
@Suite struct SketchReadingTests {
  @Test func codesThatAreSureAndOpen() {
    var random = SeededGenerator(seed: 17)
    for _ in 0..<200 {
      let words = Int.random(in: 1...5, using: &random)
      let codes = (0..<words * 64).map { _ in Int8.random(in: -4...4, using: &random) }
      let ends = [Int8.random(in: -5...5, using: &random), Int8.random(in: -5...5, using: &random)]
      let (one, other) = (Int8.random(in: -4...4, using: &random), codes[0])
      let reading = segsh_reading(low: ends[0], high: ends[1], open: (one, other))
      // Bits that are set already stay; those that leave it open are written anew.
      let before = (0..<words).map { _ in UInt64.random(in: 0...(.max), using: &random) }
      for read in [segsh_read_sketch, segsh_plain_read_sketch] {
        var (sure, open) = (before, before)
        read(codes, words, reading, &sure, &open)
        for (row, code) in codes.enumerated() {
          let bit: UInt64 = 1 << UInt64(row % 64)
          let isSure = ends[0] <= code && code <= ends[1]
          #expect((sure[row / 64] & bit != 0) == (isSure || before[row / 64] & bit != 0))
          #expect((open[row / 64] & bit != 0) == (code == one || code == other))
        }
      }
    }
  }

  @Test func scoresThatAreSureAndOpen() {
    var random = SeededGenerator(seed: 18)
    for _ in 0..<200 {
      let words = Int.random(in: 0...4, using: &random)
      let codes = (0..<words * 64).map { _ in Int8.random(in: .min...(.max), using: &random) }
      func some(_ most: Int) -> [Int8] {
        (0..<Int.random(in: 0...most, using: &random)).map { _ in
          Int8.random(in: .min...(.max), using: &random)
        }
      }
      let (cuts, unsure) = (some(9), some(9))
      for score in [segsh_score_sketch, segsh_plain_score_sketch] {
        var scores = [Int8](repeating: 99, count: codes.count)
        var open = [UInt64](repeating: 99, count: words)
        cuts.withUnsafeBufferPointer { cuts in
          unsure.withUnsafeBufferPointer { unsure in
            let scoring = segsh_scoring(
              cuts: cuts.baseAddress, cut_count: cuts.count, open: unsure.baseAddress,
              open_count: unsure.count, start: 3)
            score(codes, words, scoring, &scores, &open)
          }
        }
        #expect(scores == codes.map { code in 3 + Int8(cuts.count { $0 < code }) })
        let isOpen = codes.indices.map { open[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
        #expect(isOpen == codes.map(unsure.contains))
      }
    }
  }

  @Test(arguments: [0, 0.001, 0.02, 0.5, 1])
  func rowsOfFewWords(share: Double) {
    var random = SeededGenerator(seed: 19)
    for count in [0, 1, 3, 4, 5, 63, 64, 65, 127, 130] {
      let rows = (0..<count * 64).filter { _ in
        Double.random(in: 0..<1, using: &random) < share
      }
      let words = Bitmap(count: count * 64, rows: rows).words
      for list in [segsh_list_rows, segsh_plain_list_rows] {
        var found = [UInt32](repeating: 0, count: count * 64)
        let number = list(words, count, &found)
        #expect(found[..<number].map { Int($0) } == rows)
      }
    }
  }
}
