import SegModel
import SegStore
import SegTestSupport
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
    let copy = try decoded(bytes(of: snapshot))
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
    let empty = try decoded(bytes(of: .empty(profile)))
    #expect(empty.customerCount == 0)
  }

  @Test func everyFlippedByteIsFound() {
    let good = bytes(of: small)
    let unnoticed = good.indices.filter { position in
      var bad = good
      bad[position] ^= UInt8(1 << (position % 8))
      return !isRefused(bad)
    }
    #expect(unnoticed.isEmpty)
  }

  @Test func everyTruncationIsFound() {
    let good = bytes(of: small)
    let unnoticed = good.indices.filter { !isRefused(Array(good[..<$0])) }
    #expect(unnoticed.isEmpty)
    #expect(isRefused(good + [0]))
  }

  /// Damage under fresh checksums must be refused or harmless: every value can still be read, and
  /// a build on it ends.
  @Test func forgedBytesNeverCrash() {
    let good = bytes(of: small)
    var refused = 0
    for seed in UInt64(0)..<1500 {
      var generator = SeededGenerator(seed: seed)
      var bad = good
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let position = Int.random(in: 64..<good.count - 64, using: &generator)
        bad[position] =
          [0, 1, 0x7F, 0x80, 0xFF, bad[position] ^ 1][
            Int.random(in: 0..<6, using: &generator)]
      }
      guard let snapshot = try? decoded(resealed(bad)) else {
        refused += 1
        continue
      }
      _ = values(snapshot.customers)
      for relation in snapshot.relations.values {
        _ = values(relation.table)
        _ = snapshot.customerRows(of: relation)
      }
      _ = SnapshotBuilder.build(from: snapshot, adding: [], profile: profile)
    }
    #expect(refused > 300, "the forger reaches the checks behind the checksums")
    #expect(!isRefused(resealed(good)))
  }

  @Test func aNewerFormatIsRefused() {
    var newer = bytes(of: small)
    newer[8] = 4
    // A version that the checksum does not know of is damage, which can be mended.
    #expect(throws: SnapshotDamage.damaged("the directory's checksum is wrong")) {
      try decoded(newer)
    }
    #expect(throws: SnapshotDamage.newerVersion(found: 4, supported: 3)) {
      try decoded(resealed(newer))
    }
    #expect(throws: SnapshotDamage.notASnapshot) {
      try decoded(Array("PK and whatever follows it".utf8))
    }
  }

  @Test func piecesAreAlignedAndFailuresPass() {
    struct Full: Error {}
    var count = 0
    #expect(throws: Full.self) {
      try SnapshotCodec.encode(small) { bytes throws(Full) in
        count += bytes.count
        if count > 500 { throw Full() }
      }
    }
    #expect(bytes(of: small).count % 64 == 0)
  }
}
