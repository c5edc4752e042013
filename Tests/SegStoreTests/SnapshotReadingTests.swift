import Foundation
import SegModel
import SegStore
import SegTestSupport
import Synchronization
import Testing

/// Snapshots that are read part by part: only what is asked for, once, and nothing damaged.
struct SnapshotReadingTests {
  /// A store whose longer blocks have several pieces.
  private static func large(customers: Int, dates: FieldType = .dateTime) -> Snapshot {
    let ids = (0..<customers).map { Optional("C\($0)") }
    let people = SourceTable(
      .customers,
      [
        TestColumn.text("customer_id", ids),
        TestColumn.integers("n", .number, ids.indices.map { $0 % 7 == 0 ? nil : Int64($0) << 33 }),
        TestColumn.flags("ok", ids.indices.map { $0 % 3 == 0 }),
        TestColumn.lists("tags", ids.indices.map { $0 % 2 == 0 ? ["even"] : [] }),
        TestColumn.text("country", ids.indices.map { ["FR", "DE", nil][$0 % 3] }),
      ])
    let orders = SourceTable(
      .orders,
      [
        TestColumn.text("customer_id", ids), TestColumn.text("order_id", ids),
        TestColumn.integers("order_date", dates, ids.indices.map { Int64($0 % 900) }),
        TestColumn.money("amount", ids.indices.map { Int64($0 % 1000) << 20 }),
      ])
    return SnapshotBuilder.build(
      from: nil, adding: [people, orders], profile: StoreProfile()
    ).snapshot
  }

  private func open(_ bytes: [UInt8]) throws(SnapshotDamage) -> Snapshot {
    try SnapshotCodec.open(SnapshotImage(bytes: bytes))
  }

  private func damage(_ snapshot: Snapshot) -> SnapshotDamage? {
    do throws(SnapshotDamage) { try snapshot.checkDamage() } catch { return error }
    return nil
  }

