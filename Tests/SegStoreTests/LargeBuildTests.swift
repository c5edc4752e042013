import SegModel
import SegStore
import SegTestSupport
import Testing

/// Stores whose rows need more than one piece of work, however ids are written.
struct LargeBuildTests {
  /// How ids may look: counting up, with gaps, of several lengths, and as no number at all.
  static let forms: [@Sendable (Int) -> String] = [
    { "C-\(1_000_000 + $0)" }, { "C-\(1_000_000 + $0 * 2)" }, { "\($0)" },
    { "customer number \($0 &* 0x9E37_79B9 % 1_000_003)/x" },
  ]

  private func sources(
    _ form: (Int) -> String, customers: Int, orders: Int, _ generator: inout SeededGenerator
  ) -> [SourceTable] {
    let buyers = (0..<orders).map { _ in Int.random(in: 0..<customers + 9, using: &generator) }
    let statuses = ["paid", "cancelled", "odd"]
    let rows = Array(0..<orders)
    return [
      SourceTable(
        .customers,
        [
          plain("customer_id", (0..<customers).map { form($0) }),
          TestColumn.integers("size", .number, (0..<customers).map { Int64($0 % 7) }),
        ]),
      SourceTable(
        .orders,
        [
          plain("order_id", rows.map { "o\($0 + 1)" }),
          plain("customer_id", buyers.map { form($0) }),
          TestColumn.integers("order_date", .dateTime, rows.map { Int64($0 / 3 * 61 % 90_007) }),
          TestColumn.money("amount", rows.map { $0 % 11 == 0 ? nil : Int64($0 % 5000) }),
          TestColumn.text("status", rows.map { statuses[$0 % 17 % 3] }),
          plain("note", rows.map { $0 % 5 == 0 ? nil : "n\($0 % 100)" }),
        ]),
    ]
  }

  private func plain(_ name: FieldName, _ texts: [String?]) -> (Field, Column) {
    (Field(name: name, type: .text), .text(TextColumn(plain: texts)))
  }

  /// A row that makes the builder look at addresses, and nothing else.
  private var guest: SourceTable {
    SourceTable(
      .orders,
      [
        TestColumn.text("order_id", ["guest"]), TestColumn.text("email", ["guest@example.org"]),
        TestColumn.integers("order_date", .dateTime, [1]),
      ])
  }

  @Test(arguments: forms.indices)
  func eachRowFindsItsCustomer(form: Int) {
    var generator = SeededGenerator(seed: UInt64(form))
    let files = sources(Self.forms[form], customers: 20_000, orders: 70_000, &generator)
    let (snapshot, report) = SnapshotBuilder.build(
      from: nil, adding: files, profile: StoreProfile())
    let ids = snapshot.customers.texts("customer_id")
    #expect(Set(ids).count == ids.count)
    #expect(ids.count > 20_000 && ids.count <= 20_009)
    #expect(report.sources[1].loaded == 70_000)
    let numbers = Dictionary(
      uniqueKeysWithValues: files[1].table.texts("order_id").enumerated()
        .map { ($1, $0) })
    let buyers = files[1].table.texts("customer_id")
    guard let orders = snapshot.relations[Snapshot.allOrders] else { return }
    let places = orders.table.texts("order_id").map { numbers[$0] ?? -1 }
    let owners = snapshot.customerRows(of: orders).map { ids[Int($0)] }
    #expect(owners == places.map { buyers[$0] })
    let notes = files[1].table.texts("note")
    #expect(orders.table.texts("note") == places.map { notes[$0] })
    let amounts = files[1].table.integers("amount")
    #expect(orders.table.integers("amount") == places.map { amounts[$0] })
  }

  @Test(arguments: [1, 3])
  func threadsChangeNothing(form: Int) {
    let width = Parallel.width
    defer { Parallel.width = width }
    var generator = SeededGenerator(seed: UInt64(form) + 10)
    let files = sources(Self.forms[form], customers: 20_000, orders: 140_000, &generator)
    let more = sources(Self.forms[form], customers: 10, orders: 100, &generator)
    let written = [1, 2, 5].map { threads in
      Parallel.width = threads
      let first = SnapshotBuilder.build(from: nil, adding: files, profile: StoreProfile())
      let second = SnapshotBuilder.build(
        from: first.snapshot, adding: more, profile: StoreProfile())
      return bytes(of: first.snapshot) + bytes(of: second.snapshot)
    }
    #expect(written[1] == written[0])
    #expect(written[2] == written[0])
  }

  /// With one guest among the rows, customers are found by every key: the others stay the same.
  @Test(arguments: forms.indices)
  func idsAloneComeToWhatAllKeysComeTo(form: Int) throws {
    var generator = SeededGenerator(seed: UInt64(form) + 20)
    let files = sources(Self.forms[form], customers: 3000, orders: 9000, &generator)
    let fast = SnapshotBuilder.build(from: nil, adding: files, profile: StoreProfile())
    let slow = SnapshotBuilder.build(from: nil, adding: files + [guest], profile: StoreProfile())
    #expect(slow.report.sources.prefix(2) == fast.report.sources.prefix(2))
    let ids = fast.snapshot.customers.texts("customer_id")
    #expect(slow.snapshot.customers.texts("customer_id") == ids + ["guest@example.org"])
    let one = try #require(fast.snapshot.relations[Snapshot.allOrders])
    let other = try #require(slow.snapshot.relations[Snapshot.allOrders])
    #expect(Array(other.customerOffsets.dropLast()) == one.customerOffsets)
    #expect(other.table.texts("order_id") == one.table.texts("order_id") + ["guest"])
    #expect(other.table.texts("note").dropLast() == one.table.texts("note")[...])
  }

  /// Rows of known orders, sent again with others, replace them in place.
  @Test(arguments: forms.indices)
  func overlappingFilesReplaceOrders(form: Int) throws {
    var generator = SeededGenerator(seed: UInt64(form) + 30)
    let files = sources(Self.forms[form], customers: 500, orders: 4000, &generator)
    let first = SnapshotBuilder.build(from: nil, adding: files, profile: StoreProfile())
    let again = SnapshotBuilder.build(
      from: first.snapshot, adding: [files[1]], profile: StoreProfile())
    #expect(again.report.sources[0].merged == 4000)
    #expect(haveSameBytes(again.snapshot, first.snapshot))
  }
}
