import SegModel
import SegRetention
import Testing

/// The cut rule of RFM scores.
@Suite struct QuantileCutsTests {
  /// The frequencies of the CDNOW sample: 52 % of its 2,357 customers have one order.
  @Test func tiesSkipScores() {
    // 1,218 + 403 customers share the first two cut points, 358 lie above the second.
    let values =
      [Int64](repeating: 1, count: 1218) + [Int64](repeating: 2, count: 403)
      + (0..<358).map { 3 + $0 % 2 } + (0..<378).map { min(44, 5 + $0 / 10) }
    let cuts = QuantileCuts(ascending: values.sorted(), parts: 5)
    #expect(cuts.points == [1, 1, 2, 4].map { Fraction($0) })
    var counts: [Int: Int] = [:]
    for value in values { counts[cuts.score(value), default: 0] += 1 }
    #expect(counts == [1: 1218, 3: 403, 4: 358, 5: 378])
    #expect([1, 2, 3, 4, 5, 44].map { cuts.reversedScore($0) } == [5, 3, 2, 2, 1, 1])
  }

  @Test func cutPointsBetweenValuesAreExact() {
    let cuts = QuantileCuts(ascending: [10, 20, 25, 40], parts: 5)
    // h = 3 j / 5: 0.6, 1.2, 1.8, 2.4.
    #expect(cuts.points == [Fraction(16), Fraction(21), Fraction(24), Fraction(31)])
    #expect(
      [10, 16, 17, 20, 21, 22, 24, 25, 31, 32].map { cuts.score($0) }
        == [1, 1, 2, 2, 2, 3, 3, 4, 4, 5])
  }

  @Test func extremes() {
    #expect(QuantileCuts(ascending: [], parts: 5).score(7) == 1)
    let one = QuantileCuts(ascending: [7], parts: 5)
    #expect([6, 7, 8].map { one.score($0) } == [1, 1, 5])
    let wide = QuantileCuts(ascending: [.min, .max], parts: 10)
    #expect(wide.score(.min) == 1 && wide.score(0) == 6 && wide.score(.max) == 10)
    #expect(QuantileCuts(ascending: [1, 2, 3], parts: 1).score(3) == 1)
  }

  /// Type 7 as R's `quantile` computes it, in floating point; small integers leave no doubt.
  @Test func agreesWithFloatingPoint() {
    var state: UInt64 = 42
    func next(_ bound: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 33 % bound)
    }
    for round in 0..<300 {
      let count = Int(next(60)) + 1
      let values = (0..<count).map { _ in next(round % 2 == 0 ? 8 : 100_000) - 50 }.sorted()
      for parts in [2, 5, 10] {
        let cuts = QuantileCuts(ascending: values, parts: parts)
        for (index, point) in cuts.points.enumerated() {
          let h = Double(count - 1) * Double(index + 1) / Double(parts)
          let low = Int(h.rounded(.down))
          let high = min(low + 1, count - 1)
          let expected =
            Double(values[low]) + (h - Double(low)) * Double(values[high] - values[low])
          let found = Double(point.numerator) / Double(point.denominator)
          #expect(abs(found - expected) < 1e-6, "round \(round), cut \(index + 1) of \(parts)")
        }
        for value in values {
          let scored = 1 + cuts.points.filter { Fraction(value) > $0 }.count
          #expect(cuts.score(value) == scored && cuts.reversedScore(value) == parts + 1 - scored)
        }
      }
    }
  }
}
