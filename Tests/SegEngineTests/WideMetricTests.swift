import SegEngine
import SegModel
import SegPlan
import SegStore
import Testing

extension WideStoreTests {
  /// Metrics of every width: numbers of orders past a byte, sums past four bytes' half.
  @Test func metricsOfOrders() throws {
    let buyers = Self.shop.customers(0...1_000) { count, _ in count > 0 }
    for least in [1, 3, 150, 5_000] as [Int64] {
      let expected = Self.shop.customers(0...1_000) { count, _ in count >= least }
      try Self.onEveryWidth {
        try Self.expect(Self.metric(.frequency, .greaterOrEqual, Fraction(least)), expected)
      }
    }
    for bound in [0, 100_000, 9_000_000, 300_000_000] as [Int64] {
      // Every row is revenue here, counted as an order or not.
      let expected = (0..<Self.customers).filter { customer in
        let rows = Int(Self.shop.offsets[customer])..<Int(Self.shop.offsets[customer + 1])
        return Self.shop.amounts[rows].reduce(0) { $0 + ($1 ?? 0) } > bound
      }
      try Self.onEveryWidth {
        try Self.expect(
          .compare(.metric(.monetary), .greater, .constant(.money(Fraction(bound)))), expected)
      }
    }
    for days in [0, 30, 500] as [Int64] {
      let recent = Self.shop.customers((1_000 - days)...1_000) { count, _ in count > 0 }
      let late = Set(Self.shop.customers(0...(999 - days)) { count, _ in count > 0 })
      try Self.onEveryWidth {
        try Self.expect(Self.metric(.recency, .lessOrEqual, Fraction(days)), recent)
        try Self.expect(
          Self.metric(.tenure, .lessOrEqual, Fraction(days)), buyers.filter { !late.contains($0) })
      }
    }
  }

  /// Whether somebody bought lately is the same with the metrics known and without.
  @Test func recentBuyersWithAndWithoutMetrics() throws {
    for days in [0, 30, 999] as [Int64] {
      let expected = Bitmap(
        count: Self.customers,
        rows: Self.shop.customers((1_000 - days)...1_000) { count, _ in count > 0 })
      let recent = Predicate.exists(Self.rows((1_000 - days)...1_000))
      try Self.onEveryWidth {
        let engine = Self.engine()
        #expect(try engine.select(recent) == expected)
        engine.forgetResults()
        _ = try engine.select(Self.metric(.frequency, .greater, Fraction(1)))
        #expect(try engine.select(recent) == expected)
        #expect(
          try engine.select(.all([recent, .isOneOfTexts(.attribute("country", .text), ["FR"])]))
            == Bitmap(
              count: Self.customers,
              rows: expected.rows.filter { Self.shop.countries[Int($0)] == "FR" }.map { Int($0) }))
      }
    }
  }

  private static func metric(
    _ metric: Metric, _ comparison: Comparison, _ bound: Fraction
  ) -> Predicate {
    .compare(.metric(metric), comparison, .constant(.number(bound)))
  }
}
