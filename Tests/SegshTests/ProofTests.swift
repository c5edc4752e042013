import Testing

/// `why 'ID'`: proof trees as people and programs read them.
@Suite struct ProofTests {
  @Test(arguments: [
    (
      "segment where recency < 30 and monetary > 200 | why 'C1'",
      """
      true     C1 in segment where recency < 30 and monetary > 200
      true       exists: 2025-11-02 <= 2025-12-31
      true       recency < 30: 10 < 30
      true       monetary > 200: 300.00 > 200.00

      """
    ),
    (
      "segment where not country = 'FR' or (city is unknown and newsletter) | why 'C5'",
      """
      false    C5 in segment where not country = 'FR' or city is unknown and newsletter
      true       exists: 2025-12-30 <= 2025-12-31
      false      not country = 'FR' or city is unknown and newsletter
      false        not country = 'FR'
      true           country = 'FR': FR = FR
      false        city is unknown and newsletter
      false          city is unknown: Lyon
      false          newsletter: no = yes

      """
    ),
    (
      "segment where country = 'FR' and not country = 'FR' | why 'C3'",
      """
      false    C3 in segment where country = 'FR' and not country = 'FR'
      true       exists: 2025-06-01 <= 2025-12-31
      unknown    country = 'FR': unknown = FR
      true       not country = 'FR'
      unknown      country = 'FR': unknown = FR

      """
    ),
    (
      "segment where count(orders in last 90d where amount > 100) >= 2 | why 'C1'",
      """
      true     C1 in segment where count(orders in last 90d where amount > 100) >= 2
      true       exists: 2025-11-02 <= 2025-12-31
      true       count(orders in last 90d where amount > 100) >= 2: 2 >= 2
                   orders: 3
                   in last 90d: 3 (2025-10-03 .. 2025-12-31)
                   where amount > 100: 2
                     O1 on 2025-12-20: 120.50
                     O8 on 2025-12-21: 100.01

      """
    ),
    (
      "segment where any(orders in last 7d) | why 'C1'",
      """
      false    C1 in segment where any(orders in last 7d)
      true       exists: 2025-11-02 <= 2025-12-31
      false      any(orders in last 7d): 0 >= 1
                   orders: 3
                   in last 7d: 0 (2025-12-25 .. 2025-12-31)
                     not counted: O8 on 2025-12-21: 100.01

      """
    ),
    (
      "segment where any(orders in 2025-12 where customer.country = 'BE' and amount > 100.5 "
        + "and none(orders in last 3d)) | why 'C1'",
      """
      false    C1 in segment where any(orders in 2025-12 where customer.country = 'BE' and amount > 100.5 and none(orders in last 3d))
      true       exists: 2025-11-02 <= 2025-12-31
      false      any(orders in 2025-12 where customer.country = 'BE' and amount > 100.5 and none(orders in last 3d)): 0 >= 1
                   orders: 3
                   in 2025-12: 2 (2025-12-01 .. 2025-12-31)
                   where customer.country = 'BE' and amount > 100.5 and none(orders in last 3d): 0
                     not counted: O8 on 2025-12-21: 100.01
      false            customer.country = 'BE': FR = BE
      false            amount > 100.5: 100.01 > 100.50
      true             none(orders in last 3d): 0 = 0
                         orders: 3
                         in last 3d: 0 (2025-12-29 .. 2025-12-31)
                           not counted: O8 on 2025-12-21: 100.01

      """
    ),
    (
      "segment | top 2 by monetary | limit 1 | why 'C7'",
      """
      false    C7 in segment | top 2 by monetary | limit 1
      true       exists: 2025-12-11 <= 2025-12-31
      false      top 2 by monetary: 3 <= 2
                   ranked by: 250.00
                 limit 1

      """
    ),
    (
      "segment | bottom 50% by recency | sort monetary | limit 1 | why 'C2'",
      """
      false    C2 in segment | bottom 50% by recency | sort monetary | limit 1
      true       exists: 2025-12-28 <= 2025-12-31
      true       bottom 50% by recency: 1 <= 3
                   ranked by: 3
      true       sort monetary: 2
      false      limit 1: 2 <= 1

      """
    ),
    (
      "asof 2025-06-30\nsegment where frequency = 0 | why 'C7'",
      """
      false    C7 in segment where frequency = 0
      false      exists: 2025-12-11 <= 2025-06-30
      true       frequency = 0: 0 = 0

      """
    ),
    (
      "let big = monetary > 100\nsegment where big | why 'C4'",
      """
      false    C4 in segment where monetary > 100
      true       exists
      false      monetary > 100: 0.00 > 100.00

      """
    ),
  ])
  func peopleReadATree(statement: String, expected: String) throws {
    let outcome = try Bench.withSmallShop().ask(statement, options: ["--format", "table"])
    #expect(outcome.text == expected, "\(outcome)")
    #expect(outcome.status == 0)
  }

