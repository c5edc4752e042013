import Testing

/// `explain`: what each part of a statement leaves.
@Suite struct ExplainTests {
  @Test(arguments: [
    (
      "segment where recency < 30 and monetary > 260 and country = 'FR' | explain",
      """
      as of 2025-12-31 · orders: net of refunds and cancelled
                left         alone  clause
                   7             7  all customers
                   3             3  recency < 30  (recency unknown for 2)
                   2             2  and monetary > 260
                   1             4  and country = 'FR'  (country unknown for 1)

      """
    ),
    (
      "let active = any(orders in last 90d)\n"
        + "segment where (active or newsletter) and not in @rich | top 1 by monetary | explain",
      """
      as of 2025-12-31 · orders: net of refunds and cancelled
                left         alone  clause
                   7             7  all customers
                   5             5  (any(orders in last 90d) or newsletter)  (newsletter unknown for 1)
                                 3    any(orders in last 90d)  (last 90d = 2025-10-03 to 2025-12-31)
                                 4    newsletter  (newsletter unknown for 1)
                   3             5  and not in @rich
                   2             2    monetary > 260
                   1             1  | top 1 by monetary

      """
    ),
  ])
  func peopleReadCounts(statement: String, expected: String) throws {
    let bench = try Bench.withSmallShop()
    try bench.ask("segment where monetary > 260 | save as rich")
    let outcome = try bench.ask(statement, options: ["--format", "table"])
    #expect(outcome.text == expected, "\(outcome)")
    #expect(outcome.status == 0)
  }

  @Test(arguments: [
    (
      "@rich union @two minus @rich | explain",
      """
      depth,clause,left,alone,unknown,of,detail
      0,all customers,7,7,0,customers,
      0,@rich,2,2,0,customers,
      1,monetary > 260,2,2,0,customers,
      0,union @two,2,2,0,customers,
      0,minus @rich,0,2,0,customers,

      """
    ),
    (
      "segment where country = 'FR' | orders in 2025-12 where amount > 100 and coupon is unknown "
        + "| limit 1 | explain",
      """
      depth,clause,left,alone,unknown,of,detail
      0,all customers,7,7,0,customers,
      0,country = 'FR',4,4,1,customers,country unknown for 1
      0,| orders,4,7,,orders,
      0,in 2025-12,3,4,,orders,2025-12 = 2025-12-01 to 2025-12-31
      0,where amount > 100,3,4,,orders,
      0,and coupon is unknown,3,6,,orders,
      0,| limit 1,1,1,,orders,

      """
    ),
    (
      "orders where amount > 100 or amount < 20 | explain",
      """
      depth,clause,left,alone,unknown,of,detail
      0,all customers,7,7,0,customers,
      0,orders,7,7,,orders,
      0,where amount > 100 or amount < 20,5,5,,orders,

      """
    ),
  ])
  func programsReadColumns(statement: String, expected: String) throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(
      "segment where monetary > 260 | save as rich", "segment | limit 2 | freeze as two")
    let outcome = try bench.ask(statement, options: ["--format", "csv"])
    #expect(outcome.text == expected, "\(outcome)")
    #expect(outcome.errors.contains("as of 2025-12-31 · orders: net of refunds and cancelled"))
  }
}
