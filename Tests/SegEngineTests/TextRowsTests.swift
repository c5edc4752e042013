import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// Conditions about the rows of one text, of a relation that is long enough to list them.
@Suite(.serialized) struct TextRowsTests {
  private static let customers = 70_000

  private struct Shop {
    var offsets: [UInt32] = [0]
    var days: [Int64] = []
    var amounts: [Int64?] = []
    var channels: [String?] = []
    var isCounted: [Bool] = []

    init() {
      var random = SeededGenerator(seed: 23)
      for customer in 0..<TextRowsTests.customers {
        let count = customer == 9 ? 500 : Int.random(in: 0...8, using: &random)
        for order in 0..<count {
          days.append(Int64(order * 100 + Int.random(in: 0..<100, using: &random)))
          let isUnknown = Int.random(in: 0..<20, using: &random) == 0
          amounts.append(isUnknown ? nil : Int64.random(in: -20_000..<90_000, using: &random))
          let channel = Int.random(in: 0..<40, using: &random)
          channels.append(channel == 0 ? nil : channel < 3 ? "phone" : channel < 5 ? "fax" : "web")
          isCounted.append(Int.random(in: 0..<10, using: &random) > 0)
        }
        offsets.append(UInt32(days.count))
      }
    }

    var snapshot: Snapshot {
      let count = TextRowsTests.customers
      let table = Table(
        rowCount: count, fields: [Field(name: "customer_id", type: .text)],
        columns: [.text(TextColumn((0..<count).map { "c\($0)" }))])
      let dayColumn = IntegerColumn(days)
      let known = Bitmap(count: days.count, rows: amounts.indices.filter { amounts[$0] != nil })
      let orders = Relation(
        name: Snapshot.allOrders,
        table: Table(
          rowCount: days.count,
          fields: [
            Field(name: "order_date", type: .date), Field(name: "amount", type: .money),
            Field(name: "channel", type: .text),
          ],
          columns: [
            .integers(dayColumn),
            .integers(IntegerColumn(amounts.map { $0 ?? 0 }, validity: known)),
            .text(TextColumn(channels)),
          ]),
        customerOffsets: offsets, dateField: "order_date", days: dayColumn,
        countedRows: Bitmap(count: days.count, rows: isCounted.indices.filter { isCounted[$0] }))
      return Snapshot(profile: StoreProfile(), customers: table, relations: [orders.name: orders])
    }

    /// Customers by their counted orders of one channel up to a day.
    func customers(
      _ window: ClosedRange<Int64>, _ channel: String,
      _ holds: (_ count: Int, _ sum: Int64) -> Bool
    ) -> Bitmap {
      let found = (0..<TextRowsTests.customers).filter { customer in
        let rows = (Int(offsets[customer])..<Int(offsets[customer + 1])).filter {
          isCounted[$0] && channels[$0] == channel && window.contains(days[$0])
        }
        return holds(rows.count, rows.reduce(0) { $0 + (amounts[$1] ?? 0) })
      }
      return Bitmap(count: TextRowsTests.customers, rows: found)
    }
  }

  private static let shop = Shop()
  private static let snapshot = shop.snapshot
  private static let asOf: Int64 = 450

  private static func rows(_ window: TimeWindow?, _ channel: String) -> RowSelection {
    RowSelection(
      relation: Snapshot.orders, window: window,
      condition: .compareText(
        .column("channel", .text), .equal, .constant(.text(channel))))
  }

  private static func window(_ first: Int64, _ last: Int64) -> TimeWindow {
    .days(from: .init(dayNumber: Int32(first)), through: .init(dayNumber: Int32(last)))
  }

  private static func compare(
    _ function: AggregateFunction, _ column: Expression?, _ rows: RowSelection,
    _ comparison: Comparison, _ bound: Value
  ) -> Predicate {
    .compare(
      .aggregate(Aggregate(function: function, rows: rows, column: column)), comparison,
      .constant(bound))
  }

  /// The first answers come from all rows, later ones from those of the text, if these are few.
  @Test(arguments: ["phone", "web", "pigeon"])
  func answersStayTheSame(channel: String) throws {
    let shop = Self.shop
    let amount: Expression = .column("amount", .money)
    let engine = Engine(
      EvaluationContext(snapshot: Self.snapshot),
      asOf: AsOf(day: .init(dayNumber: Int32(Self.asOf)), zone: .utc))
    for window in [nil, 100...250, 250...100_000, 440...440] as [ClosedRange<Int64>?] {
      let rows = Self.rows(window.map { Self.window($0.lowerBound, $0.upperBound) }, channel)
      // Nothing after the as-of date is there.
      let days = (window ?? 0...Self.asOf).clamped(to: 0...Self.asOf)
      let questions: [(Predicate, Bitmap)] = [
        (.exists(rows), shop.customers(days, channel) { count, _ in count > 0 }),
        (
          Self.compare(.count, nil, rows, .greaterOrEqual, .number(Fraction(2))),
          shop.customers(days, channel) { count, _ in count >= 2 }
        ),
        (
          Self.compare(.count, nil, rows, .less, .number(Fraction(2))),
          shop.customers(days, channel) { count, _ in count < 2 }
        ),
        (
          Self.compare(.sum, amount, rows, .greater, .money(Fraction(50_000))),
          shop.customers(days, channel) { _, sum in sum > 50_000 }
        ),
        (
          Self.compare(.sum, amount, rows, .less, .money(Fraction(0))),
          shop.customers(days, channel) { _, sum in sum < 0 }
        ),
      ]
      for width in [1, 3] {
        Parallel.width = width
        defer { Parallel.width = 0 }
        for _ in 0..<2 {
          for (question, wanted) in questions {
            #expect(try engine.select(question) == wanted, "\(question)")
          }
          engine.forgetResults()
        }
      }
    }
  }

  /// A window that ends before it begins has no rows.
  @Test func windowsWithoutADay() throws {
    let engine = Engine(
      EvaluationContext(snapshot: Self.snapshot),
      asOf: AsOf(day: .init(dayNumber: Int32(Self.asOf)), zone: .utc))
    for _ in 0..<3 {
      #expect(try engine.select(.exists(Self.rows(Self.window(300, 200), "fax"))).isEmpty)
      engine.forgetResults()
    }
  }
}
