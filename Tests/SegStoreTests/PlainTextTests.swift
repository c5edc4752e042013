import SegModel
import SegStore
import SegTestSupport
import Testing

/// Columns with one text a row: they say the same as coded ones, wherever they turn up.
struct PlainTextTests {
  private let texts: [String?] = ["b", nil, "", "é", "b", nil, "a", ""]

  @Test func rowsComeBack() {
    let column = TextColumn(plain: texts)
    #expect(column.isPlain)
    #expect((0..<column.count).map { column[$0] } == texts)
    #expect(column.widenedCodes == (0..<8).map { UInt32($0) })
    #expect(TextColumn(plain: ["x", "x"]).validity == nil)
  }

  @Test func gatheredRowsStayPlain() {
    let column = TextColumn(plain: texts).gathering([4, -1, 1, 3, 2])
    #expect(column.isPlain)
    #expect((0..<column.count).map { column[$0] } == ["b", nil, nil, "é", ""])
  }

  @Test func codedTextsAreDistinctInOrderOfAppearance() {
    let coded = TextColumn(plain: texts).coded
    #expect(!coded.isPlain)
    #expect((0..<coded.count).map { coded[$0] } == texts)
    #expect((0..<coded.dictionary.count).map { coded.dictionary[$0] } == ["b", "", "é", "a"])
  }

  @Test func unknownRowsHoldNoText() {
    #expect(TextColumn(plain: ["a", ""]).contains(""))
    #expect(!TextColumn(plain: ["a", nil]).contains(""))
    #expect(TextColumn(plain: ["a", nil]).contains("a"))
    #expect(!TextColumn(plain: ["a", nil]).contains("b"))
  }

  @Test func snapshotsHoldThem() throws {
    let customers = Table(
      rowCount: 3,
      fields: [Field(name: "customer_id", type: .text), Field(name: "email", type: .text)],
      columns: [
        .text(TextColumn(plain: ["p", "q", "r"])), .text(TextColumn(plain: ["é", nil, "é"])),
      ])
    let snapshot = Snapshot(profile: StoreProfile(), customers: customers, relations: [:])
    let written = bytes(of: snapshot)
    let copy = try decoded(written)
    #expect(copy.customers.texts("email") == ["é", nil, "é"])
    #expect(haveSameBytes(copy, snapshot))
    // The bytes of the first address swapped are no UTF-8, and a text in the place of an unknown
    // one is no column either.
    let swapped = try #require(written.firstRange(of: [0xC3, 0xA9, 0xC3, 0xA9]))
    var damaged = written
    damaged[swapped.lowerBound] = 0xA9
    #expect(throws: SnapshotDamage.self) { try decoded(resealed(damaged)) }
    damaged = written
    let ends: [UInt8] = [0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0]
    let offsets = try #require(written.firstRange(of: ends))
    damaged[offsets.lowerBound + 8] = 4
    #expect(throws: SnapshotDamage.self) { try decoded(resealed(damaged)) }
  }

  /// Every build gives the same store whether its files' texts are coded or plain.
  @Test func buildsDoNotDependOnTheForm() {
    for seed in UInt64(0)..<60 {
      let sources = RandomStore(seed: seed).sources()
      let more = RandomStore(seed: seed &+ 1000).sources()
      let coded = build([sources, more, sources]) { $0 }
      let plain = build([sources, more, sources]) { $0.plain }
      let mixed = build([sources, more, sources]) { $0.plainEverySecond }
      #expect(plain.reports == coded.reports, "seed \(seed)")
      #expect(mixed.reports == coded.reports, "seed \(seed)")
      #expect(plain.snapshot.cells == coded.snapshot.cells, "seed \(seed)")
      #expect(mixed.snapshot.cells == coded.snapshot.cells, "seed \(seed)")
    }
  }

  private func build(
    _ steps: [[SourceTable]], _ form: (SourceTable) -> SourceTable
  ) -> (snapshot: Snapshot, reports: [BuildReport]) {
    var snapshot = Snapshot.empty(StoreProfile())
    var reports: [BuildReport] = []
    for sources in steps {
      let (next, report) = SnapshotBuilder.build(
        from: snapshot, adding: sources.map(form), profile: StoreProfile())
      snapshot = next
      reports.append(report)
    }
    return (snapshot, reports)
  }
}