  /// Every block in turn is damaged: the store opens all the same, and just one part is refused,
  /// by its name.
  @Test func onlyWhatIsAskedForIsRead() throws {
    let good = bytes(of: Self.large(customers: 40))
    var parts: Set<String> = []
    for block in blocks(of: good).compactMap(\.self) where !block.isEmpty {
      var bad = good
      bad[block.upperBound - 1] ^= 0x40
      let probe = try open(bad)
      readAll(of: probe)
      guard case .part(let part, file: "")? = damage(probe) else {
        Issue.record("block \(block) is not missed")
        continue
      }
      parts.insert(part)
      let other = try open(bad)
      for (name, table) in [("customers", other.customers)]
        + other.relations.map({
          ($0 == Snapshot.allOrders ? "orders" : $0.description, $1.table)
        })
      {
        for field in table.fields where part != "`\(name).\(field.name)`" {
          _ = table.column(field.name)
        }
      }
      #expect(damage(other) == nil, "\(part)")
    }
    #expect(
      parts.isSuperset(of: [
        "`customers.customer_id`", "`customers.n`", "`customers.tags`", "`customers.country`",
        "`orders.order_id`", "`orders.amount`", "the customers of `orders`", "the days of `orders`",
        "the counted rows of `orders`", "the revenue of `orders`",
      ]))
    #expect(
      SnapshotDamage.part("`orders.amount`", file: "data-3.segsnap").description
        == "`orders.amount` in data-3.segsnap is damaged")
  }

  /// What stands in for damaged parts has their shape, so that readers go on until they ask.
  @Test func standInsHaveTheShapeOfWhatTheyReplace() throws {
    let good = bytes(of: Self.large(customers: 40))
    var bad = good
    for block in blocks(of: good).compactMap(\.self) where !block.isEmpty {
      bad[block.lowerBound] ^= 1
    }
    let snapshot = try open(bad)
    for table in [snapshot.customers] + snapshot.relations.values.map(\.table) {
      #expect(table.columns.allSatisfy { $0.count == table.rowCount })
    }
    for relation in snapshot.relations.values {
      #expect(relation.customerOffsets.count == snapshot.customerCount + 1)
      _ = snapshot.customerRows(of: relation)
    }
    let rebuilt = SnapshotBuilder.build(from: snapshot, adding: [], profile: snapshot.profile)
    #expect(rebuilt.snapshot.customerCount <= snapshot.customerCount)
    #expect(damage(snapshot) != nil)
    #expect(throws: SnapshotDamage.self) { try snapshot.customerIDs() }
  }

  /// Days that are the dates themselves lie in the file once.
  @Test func daysAreReadWithTheDates() throws {
    let good = bytes(of: Self.large(customers: 40, dates: .date))
    var named: [String] = []
    for block in blocks(of: good).compactMap(\.self) where !block.isEmpty {
      var bad = good
      bad[block.lowerBound] ^= 1
      let orders = try #require(try open(bad).relations[Snapshot.allOrders])
      #expect(orders.dayBounds == 0...39)
      let days = try #require(orders.days)
      #expect(days.count == 40)
      if days.bounds != 0...39 { named.append("\(block)") }
    }
    #expect(named.count == 1, "one block holds the dates")
    let snapshot = try decoded(good)
    let orders = try #require(snapshot.relations[Snapshot.allOrders])
    #expect(orders.days?.widened == (0..<40).map { Int64($0) })
  }

  @Test func threadsReadOneAndTheSameColumn() throws {
    let snapshot = try open(bytes(of: Self.large(customers: 3000)))
    let results = Mutex<[[UInt32]]>([])
    Parallel.run(64) { _ in
      let offsets = snapshot.relations[Snapshot.allOrders]?.customerOffsets ?? []
      results.withLock { $0.append(offsets) }
    }
    let found = results.withLock { $0 }
    #expect(Set(found.map { $0.withUnsafeBytes { $0.baseAddress } }).count == 1)
  }

  /// Version 1 had no bounds of days and hashed every block in one piece.
  @Test func theFirstFormatIsStillRead() throws {
    let old = try #require(
      Data(base64Encoded: FirstFormat.base64, options: .ignoreUnknownCharacters))
    let snapshot = try decoded([UInt8](old))
    #expect(snapshot.customers.texts("customer_id") == ["a", "é"])
    let orders = try #require(snapshot.relations[Snapshot.allOrders])
    #expect(orders.dayBounds == 0...1)
    #expect(orders.table.texts("order_id") == ["3", "1", "2"])
  }

  /// Version 2 gave every text an offset.
  @Test func theSecondFormatIsStillRead() throws {
    let old = try #require(
      Data(base64Encoded: SecondFormat.base64, options: .ignoreUnknownCharacters))
    let snapshot = try decoded([UInt8](old))
    #expect(snapshot.customers.texts("customer_id") == ["1", "2"])
    #expect(snapshot.customers.texts("email") == ["a@x.fr", nil])
    let orders = try #require(snapshot.relations[Snapshot.allOrders])
    #expect(orders.table.texts("order_id") == ["o1", "o2", "o3"])
    #expect(orders.table.texts("status") == ["paid", "paid", "void"])
  }

  /// All of a small file is tried in `SnapshotCodecTests`; this is a longer one with blocks of many
  /// pieces, of which `SEGSH_LONG=1 swift test -c release --filter SnapshotReadingTests` tries
  /// 10,000 places.
  @Test func damageOfALongFileIsFound() throws {
    let isLong = ProcessInfo.processInfo.environment["SEGSH_LONG"] != nil
    let good = bytes(of: Self.large(customers: isLong ? 70_000 : 35_000))
    #expect(blocks(of: good).compactMap(\.self).contains { $0.count > 1 << 18 })
    #expect(!isRefused(good))
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<(isLong ? 10_000 : 8) {
      let position = Int.random(in: good.indices, using: &generator)
      var bad = good
      bad[position] ^= UInt8(1 << Int.random(in: 0..<8, using: &generator))
      #expect(isRefused(bad), "byte \(position)")
      #expect(isRefused(Array(good[..<position])), "\(position) bytes")
    }
  }

  @Test func bytesDoNotDependOnTheNumberOfThreads() {
    let snapshot = Self.large(customers: 35_000)
    let width = Parallel.width
    defer { Parallel.width = width }
    Parallel.width = 1
    let one = bytes(of: snapshot)
    Parallel.width = 4
    #expect(bytes(of: snapshot) == one)
  }
}
