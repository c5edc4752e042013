import SegModel
import SegStore
import Testing

/// Order lines, events and other rows that hang on customers or orders.
struct LineBuildTests {
  private func build(
    _ sources: [SourceTable], on previous: Snapshot? = nil
  ) -> (snapshot: Snapshot, report: BuildReport) {
    SnapshotBuilder.build(from: previous, adding: sources, profile: StoreProfile())
  }

  private let orders = SourceTable(
    .orders,
    [
      TestColumn.text("customer_id", ["b", "a", "b"]),
      TestColumn.text("order_id", ["1", "2", "3"]),
      TestColumn.days("order_date", ["2026-01-03", "2026-01-02", "2026-01-01"]),
      TestColumn.money("amount", [100, 200, 300]),
    ])

  private func items(_ ids: [String?], _ skus: [String?]) -> SourceTable {
    SourceTable(.items, [TestColumn.text("order_id", ids), TestColumn.text("sku", skus)])
  }

  @Test func linesGoByTheirOrder() throws {
    let (snapshot, report) = build([
      items(["2", "1", nil, "3", "1", "9"], ["p", "q", "r", "s", "t", "u"]), orders,
    ])
    let lines = try #require(snapshot.relations[Snapshot.items])
    #expect(lines.table.texts("sku") == ["s", "q", "t", "p"])
    #expect(lines.orderOffsets == [0, 1, 3, 4])
    #expect(lines.customerOffsets == [0, 3, 4])
    #expect(lines.dateField == "order_date")
    #expect(lines.table.column("order_date")?.field.type == .date)
    #expect(lines.days?.widened.map { $0 - 20_454 } == [0, 2, 2, 1])
    #expect(report.sources[0].rejected.map(\.reason) == [.noOrder, .unknownOrder])
    #expect(report.sources[0].rejected.map(\.row) == [2, 5])
    #expect(report.sources[0].loaded == 4)
  }

  @Test func aNewerFileReplacesAnOrdersLinesAsAWhole() throws {
    let first = build([orders, items(["1", "1", "3"], ["p", "q", "r"])]).snapshot
    let moved = SourceTable(
      .orders,
      [
        TestColumn.text("customer_id", ["a"]), TestColumn.text("order_id", ["3"]),
        TestColumn.days("order_date", ["2026-02-01"]), TestColumn.money("amount", [5]),
      ])
    let (snapshot, report) = build([moved, items(["1", "2"], ["x", "y"])], on: first)
    let lines = try #require(snapshot.relations[Snapshot.items])
    #expect(lines.table.texts("sku") == ["x", "y", "r"])
    #expect(lines.customerOffsets == [0, 1, 3])
    #expect(report.sources[1].loaded == 1)
    #expect(report.sources[1].merged == 1)
  }

  @Test func linesWithoutOrderIDsGoByCustomerAndDate() throws {
    let unlinked = SourceTable(
      .items,
      [
        TestColumn.text("customer_id", ["b", "b", "c"]),
        TestColumn.days("order_date", ["2026-01-02", "2026-01-01", nil]),
        TestColumn.text("sku", ["p", "q", "r"]),
      ])
    let (snapshot, report) = build([orders, unlinked, items(["1"], ["s"])])
    let lines = try #require(snapshot.relations[Snapshot.items])
    #expect(lines.orderOffsets == nil)
    #expect(lines.table.texts("sku") == ["q", "p", "r"])
    #expect(lines.days?[2] == nil)
    #expect(snapshot.customers.texts("customer_id") == ["b", "a", "c"])
    #expect(report.sources[2].rejected.map(\.reason) == [.otherLayout])
  }

  @Test func linesWithoutOrdersAreRejected() {
    let (snapshot, report) = build([items(["1"], ["p"])])
    #expect(report.sources[0].rejected.map(\.reason) == [.unknownOrder])
    #expect(snapshot.relations.isEmpty)
    #expect(snapshot.customerCount == 0)
  }

  @Test func eventsAreNotDoubled() throws {
    func events(_ kinds: [String?], _ days: [String?]) -> SourceTable {
      SourceTable(
        .events,
        [
          TestColumn.text("customer_id", kinds.map { _ in "a" }),
          TestColumn.days("event_date", days), TestColumn.text("type", kinds),
        ])
    }
    let view = "2026-01-02"
    let first = build([events(["view", "view", "cart"], [view, view, nil])])
    let (snapshot, report) = build(
      [events(["view", "view", "view", "cart", "nps"], [view, view, view, nil, view])],
      on: first.snapshot)
    let relation = try #require(snapshot.relations[Snapshot.events])
    #expect(relation.table.texts("type") == ["cart", "view", "view", "view", "nps"])
    #expect(report.sources[0].merged == 3)
    #expect(report.sources[0].loaded == 2)
    #expect(relation.dateField == "event_date")
  }

  @Test func otherRowsCanGoThroughTheirOrder() throws {
    let returns = SourceTable(
      .other("returns"),
      [
        TestColumn.text("order_id", ["2", "3", "8", nil]),
        TestColumn.days("date", ["2026-03-01", "2026-03-02", "2026-03-03", nil]),
      ])
    let (snapshot, report) = build([orders, returns])
    let relation = try #require(snapshot.relations["returns"])
    #expect(relation.table.texts("order_id") == ["3", "2"])
    #expect(relation.customerOffsets == [0, 1, 2])
    #expect(relation.dateField == "date")
    #expect(report.sources[1].rejected.map(\.reason) == [.unknownOrder, .noOrder])
  }

  @Test func columnsOfTheWrongTypeKeepTheirFileOut() {
    let bad = SourceTable(
      .orders,
      [
        TestColumn.text("customer_id", ["z"]), TestColumn.days("order_date", ["2026-01-01"]),
        TestColumn.text("amount", ["much"]),
      ])
    let (snapshot, report) = build([orders, bad])
    #expect(report.sources[1].rejected.map(\.reason) == [.wrongType])
    #expect(snapshot.customers.texts("customer_id") == ["b", "a"])
    #expect(snapshot.relations[Snapshot.allOrders]?.table.column("amount")?.field.type == .money)
  }
}
