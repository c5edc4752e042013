import SegModel
import Testing

/// Exact numbers: the laws of arithmetic, order, rounding, and the ends of 128 bits.
@Suite struct FractionTests {
  private static func numbers(_ count: Int, seed: UInt64) -> [(Int64, Int64)] {
    var state = seed
    func next() -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(bitPattern: state) >> 40
    }
    return (0..<count).map { _ in (next() % 1000, next() % 30) }
  }

  @Test func lawsOfArithmetic() throws {
    let pairs = Self.numbers(400, seed: 9).filter { $0.1 != 0 }
    let all = try pairs.map { try #require(Fraction(Int128($0.0), over: Int128($0.1))) }
    for (index, a) in all.enumerated() {
      let b = all[(index * 7 + 3) % all.count]
      let c = all[(index * 13 + 5) % all.count]
      #expect(a.denominator > 0)
      #expect(a.adding(b) == b.adding(a) && a.multiplied(by: b) == b.multiplied(by: a))
      #expect(a.adding(b)?.subtracting(b) == a)
      #expect(a.adding(b)?.adding(c) == b.adding(c)?.adding(a))
      let left = try #require(b.adding(c)?.multiplied(by: a))
      let part = try #require(a.multiplied(by: c))
      let right = try #require(a.multiplied(by: b)?.adding(part))
      #expect(left == right)
      if b.numerator != 0 { #expect(a.divided(by: b)?.multiplied(by: b) == a) }
      #expect(a.subtracting(a) == Fraction(0) && a.negated.negated == a)
      let cross = a.numerator * b.denominator < b.numerator * a.denominator
      #expect((a < b) == cross && (a == b || a < b || b < a))
      #expect(Fraction(a.floor) <= a && a < Fraction(a.floor + 1))
      let distance = try #require(Fraction(a.rounded).subtracting(a))
      let half = try #require(Fraction(1, over: 2))
      #expect(distance <= half && half.negated <= distance)
    }
  }

  @Test func lowestTerms() {
    #expect(Fraction(6, over: 4) == Fraction(3, over: 2))
    #expect(Fraction(6, over: -4) == Fraction(-3, over: 2))
    #expect(Fraction(0, over: -7) == Fraction(0))
    #expect(Fraction(5, over: 0) == nil)
    #expect(Fraction(1250, scale: 2) == Fraction(25, over: 2))
    #expect(Fraction(1, scale: 37) == nil && Fraction(1, scale: 36) != nil)
    #expect(Fraction(3).divided(by: Fraction(0)) == nil)
  }

  @Test func roundingOfHalves() {
    let cases: [(Int128, Int128, Int128, Int128)] = [
      (1, 2, 1, 0), (-1, 2, -1, -1), (3, 2, 2, 1), (-3, 2, -2, -2), (1, 3, 0, 0), (2, 3, 1, 0),
      (-1, 3, 0, -1), (-2, 3, -1, -1), (7, 1, 7, 7), (-7, 1, -7, -7), (0, 1, 0, 0),
    ]
    for (top, bottom, rounded, floor) in cases {
      let number = Fraction(top, over: bottom)
      #expect(number?.rounded == rounded && number?.floor == floor, "\(top)/\(bottom)")
    }
  }

  @Test func nothingWraps() {
    let huge = Fraction(Int128.max)
    #expect(huge.adding(Fraction(1)) == nil)
    #expect(huge.negated.subtracting(Fraction(2)) == nil)
    #expect(huge.multiplied(by: Fraction(2)) == nil)
    #expect(huge.multiplied(by: huge) == nil)
    #expect(huge.divided(by: huge) == Fraction(1))
    #expect(Fraction(Int128.min, over: 1) == nil && Fraction(1, over: Int128.min) == nil)
    let tiny = Fraction(1, over: .max)
    let next = Fraction(1, over: .max - 1)
    #expect(tiny.flatMap { a in next.flatMap { a.adding($0) } } == nil)
    // Comparison never overflows.
    #expect(tiny.flatMap { a in next.map { a < $0 } } == true)
    #expect(tiny.map { $0 < huge && huge.negated < $0 } == true)
  }

  @Test func decimalText() {
    let cases: [(Int128, Int128, Int, Bool, String)] = [
      (5, 2, 2, false, "2.5"), (5, 2, 2, true, "2.50"), (1, 3, 2, true, "0.33"),
      (2, 3, 2, true, "0.67"), (-1, 3, 2, true, "-0.33"), (-1, 200, 2, true, "-0.01"),
      (-1, 1000, 2, true, "0.00"), (-1, 1000, 2, false, "0"), (12, 1, 0, true, "12"),
      (995, 1000, 2, true, "1.00"), (1, 100, 2, false, "0.01"), (100, 1, 3, false, "100"),
    ]
    for (top, bottom, decimals, isFixed, text) in cases {
      let number = Fraction(top, over: bottom)
      #expect(number?.decimalText(decimals: decimals, fixed: isFixed) == text)
    }
  }
}
