import SegModel
import SegStore
import Testing

/// Orders from files: keys, merging, rows without ids, revenue policy.
struct OrderBuildTests {
  private func build(
    _ sources: [SourceTable], on previous: Snapshot? = nil, options: BuildOptions = .init()
  ) -> (snapshot: Snapshot, report: BuildReport) {
    SnapshotBuilder.build(
      from: previous, adding: sources, profile: StoreProfile(), options: options)
  }

  private func orders(_ snapshot: Snapshot) throws -> Relation {
    try #require(snapshot.relations[Snapshot.allOrders])
  }

  @Test func anOrdersFileAloneMakesItsCustomers() throws {
    let (snapshot, report) = build([
      SourceTable(
        .orders,
        [
          TestColumn.text("customer_id", ["b", "a", "b", nil, "a"]),
          TestColumn.text("order_id", ["1", "2", "3", "4", "5"]),
          TestColumn.days(
            "order_date", ["2026-01-03", "2026-01-02", "2026-01-01", "2026-01-01", nil]),
          TestColumn.money("amount", [100, 200, -50, 1, 2]),
        ])
    ])
    #expect(snapshot.customers.texts("customer_id") == ["b", "a"])
    #expect(snapshot.customers.fields.count == 1)
    let relation = try orders(snapshot)
    #expect(relation.table.texts("order_id") == ["3", "1", "2"])
    #expect(relation.customerOffsets == [0, 2, 3])
    #expect(relation.dateField == "order_date")
    #expect(relation.countedRows?.rows == [1, 2])
    #expect(relation.revenueRows?.rows == [0, 1, 2])
    #expect(report.sources.map(\.loaded) == [3])
    #expect(report.sources[0].rejected.map(\.reason) == [.noCustomer, .unknownDate])
    #expect(report.sources[0].rejected.map(\.line) == [5, 6])
    #expect(report.firstOrderDay?.description == "2026-01-01")
    #expect(report.lastOrderDay?.description == "2026-01-03")
  }

  @Test func rowsWithoutIDOfOneDayAreOneOrder() throws {
    let source = SourceTable(
      .orders,
      [
        TestColumn.text("customer_id", ["a", "a", "a"]),
        TestColumn.days("order_date", ["2026-01-03", "2026-01-02", "2026-01-03"]),
        TestColumn.money("amount", [100, 200, 50]),
        TestColumn.text("coupon", [nil, nil, "X"]),
      ])
    let (snapshot, report) = build([source])
    let relation = try orders(snapshot)
    #expect(relation.table.integers("amount") == [200, 150])
    #expect(relation.table.texts("coupon") == [nil, "X"])
    #expect(report.sources[0].rowsWithoutOrderID == 3)
    #expect(report.sources[0].ordersWithoutID == 2)
    #expect(report.sources[0].loaded == 2)
    #expect(report.sources[0].merged == 1)
    let apart = build([source], options: BuildOptions(oneOrderPerRow: true))
    #expect(try orders(apart.snapshot).table.integers("amount") == [200, 100, 50])
  }

  @Test func sumsThatOverflowRejectTheRow() throws {
    let (snapshot, report) = build([
      SourceTable(
        .orders,
        [
          TestColumn.text("customer_id", ["a", "a"]),
          TestColumn.days("order_date", ["2026-01-03", "2026-01-03"]),
          TestColumn.money("amount", [.max, 1]),
        ])
    ])
    #expect(try orders(snapshot).table.integers("amount") == [.max])
    #expect(report.sources[0].rejected.map(\.reason) == [.amountTooLarge])
  }

  @Test func aNewerOrderWithTheSameIDReplaces() throws {
    func source(_ ids: [String?], _ amounts: [Int64?]) -> SourceTable {
      SourceTable(
        .orders,
        [
          TestColumn.text("email", ids.map { _ in "A@x.org " }),
          TestColumn.text("order_id", ids),
          TestColumn.days("order_date", ids.map { _ in "2026-01-03" }),
          TestColumn.money("amount", amounts),
        ])
    }
    let first = build([source(["1", "2", "1"], [10, 20, 30])])
    #expect(first.report.sources[0].repeatedOrderIDs == 1)
    #expect(try orders(first.snapshot).table.integers("amount") == [30, 20])
    #expect(first.snapshot.customers.texts("customer_id") == ["a@x.org"])
    #expect(first.snapshot.customers.texts("email") == ["A@x.org "])
    let second = build([source(["1", "3"], [11, 33])], on: first.snapshot)
    #expect(try orders(second.snapshot).table.integers("amount") == [11, 20, 33])
    #expect(second.report.sources[0].merged == 1)
    #expect(second.report.newCustomers == 0)
  }
}
