import SegModel
import SegPlan
import SegText
import Testing

@Suite struct FunctionTests {
  @Test(arguments: [
    ("month(country) = 1", DiagnosticCode.typeMismatch), ("month() = 1", .unexpectedToken),
    ("month(birth_date, 2) = 1", .wrongArguments), ("lower(points) = 'x'", .typeMismatch),
    ("round(country) = 1", .typeMismatch), ("round(points, birth_date) = 1", .wrongArguments),
    ("round(points, 10) = 1", .wrongArguments), ("percentile(points, 101) > 1", .wrongArguments),
    ("percentile(points) > 1", .wrongArguments), ("percentile(country, 9) > 1", .typeMismatch),
    ("ntile(points, 1) = 1", .wrongArguments), ("quintile(tags) = 1", .typeMismatch),
    ("rank(country) = 1", .typeMismatch), ("rank(points by tags) = 1", .typeMismatch),
    ("median(orders.order_date) = today", .typeMismatch), ("first(orders) = 1", .wrongArguments),
    ("nth(orders.amount, 0) > 1", .wrongArguments), ("nth(orders.amount) > 1", .unexpectedToken),
    ("median(orders.amount) > points", .typeMismatch),
    ("case when points > 1 then 1 else 'x' end = 1", .typeMismatch),
    ("case when points > 1 then 1 = 1", .unexpectedToken),
    ("case when points then 1 end = 1", .typeMismatch),
    ("case when points > 1 then tags end = 1", .typeMismatch),
    ("concat(country, points) = 'x'", .typeMismatch), ("age(country) > 1", .typeMismatch),
  ])
  func mistakesAreTold(_ condition: String, _ code: DiagnosticCode) {
    let (statement, diagnostics) = Shop.bind("segment where \(condition)")
    #expect(statement == nil)
    #expect(diagnostics.map(\.code) == [code], "\(diagnostics.map(\.message))")
  }

  @Test(arguments: [
    "birthday(birth_date) in next 7d", "nth(orders.order_date, 2) - first_order <= 60",
    "last(orders.status) = 'paid' and first(orders.status) = 'x'", "distinct(items.sku) >= 3",
    "monetary > percentile(monetary, 90) and country = 'FR'", "rank(monetary by country) <= 100",
    "any(orders where amount > 2 * customer.aov)", "any(orders where amount > avg(orders.amount))",
    "any(orders where any(items where sku = 'A1') and any(items where sku = 'B2'))",
    "any(items where order.status = 'paid')", "median(orders.amount in last 1y) > 50",
    "case when newsletter then yes else no end = yes", "round(aov, 1) >= 12.5",
    "fold(country) = 'fr' and length(concat(country, '-', email)) > 3",
  ])
  func formsBind(_ condition: String) {
    let (statement, diagnostics) = Shop.bind("segment where \(condition)")
    #expect(statement != nil && diagnostics.isEmpty, "\(diagnostics.map(\.message))")
  }

  @Test(arguments: [
    "segment | by country stats first(country)", "segment | by country stats nth(points, 2)",
    "segment | by country stats median(country)",
  ])
  func wrongStatisticsAreTold(_ text: String) {
    let (statement, diagnostics) = Shop.bind(text)
    #expect(statement == nil && diagnostics.count == 1, "\(diagnostics.map(\.message))")
  }

  @Test func aBirthdayInAPeriodIsAnyBirthdayInIt() throws {
    let predicate = try #require(Shop.predicate("birthday(birth_date) in 2025-06"))
    guard case .within(.call(let call), _) = predicate else {
      Issue.record("\(predicate)")
      return
    }
    #expect(
      call.arguments.last == .constant(.date(try #require(CalendarDate(parsing: "2025-06-01")))))
  }

  @Test func monthsOfDifferentYearsAreDifferentGroups() throws {
    let statement = Shop.bind(
      "orders in last 13mo | by month(order_date) stats count, distinct(order_id), sum(amount)"
    ).statement
    guard case .pipeline(let pipeline)? = statement, case .groups(let grouping)? = pipeline.look,
      case .call(let call) = grouping.keys[0].expression
    else {
      Issue.record("no groups: \(String(describing: statement))")
      return
    }
    #expect(call.function == .calendarMonth)
    #expect(grouping.keys[0].name == "month(order_date)")
  }

  @Test func numbersInAChoiceBecomeMoney() {
    #expect(
      Shop.predicate("case when points > 1 then monetary else 5 end > 2").map { "\($0)" }?
        .contains("money") == true)
  }
}
