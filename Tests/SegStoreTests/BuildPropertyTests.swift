import SegModel
import SegStore
import Testing

/// What holds for every build, on random files, against a naive recomputation.
struct BuildPropertyTests {
  /// One row of a random orders file.
  private struct Row {
    var id: String?
    var email: String?
    var order: String?
    var day: Int64?
    var amount: Int64?
    var status: String?
  }

  /// What the naive recomputation keeps of an order.
  private struct NaiveOrder: Comparable {
    var day: Int64
    var amount: Int64?
    var status: String?

    private var key: (Int64, Int64, String) { (day, amount ?? .min, status ?? "") }
    static func < (a: Self, b: Self) -> Bool { a.key < b.key }
  }

  private let statuses: [String?] = [nil, "paid", "cancelled", "odd"]

  private func randomRows(
    _ count: Int, named: Bool, mixedKeys: Bool, _ generator: inout SeededGenerator
  ) -> [Row] {
    (0..<count).map { _ in
      let person = Int.random(in: 0..<8, using: &generator)
      let form = mixedKeys ? Int.random(in: 0..<4, using: &generator) : 3
      let hasOrder = named && Int.random(in: 0..<5, using: &generator) > 0
      return Row(
        id: form & 1 == 1 ? "p\(person)" : nil,
        email: form & 2 == 2 && mixedKeys ? "P\(person)@x.org" : nil,
        order: hasOrder ? "o\(Int.random(in: 0..<40, using: &generator))" : nil,
        day: Int.random(in: 0..<12, using: &generator) == 0
          ? nil : Int64.random(in: 0..<10, using: &generator),
        amount: Int.random(in: 0..<6, using: &generator) == 0
          ? nil : Int64.random(in: -5..<100, using: &generator),
        status: statuses[Int.random(in: 0..<4, using: &generator)])
    }
  }

  private func source(_ rows: [Row]) -> SourceTable {
    SourceTable(
      .orders,
      [
        TestColumn.text("customer_id", rows.map(\.id)), TestColumn.text("email", rows.map(\.email)),
        TestColumn.text("order_id", rows.map(\.order)),
        TestColumn.integers("order_date", .date, rows.map(\.day)),
        TestColumn.money("amount", rows.map(\.amount)),
        TestColumn.text("status", rows.map(\.status)),
      ])
  }

  /// Orders by customer, recomputed with dictionaries: named ones by id, the others by customer,
  /// day and whether they count, the newest file winning.
  private func naive(
    _ files: [[Row]], person: (Row) -> String?
  ) -> [String: [NaiveOrder]] {
    var named: [String: (String, NaiveOrder)] = [:]
    var unnamed: [String: [Int64: [NaiveOrder]]] = [:]
    for rows in files {
      var groups: [String: [Int64: [Bool: NaiveOrder]]] = [:]
      for row in rows {
        guard let day = row.day, let who = person(row) else { continue }
        let order = NaiveOrder(day: day, amount: row.amount, status: row.status)
        if let id = row.order {
          named[id] = (who, order)
          continue
        }
        let isExcluded = row.status == "cancelled"
        if var known = groups[who]?[day]?[isExcluded] {
          if let amount = row.amount { known.amount = (known.amount ?? 0) + amount }
          if known.status == nil { known.status = row.status }
          groups[who]?[day]?[isExcluded] = known
        } else {
          groups[who, default: [:]][day, default: [:]][isExcluded] = order
        }
      }
      for (who, days) in groups {
        for (day, orders) in days { unnamed[who, default: [:]][day] = Array(orders.values) }
      }
    }
    var result: [String: [NaiveOrder]] = [:]
    for (who, order) in named.values { result[who, default: []].append(order) }
    for (who, days) in unnamed { result[who, default: []] += days.values.flatMap { $0 } }
    return result.mapValues { $0.sorted() }
  }

  private func built(_ snapshot: Snapshot) -> [String: [NaiveOrder]] {
    guard let relation = snapshot.relations[Snapshot.allOrders] else { return [:] }
    let days = relation.table.integers("order_date")
    let amounts = relation.table.integers("amount")
    let statuses = relation.table.texts("status")
    var result: [String: [NaiveOrder]] = [:]
    for (customer, id) in snapshot.customers.texts("customer_id").enumerated() {
      let orders = relation.rows(ofCustomer: customer).map { row in
        NaiveOrder(day: days[row] ?? -1, amount: amounts[row], status: statuses[row])
      }
      #expect(orders.map(\.day) == orders.map(\.day).sorted(), "rows are in time order")
      if !orders.isEmpty { result[id ?? "?"] = orders.sorted() }
    }
    return result
  }

