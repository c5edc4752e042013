import SegModel
import SegStore
import Testing

/// Whose a row is: ids, e-mail addresses, telephone numbers, and merging of customers.
struct CustomerBuildTests {
  private func build(
    _ sources: [SourceTable], on previous: Snapshot? = nil
  ) -> (snapshot: Snapshot, report: BuildReport) {
    SnapshotBuilder.build(from: previous, adding: sources, profile: StoreProfile())
  }

  private func orders(_ columns: [(Field, Column)]) -> SourceTable {
    let count = columns.first?.1.count ?? 0
    return SourceTable(
      .orders,
      columns + [
        TestColumn.days("order_date", (0..<count).map { "2026-01-0\($0 + 1)" }),
        TestColumn.money("amount", (0..<count).map { Int64(1 << $0) }),
      ], file: "orders.csv")
  }

  @Test func aGuestOrderFindsTheCustomerWithThatAddressFurtherDown() throws {
    let (snapshot, _) = build([
      orders([
        TestColumn.text("customer_id", [nil, "7", nil, nil, nil]),
        TestColumn.text("email", [" A@X.org", "a@x.org", "b@x.org", nil, nil]),
        TestColumn.text("phone", [nil, "+33 6 12", nil, "+33612", "06 99"]),
      ])
    ])
    #expect(snapshot.customers.texts("customer_id") == ["7", "b@x.org", "0699"])
    #expect(snapshot.customers.texts("email") == [" A@X.org", "b@x.org", nil])
    #expect(snapshot.customers.texts("phone") == ["+33 6 12", nil, "06 99"])
    let relation = try #require(snapshot.relations[Snapshot.allOrders])
    #expect(relation.table.integers("amount") == [1, 2, 8, 4, 16])
    #expect(relation.table.index(of: "customer_id") == nil)
  }

  @Test func aGuestWhoShowsAnIDKeepsTheNumber() {
    let guest = build([
      orders([TestColumn.text("email", ["g@x.org", "h@x.org"])])
    ]).snapshot
    #expect(guest.customers.texts("customer_id") == ["g@x.org", "h@x.org"])
    let (known, report) = build(
      [
        SourceTable(
          .customers,
          [
            TestColumn.text("customer_id", ["1", "2"]),
            TestColumn.text("email", ["new@x.org", "H@x.org"]),
          ])
      ], on: guest)
    #expect(known.customers.texts("customer_id") == ["g@x.org", "2", "1"])
    #expect(known.customers.texts("email") == ["g@x.org", "H@x.org", "new@x.org"])
    #expect(report.newCustomers == 1)
    #expect(report.sources[0].loaded == 1)
    #expect(report.sources[0].merged == 1)
  }

  @Test func knownCellsOfANewerFileReplace() {
    let first = SourceTable(
      .customers,
      [
        TestColumn.text("customer_id", ["a", "b"]),
        TestColumn.text("email", ["a@x.org", "b@x.org"]),
        TestColumn.text("city", ["Lille", "Metz"]),
        TestColumn.integers("size", .number, [1, nil]),
        TestColumn.lists("tags", [["x"], ["x", "y"]]),
        TestColumn.flags("optin", [true, nil]),
      ])
    let second = SourceTable(
      .customers,
      [
        TestColumn.text("email", ["B@X.ORG", "c@x.org", nil]),
        TestColumn.text("city", [nil, "Nice", "Brest"]),
        TestColumn.integers("size", .number, [25, 10, 1], scale: 1),
        TestColumn.lists("tags", [["z"], nil, nil]),
        TestColumn.days("since", ["2026-01-01", nil, nil]),
      ])
    let (snapshot, report) = build([second], on: build([first]).snapshot)
    let table = snapshot.customers
    #expect(table.texts("customer_id") == ["a", "b", "c@x.org"])
    #expect(table.texts("email") == ["a@x.org", "B@X.ORG", "c@x.org"])
    #expect(table.texts("city") == ["Lille", "Metz", "Nice"])
    #expect(table.integers("size") == [10, 25, 10])
    #expect(table.column("size")?.field.scale == 1)
    #expect(report.sources[0].rejected.map(\.reason) == [.noCustomer])
    #expect(report.sources[0].rejected.first?.column == "email")
    #expect(report.sources[0].merged == 1)
    guard case .lists(let tags)? = table.column("tags")?.column else {
      Issue.record("tags are a list")
      return
    }
    #expect((0..<3).map { tags[$0] } == [["x"], ["z"], nil])
    #expect(tags.names == ["x", "z"])
    let (both, _) = build([first, second])
    #expect(haveSameBytes(both, snapshot))
  }

  @Test func typesThatDifferMeet() throws {
    func file(_ id: String, _ column: (Field, Column)) -> SourceTable {
      SourceTable(.customers, [TestColumn.text("customer_id", [id]), column])
    }
    func united(_ a: (Field, Column), _ b: (Field, Column)) throws -> (FieldType, [Value]) {
      let table = build([file("a", a), file("b", b)]).snapshot.customers
      let position = try #require(table.index(of: "x"))
      return (table.fields[position].type, [0, 1].map { table.value($0, position) })
    }
    let day = TestColumn.days("x", ["1970-01-02"])
    let noon = TestColumn.integers("x", .dateTime, [43_200])
    let dates = try united(day, noon)
    #expect(dates.0 == .dateTime)
    #expect(
      dates.1 == [86_400, 43_200].map { .dateTime(Instant(secondsSinceEpoch: $0)) })
    let texts = try united(TestColumn.integers("x", .number, [-150], scale: 2), day)
    #expect(texts.0 == .text)
    #expect(texts.1 == [.text("-1.5"), .text("1970-01-02")])
    let money = try united(TestColumn.money("x", [150]), TestColumn.flags("x", [true]))
    #expect(money.1 == [.text("1.50"), .text("yes")])
    let silent = try united(TestColumn.text("x", [nil]), day)
    #expect(silent.0 == .date)
    let wide = try united(
      TestColumn.integers("x", .number, [.max]), TestColumn.integers("x", .number, [5], scale: 1))
    #expect(wide.1 == [.text("9223372036854775807"), .text("0.5")])
  }
}
