import Foundation
import SegModel
import SegPlan
import SegTestSupport
import Testing

@testable import SegEngine

/// Sums of quotients, whose common denominator no number of 128 bits holds.
@Suite struct AccumulatorTests {
  /// A large shop's amounts over numbers of orders, against decimals of 38 digits.
  @Test(arguments: [10, 1_000, 500_000])
  func sumsOfQuotientsAreThoseOfDecimals(count: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count))
    var sum = Accumulator(.sum)
    var expected = Decimal(0)
    for index in 0..<count {
      let denominator = Int64(generator.pick(1...120))
      let numerator = Int64(generator.pick(-1_000...90_000_000))
      sum.add(index == 0 ? 7 : numerator, over: index == 0 ? 64 : denominator)
      expected += index == 0 ? 7 / Decimal(64) : Decimal(numerator) / Decimal(denominator)
    }
    let found = try #require(try sum.result(.sum))
    // One unit of the twelfth decimal for each denominator, and what the decimals lack.
    #expect(abs(decimal(found) - expected) < Decimal(sign: .plus, exponent: -10, significand: 2))
    let mean = try #require(try sum.result(.avg))
    #expect(abs(decimal(mean) * Decimal(count) - expected) < Decimal(string: "0.0001") ?? 0)
  }

  private func decimal(_ number: Fraction) -> Decimal {
    func decimal(_ value: Int128) -> Decimal { Decimal(string: "\(value)") ?? .nan }
    return decimal(number.numerator) / decimal(number.denominator)
  }
}
