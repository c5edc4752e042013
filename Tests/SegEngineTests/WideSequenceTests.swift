import SegEngine
import SegModel
import SegPlan
import SegStore
import Testing

extension WideStoreTests {
  /// What may come after an order: how many days later, whether it must not, and whether only
  /// orders of more than twice the amount count; and the days of the orders of both steps.
  struct Following: Sendable {
    var days: Int64
    var first: ClosedRange<Int64> = 0...1_000
    var second: ClosedRange<Int64> = 0...1_000
    var isExcluded = false
    var isCompared = false
  }

  /// Orders that another one follows, or none, among few rows of a customer and among thousands.
  @Test(arguments: [
    Following(days: 30), Following(days: 0), Following(days: 30, isExcluded: true),
    Following(days: 400, isExcluded: true),
    Following(days: 30, first: 910...1_000, isExcluded: true),
    Following(days: 90, first: 0...600, second: 300...1_000),
    Following(days: 90, first: 0...600, second: 300...1_000, isExcluded: true),
    Following(days: 200, first: 500...1_000, second: 0...700, isExcluded: true),
    Following(days: 1_500), Following(days: 0, isExcluded: true),
    Following(days: 60, isCompared: true),
    Following(days: 60, isExcluded: true, isCompared: true),
  ])
  func pairsOfOrders(following: Following) throws {
    let span = RowSequence.Span.days(months: 0, days: Int(following.days))
    let amount = Expression.column("amount", .money)
    let twice = Expression.arithmetic(
      Arithmetic(
        first: .column("a.amount", .money),
        steps: [.init(.multiply, .constant(.number(Fraction(2))))],
        type: .money))
    let sequence = RowSequence(
      steps: [
        .init(rows: Self.rows(following.first)),
        .init(
          rows: Self.rows(following.second), isExcluded: following.isExcluded, span: span,
          comparisons: following.isCompared ? .compare(amount, .greater, twice) : nil),
      ],
      carried: following.isCompared ? ["a.amount": .init(step: 0, column: "amount")] : [:])
    let expected = (0..<Self.customers).filter { customer in
      let rows = Self.countedRows(of: customer)
      return rows.indices.contains { place in
        Self.fulfils(following, rows[place], rows[(place + 1)...])
      }
    }
    #expect(!expected.isEmpty && expected.count < Self.customers)
    try Self.onEveryWidth { try Self.expect(.follows(sequence), expected) }
  }

  /// Three orders, each within some days of the one before.
  @Test(arguments: [1, 40] as [Int64]) func threeOrdersInARow(most: Int64) throws {
    let span = RowSequence.Span.days(months: 0, days: Int(most))
    let rows = Self.rows(0...1_000)
    let sequence = RowSequence(steps: [
      .init(rows: rows), .init(rows: rows, span: span), .init(rows: rows, span: span),
    ])
    let days = (0..<Self.customers).map { customer in
      Self.countedRows(of: customer).map { Self.shop.orderDays[$0] }
    }
    let expected = days.indices.filter { customer in
      days[customer].indices.dropLast(2).contains { place in
        let own = days[customer]
        return own[place + 1] - own[place] <= most && own[place + 2] - own[place + 1] <= most
      }
    }
    try Self.onEveryWidth { try Self.expect(.follows(sequence), expected) }
  }

  private static func countedRows(of customer: Int) -> [Int] {
    (Int(shop.offsets[customer])..<Int(shop.offsets[customer + 1])).filter { shop.isCounted[$0] }
  }

  private static func fulfils(
    _ following: Following, _ row: Int, _ later: ArraySlice<Int>
  ) -> Bool {
    let end = shop.orderDays[row] + following.days
    guard following.first.contains(shop.orderDays[row]) else { return false }
    if following.isExcluded, end > 1_000 { return false }
    let isFollowed = later.prefix { shop.orderDays[$0] <= end }.contains { other in
      guard following.second.contains(shop.orderDays[other]) else { return false }
      guard following.isCompared else { return true }
      guard let own = shop.amounts[other], let before = shop.amounts[row] else { return false }
      return own > 2 * before
    }
    return isFollowed != following.isExcluded
  }
}
