import Testing

/// `diff`: who came and who went, and why.
@Suite struct DifferenceTests {
  @Test(arguments: [
    (
      "segment where recency < 30 and monetary > 200 | diff asof 2025-12-15",
      """
      change,clause,customers
      entered,,2
      entered,exists,1
      entered,recency < 30,2
      entered,monetary > 200,2
      left,,0
      stayed,,1

      """
    ),
    (
      "segment where frequency >= 1 | top 2 by monetary | diff asof 2025-12-15",
      """
      change,clause,customers
      entered,,1
      entered,exists,1
      entered,frequency >= 1,1
      entered,top 2 by monetary,0
      left,,1
      left,frequency >= 1,0
      left,top 2 by monetary,1
      stayed,,1

      """
    ),
    (
      "segment where country = 'FR' | diff @rich",
      """
      change,clause,customers
      entered,,2
      entered,monetary > 200,2
      left,,1
      left,country = 'FR',1
      stayed,,2

      """
    ),
    (
      "@rich | diff @two",
      """
      change,clause,customers
      entered,,1
      entered,@two,1
      left,,0
      stayed,,2

      """
    ),
    (
      "@rich minus @two | diff asof 180d ago",
      """
      change,clause,customers
      entered,,1
      entered,exists,1
      entered,@rich minus @two,1
      left,,0
      stayed,,0

      """
    ),
  ])
  func changesAreCounted(statement: String, expected: String) throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(
      "let big = monetary > 200", "segment where big | save as rich",
      "segment | limit 2 | freeze as two")
    let outcome = try bench.ask(statement, options: ["--format", "csv"])
    #expect(outcome.text == expected, "\(outcome)")
    #expect(outcome.status == 0)
  }

  @Test func theLastResultListsCustomers() throws {
    let outcome = try Bench.withSmallShop().ask(
      "segment where recency < 30 | diff asof 2025-12-15", ".last",
      options: ["--format", "jsonl"])
    #expect(
      outcome.text == """
        {"change":"entered","clause":null,"customers":2}
        {"change":"entered","clause":"exists","customers":1}
        {"change":"entered","clause":"recency < 30","customers":2}
        {"change":"left","clause":null,"customers":0}
        {"change":"stayed","clause":null,"customers":1}
        {"change":"entered","customer_id":"C1"}
        {"change":"entered","customer_id":"C2"}

        """, "\(outcome)")
  }

  @Test func whatHasNoHistoryIsTold() throws {
    let outcome = try Bench.withSmallShop().ask(
      "segment where newsletter and recency < 90 | diff asof 2025-06-30",
      options: ["--format", "table"])
    #expect(outcome.text.contains("| entered | recency < 90 "), "\(outcome)")
    #expect(outcome.errors.contains("as of 2025-12-31 against asof 2025-06-30, 2025-06-30 · .last"))
    #expect(outcome.errors.contains("newsletter: today's values, they have no history"))
  }

  @Test(arguments: [
    ("segment | diff", "expected a segment such as `@vip` or `asof` after `diff`", ""),
    ("segment | diff nobody", "expected a segment such as `@vip`", "replace with `@nobody`"),
    ("segment | diff @nobody", "no segment is saved as `nobody`", ""),
    ("segment | diff asof", "expected a date such as `2026-06-30` after `asof`", ""),
    ("segment | diff asof monetary", "expected a date such as", ""),
    ("orders | diff asof 2025-01-01", "here are rows", ""),
    (
      "segment where last_order between 180d ago and 2025-12-01 | diff asof 2026-12-31",
      "the selection means nothing as of 2026-12-31", ""
    ),
  ])
  func mistakesAreTold(statement: String, message: String, fix: String) throws {
    let outcome = try Bench.withSmallShop().ask(statement)
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.errors.contains(message) && outcome.errors.contains(fix), "\(outcome)")
    #expect(outcome.errors.matches(of: /error\[/).count == 1, "\(outcome)")
  }
}
