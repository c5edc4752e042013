import Testing

/// Rows of a relation as the source of a statement, and as a stage.
@Suite struct SheetTests {
  @Test(arguments: [
    ("orders | count", "count\n7\n"),
    ("orders in last 90d", "count,customers,asof\n5,3,2025-12-31\n"),
    (
      "orders | by country stats count, sum(amount), max(order_date) as last",
      """
      country,count,sum(amount),last
      FR,4,570.50,2025-12-21
      BE,2,380.00,2025-12-28
      ,1,15.05,2025-06-01

      """
    ),
    (
      "all_orders | by status stats count, sum(all_orders.amount) as sum | sort sum desc | limit 2",
      "status,count,sum\npaid,7,965.55\ncancelled,1,250.00\n"
    ),
    (
      "segment where country = 'FR' | top 1 by monetary | orders | show order_id, amount, f",
      "order_id,amount,f\nO2,99.99,5\nO1,120.50,5\nO8,100.01,5\n"
    ),
    (
      "segment | sort customer_id desc | orders in 2025-12 where amount > 100 | show order_id",
      "order_id\nO9\nO3\nO1\nO8\n"
    ),
    (
      "orders where customer.newsletter = yes | top 2 by amount | show order_id, customer.city",
      "order_id,customer.city\nO9,Paris\nO1,Orléans\n"
    ),
    (
      "orders | sort amount / 100 desc, order_id | limit 2 | by newsletter",
      "newsletter,count\nno,1\nyes,1\n"
    ),
    ("orders in 2031", "count,customers,asof\n0,0,2025-12-31\n"),
    ("orders where none(orders in last 30d) | show order_id", "order_id\nO4\nO6\n"),
    ("let big = monetary > 100\norders where big | count", "count\n5\n"),
  ])
  func rowsAreCountedShownAndGrouped(statement: String, expected: String) throws {
    let outcome = try Bench.withSmallShop().ask(statement, options: ["--format", "csv"])
    #expect(outcome.text == expected, "\(outcome)")
    #expect(outcome.status == 0)
  }

  @Test(arguments: [
    ("orders | tag add 'x'", "rows can be counted", ""),
    ("orders | items", "rows can be counted", ""),
    ("segment | cuont", "neither a stage nor a relation", "replace with `count`"),
    ("segment | oders in 2025 | count", "neither a stage nor a relation", "`orders`"),
    ("segmnt where recency < 3", "neither a statement nor a relation", "`segment`"),
    ("orders | by status stats sum(all_orders.amount)", "rows of `orders`", ""),
    ("orders | by status stats sum(amount in 2025)", "rows of `orders`", ""),
    ("orders | show nope", "`nope` is not an attribute", ""),
    ("orders in nope", "nope", ""),
  ])
  func mistakesAreTold(statement: String, message: String, fix: String) throws {
    let outcome = try Bench.withSmallShop().ask(statement)
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.errors.contains(message) && outcome.errors.contains(fix), "\(outcome)")
    #expect(outcome.errors.matches(of: /error\[/).count == 1, "\(outcome)")
  }

  @Test func thePromptGoesOnFromASheet() throws {
    let bench = try Bench.withSmallShop()
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    #expect(try shell.enter("orders in 2025").contains("6 orders · 4 customers · as of 2025-12-31"))
    #expect(try shell.enter("and amount > 100").contains("4 orders"))
    #expect(try shell.enter("| by status").contains("paid"))
    #expect(try shell.enter(".help rows").contains("orders in last 13mo"))
  }
}