  private func expectRowsAddUp(_ report: BuildReport, _ seed: UInt64) {
    for source in report.sources {
      #expect(
        source.loaded + source.merged + source.rejected.count == source.rowCount, "seed \(seed)")
    }
  }

  @Test func filesOneAfterAnotherGiveWhatDictionariesGive() {
    for seed in UInt64(0)..<100 {
      var generator = SeededGenerator(seed: seed)
      let files = (0..<3).map { _ in
        randomRows(
          Int.random(in: 0..<40, using: &generator), named: Bool.random(using: &generator),
          mixedKeys: false, &generator)
      }
      var snapshot = Snapshot.empty(StoreProfile())
      for file in files {
        let before = snapshot.customers.texts("customer_id")
        let step = SnapshotBuilder.build(
          from: snapshot, adding: [source(file)], profile: StoreProfile())
        expectRowsAddUp(step.report, seed)
        snapshot = step.snapshot
        let after = snapshot.customers.texts("customer_id")
        #expect(Array(after.prefix(before.count)) == before, "numbers are stable, seed \(seed)")
        let again = SnapshotBuilder.build(
          from: snapshot, adding: [source(file)], profile: StoreProfile())
        #expect(haveSameBytes(again.snapshot, snapshot), "twice, seed \(seed)")
        #expect(again.report.sources[0].loaded == 0, "twice, seed \(seed)")
      }
      #expect(built(snapshot) == naive(files) { $0.id }, "seed \(seed)")
      let atOnce = SnapshotBuilder.build(
        from: nil, adding: files.map(source), profile: StoreProfile())
      expectRowsAddUp(atOnce.report, seed)
      // An order that moved in time may stand elsewhere among those of its day.
      #expect(built(atOnce.snapshot) == built(snapshot), "at once, seed \(seed)")
    }
  }

  @Test func guestsAreFoundWhateverTheOrderOfRows() {
    for seed in UInt64(0)..<100 {
      var generator = SeededGenerator(seed: seed)
      var rows = randomRows(40, named: true, mixedKeys: true, &generator)
      // One row an order id: which of several rows stays depends on their order.
      for index in rows.indices where rows[index].order != nil { rows[index].order = "o\(index)" }
      let usable = rows.filter { $0.day != nil }
      let linked = Dictionary(
        usable.compactMap { row in row.email.flatMap { email in row.id.map { (email, $0) } } },
        uniquingKeysWith: { first, _ in first })
      let expected = naive([rows]) { row in
        row.id ?? row.email.map { linked[$0] ?? $0.lowercased() }
      }
      // A sum has the status of its first row, so groups are compared without it.
      func withoutStatus(_ orders: [String: [NaiveOrder]]) -> [String: [NaiveOrder]] {
        orders.mapValues { $0.map { NaiveOrder(day: $0.day, amount: $0.amount) }.sorted() }
      }
      for _ in 0..<3 {
        let (snapshot, report) = SnapshotBuilder.build(
          from: nil, adding: [source(rows)], profile: StoreProfile())
        expectRowsAddUp(report, seed)
        #expect(withoutStatus(built(snapshot)) == withoutStatus(expected), "seed \(seed)")
        let again = SnapshotBuilder.build(
          from: snapshot, adding: [source(rows)], profile: StoreProfile())
        #expect(haveSameBytes(again.snapshot, snapshot), "twice, seed \(seed)")
        rows.shuffle(using: &generator)
      }
    }
  }

  @Test func allKindsOfFilesAddUpAndRepeat() {
    for seed in UInt64(0)..<80 {
      var generator = SeededGenerator(seed: seed)
      let rows = randomRows(30, named: true, mixedKeys: true, &generator)
      let people = randomRows(10, named: false, mixedKeys: true, &generator)
      let lines = randomRows(40, named: true, mixedKeys: true, &generator)
      let events = randomRows(40, named: false, mixedKeys: true, &generator)
      let sources = [
        SourceTable(
          .events,
          [
            TestColumn.text("customer_id", events.map(\.id)),
            TestColumn.text("email", events.map(\.email)),
            TestColumn.integers("event_date", .date, events.map(\.day)),
            TestColumn.text("type", events.map(\.status)),
            TestColumn.lists("marks", events.map { $0.status.map { [$0] } }),
          ]),
        source(rows),
        SourceTable(
          .customers,
          [
            TestColumn.text("customer_id", people.map(\.id)),
            TestColumn.text("email", people.map(\.email)),
            TestColumn.integers("size", .number, people.map(\.amount)),
            TestColumn.lists("tags", people.map { $0.status.map { [$0, "all"] } }),
          ]),
        SourceTable(
          .items,
          [
            TestColumn.text("order_id", lines.map(\.order)),
            TestColumn.money("amount", lines.map(\.amount)),
          ]),
      ]
      let first = SnapshotBuilder.build(from: nil, adding: sources, profile: StoreProfile())
      expectRowsAddUp(first.report, seed)
      let again = SnapshotBuilder.build(
        from: first.snapshot, adding: sources, profile: StoreProfile())
      expectRowsAddUp(again.report, seed)
      #expect(haveSameBytes(again.snapshot, first.snapshot), "seed \(seed)")
      #expect(again.report.sources.allSatisfy { $0.loaded == 0 }, "seed \(seed)")
      let unchanged = SnapshotBuilder.build(
        from: first.snapshot, adding: [], profile: StoreProfile())
      #expect(haveSameBytes(unchanged.snapshot, first.snapshot), "seed \(seed)")
    }
  }
}
