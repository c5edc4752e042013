import SegModel
import SegPlan
import SegTestSupport
import Testing

@testable import SegEngine
@testable import SegStore

/// Scores of so many customers that their metrics get sketches.
@Suite struct LongMetricTests {
  private static let customers = 1 << 18 + 7

  /// Up to three orders a customer, 300 of one; nearly every fourth one was only paid back.
  private static func snapshot() -> Snapshot {
    var random = SeededGenerator(seed: 31)
    var (offsets, days, amounts, isCounted) = ([UInt32(0)], [Int64](), [Int64](), [Bool]())
    for customer in 0..<customers {
      let isPaidBack = customer % 4 == 0 && customer % 16 > 0
      for order in 0..<(customer == 3 ? 300 : isPaidBack ? 1 : customer % 4) {
        days.append(Int64(order * 3 + Int.random(in: 0..<90, using: &random) / 40))
        amounts.append(Int64.random(in: 1...200_000, using: &random) * (isPaidBack ? -1 : 1))
        isCounted.append(!isPaidBack)
      }
      offsets.append(UInt32(days.count))
    }
    let dayColumn = IntegerColumn(days)
    let orders = Relation(
      name: Snapshot.allOrders,
      table: Table(
        rowCount: days.count,
        fields: [Field(name: "order_date", type: .date), Field(name: "amount", type: .money)],
        columns: [.integers(dayColumn), .integers(IntegerColumn(amounts))]),
      customerOffsets: offsets, dateField: "order_date", days: dayColumn,
      countedRows: Bitmap(count: days.count, rows: isCounted.indices.filter { isCounted[$0] }))
    let customers = Table(
      rowCount: customers, fields: [Field(name: "points", type: .number)],
      columns: [.integers(IntegerColumn((0..<customers).map { Int64($0 % 5) }))])
    return Snapshot(
      profile: StoreProfile(), customers: customers, relations: [orders.name: orders])
  }

  @Test func scoresWithAndWithoutSketches() throws {
    let engine = Engine(
      EvaluationContext(snapshot: Self.snapshot()),
      asOf: AsOf(day: .init(dayNumber: 1_000), zone: .utc))
    let buyers = try engine.metrics().lastDay.validity
    for (metric, score) in [
      (Metric.recency, Metric.recencyScore), (.frequency, .frequencyScore),
      (.monetary, .monetaryScore),
    ] {
      let column = try #require(try engine.metricColumn(metric))
      let wanted = CustomerScores(
        column, among: buyers, scale: 5, isLowBest: metric == .recency, sketch: nil
      ).column
      for _ in 0..<3 {
        let found = try #require(try engine.metricColumn(score))
        #expect(found.validity == wanted.validity)
        // Unknown rows hold anything.
        #expect((0..<Self.customers).allSatisfy { found[$0] == wanted[$0] })
        engine.forgetResults()
      }
      #expect(column.sketch != nil, "\(metric) is as narrow as a sketch")
    }
  }
}