  @Test func savedSegmentsAreOpenedOnce() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask("segment where monetary > 200 | save as big", "segment | limit 2 | freeze as two")
    let outcome = try bench.ask(
      "@big minus @two intersect @big | why 'C1'", options: ["--format", "table"])
    #expect(
      outcome.text == """
        false    C1 in @big minus @two intersect @big
        true       exists: 2025-11-02 <= 2025-12-31
        true       in @big
        true         monetary > 200: 300.00 > 200.00
        true       minus: in @two
                     frozen list: yes
        true       intersect: in @big

        """, "\(outcome)")
    let inside = try bench.ask(
      "segment where not in @big | why 'C1'", options: ["--format", "csv"])
    #expect(
      inside.text == """
        depth,text,result,value,bound
        0,C1 in segment where not in @big,false,,
        1,exists,true,2025-11-02,2025-12-31
        1,not in @big,false,,
        2,monetary > 200,true,300.00,200.00

        """, "\(inside)")
  }

  @Test func programsReadColumns() throws {
    let outcome = try Bench.withSmallShop().ask(
      "segment where coupon is known or country in ('BE', 'NL') | why 'C3'",
      "segment where none(orders where coupon is known) and country in ('BE', 'NL') | why 'C3'",
      options: ["--format", "jsonl", "--keep-going"])
    #expect(outcome.errors.contains("coupon"))
    #expect(
      outcome.text == """
        {"depth":0,"text":"C3 in segment where none(orders where coupon is known) and country in ('BE', 'NL')","result":"false","value":null,"bound":null}
        {"depth":1,"text":"exists","result":"true","value":"2025-06-01","bound":"2025-12-31"}
        {"depth":1,"text":"none(orders where coupon is known)","result":"true","value":"0","bound":"0"}
        {"depth":2,"text":"orders","result":null,"value":"1","bound":null}
        {"depth":2,"text":"where coupon is known","result":null,"value":"0","bound":null}
        {"depth":3,"text":"not counted: O4 on 2025-06-01","result":null,"value":"15.05","bound":null}
        {"depth":4,"text":"coupon is known","result":"false","value":null,"bound":null}
        {"depth":1,"text":"country in ('BE', 'NL')","result":"unknown","value":null,"bound":"BE, NL"}

        """, "\(outcome)")
  }

  @Test(arguments: [
    ("segment | why 'c1'", "no customer has the id `c1`", "replace with 'C1'"),
    ("segment | why 'C9'", "nearest: `C1`, `C2`, `C3`", "replace with 'C1'"),
    ("segment | why 'fay@example.org'", "nearest: `C6`", "replace with 'C6'"),
    ("segment | why 'someone else'", "ids are the values of `customer_id`", ""),
    ("segment | why", "expected a customer id in 'quotes' after `why`", ""),
    ("segment | why C1", "expected a customer id in 'quotes' after `why`", "'C1'"),
    ("orders | why 'C1'", "here are rows", ""),
    ("segment | why 'C1' | limit 3", "nothing can follow `why`", ""),
    ("segment where nope = 1 | why 'C1'", "`nope` is not an attribute", ""),
  ])
  func mistakesAreTold(statement: String, message: String, fix: String) throws {
    let outcome = try Bench.withSmallShop().ask(statement)
    #expect(outcome.status == 1)
    #expect(outcome.text.isEmpty)
    #expect(outcome.errors.contains(message) && outcome.errors.contains(fix), "\(outcome)")
    #expect(outcome.errors.matches(of: /error\[/).count == 1, "\(outcome)")
  }

  @Test func longListsAreCounted() throws {
    let list = (1...30).map { "'X\($0)'" }.joined(separator: ", ")
    let outcome = try Bench.withSmallShop().ask(
      "segment where city in (\(list)) | why 'C1'", options: ["--format", "csv", "--quiet"])
    #expect(outcome.lines.last?.hasSuffix(",false,Orléans,30 values") == true, "\(outcome)")
  }

  @Test func unknownIDsHaveNoEffect() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask("segment | tag add 'x' | why 'nobody'", options: ["--yes"])
    #expect(outcome.status == 1)
    #expect(try bench.ask(".tags", options: ["--format", "csv"]).text.contains("x,") == false)
  }
}
