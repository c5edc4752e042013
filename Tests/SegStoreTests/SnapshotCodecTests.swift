import SegModel
import SegStore
import Testing

/// Snapshots as bytes: they come back, and nothing damaged is believed.
struct SnapshotCodecTests {
  private let profile = StoreProfile(
    currency: Currency(code: "JPY") ?? .euro,
    zone: TimeZoneRules(
      name: "X/Y", transitions: [.init(start: 0, offset: -3600), .init(start: 9, offset: 7200)]),
    scoreScale: 10)

  private var small: Snapshot {
    let customers = SourceTable(
      .customers,
      [
        TestColumn.text("customer_id", ["a", "é"]),
        TestColumn.integers("n", .number, [1, nil], scale: 2),
        TestColumn.lists("tags", [["x", "y"], nil]), TestColumn.flags("ok", [true, nil]),
        TestColumn.text("nothing", [nil, nil]),
      ])
    let orders = SourceTable(
      .orders,
      [
        TestColumn.text("customer_id", ["a", "é", "a"]),
        TestColumn.text("order_id", ["1", "2", "3"]),
        TestColumn.integers("order_date", .dateTime, [3, 2, 1]),
        TestColumn.money("amount", [1 << 40, -1, nil]),
        TestColumn.text("status", ["paid", "odd", "void"]),
      ])
    let items = SourceTable(
      .items, [TestColumn.text("order_id", ["3", "1"]), TestColumn.text("sku", ["p", "q"])])
    return SnapshotBuilder.build(
      from: nil, adding: [customers, orders, items], profile: profile
    ).snapshot
  }

  private func values(_ table: Table) -> [[Value]] {
    table.fields.indices.map { field in (0..<table.rowCount).map { table.value($0, field) } }
  }

  @Test func everythingComesBack() throws {
    let snapshot = small
    let copy = try SnapshotCodec.decode(bytes: bytes(of: snapshot))
    #expect(copy.profile == profile)
    #expect(copy.customers.fields == snapshot.customers.fields)
    #expect(values(copy.customers) == values(snapshot.customers))
    #expect(copy.relations.keys == snapshot.relations.keys)
    for (name, relation) in snapshot.relations {
      let other = try #require(copy.relations[name])
      #expect(other.table.fields == relation.table.fields)
      #expect(values(other.table) == values(relation.table))
      #expect(other.customerOffsets == relation.customerOffsets)
      #expect(other.orderOffsets == relation.orderOffsets)
      #expect(other.dateField == relation.dateField)
      #expect(other.days?.widened == relation.days?.widened)
      #expect(other.countedRows == relation.countedRows)
      #expect(other.revenueRows == relation.revenueRows)
    }
    #expect(haveSameBytes(copy, snapshot))
    let empty = try SnapshotCodec.decode(bytes: bytes(of: .empty(profile)))
    #expect(empty.customerCount == 0)
  }

  @Test func everyFlippedByteIsFound() {
    let good = bytes(of: small)
    for position in good.indices {
      var bad = good
      bad[position] ^= UInt8(1 << (position % 8))
      #expect(throws: SnapshotDamage.self, "byte \(position)") {
        try SnapshotCodec.decode(bytes: bad)
      }
    }
  }

  @Test func everyTruncationIsFound() {
    let good = bytes(of: small)
    for length in good.indices {
      #expect(throws: SnapshotDamage.self, "length \(length)") {
        try SnapshotCodec.decode(bytes: Array(good[..<length]))
      }
    }
    #expect(throws: SnapshotDamage.self) { try SnapshotCodec.decode(bytes: good + [0]) }
  }

  @Test func aNewerFormatIsRefused() {
    var newer = bytes(of: small)
    newer[8] = 2
    #expect(throws: SnapshotDamage.newerVersion(found: 2, supported: 1)) {
      try SnapshotCodec.decode(bytes: newer)
    }
    #expect(throws: SnapshotDamage.notASnapshot) {
      try SnapshotCodec.decode(bytes: Array("PK and whatever follows it".utf8))
    }
  }

  @Test func piecesAreAlignedAndFailuresPass() {
    struct Full: Error {}
    var count = 0
    #expect(throws: Full.self) {
      try SnapshotCodec.encode(small) { (bytes: [UInt8]) throws(Full) in
        count += bytes.count
        if count > 500 { throw Full() }
      }
    }
    #expect(bytes(of: small).count % 64 == 0)
  }
}
