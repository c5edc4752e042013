import SegModel
import SegStore
import SegTestSupport
import Testing

/// Texts that are held as numbers say what they say when they are written out.
struct PrefixedNumbersTests {
  private static let forms = [
    PrefixedNumbers.Form(prefix: [], digitCount: 1),
    PrefixedNumbers.Form(prefix: Array("C-".utf8), digitCount: 7),
    PrefixedNumbers.Form(prefix: Array("12345678".utf8), digitCount: 8),
    PrefixedNumbers.Form(prefix: [], digitCount: 8),
  ]

  private func text(_ number: UInt32, _ form: PrefixedNumbers.Form) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: form.digitCount - digits.count)
    return String(decoding: form.prefix, as: UTF8.self) + zeros + digits
  }

  @Test(arguments: forms.indices)
  func numbersAreSpelledOut(index: Int) {
    let form = Self.forms[index]
    var generator = SeededGenerator(seed: UInt64(index))
    let largest = (0..<form.digitCount).reduce(UInt32(1)) { value, _ in value * 10 } - 1
    let numbers =
      [0, largest, largest / 2] + (0..<200).map { _ in .random(in: 0...largest, using: &generator) }
    let texts = TextDictionary(PrefixedNumbers(form: form, numbers: numbers))
    #expect(texts.numbers?.numbers == numbers)
    #expect(texts.byteCount == numbers.count * form.textLength)
    let expected = numbers.map { text($0, form) }
    #expect((0..<texts.count).map { texts[$0] } == expected)
    #expect(texts.bytes == expected.flatMap { Array($0.utf8) })
    #expect(texts.numbers == nil)
  }

  @Test func manyThreadsSpellThemOutOnce() {
    let form = Self.forms[1]
    let numbers = (0..<200_000).map { UInt32($0 * 7) }
    let texts = TextDictionary(PrefixedNumbers(form: form, numbers: numbers))
    defer { Parallel.width = 0 }
    Parallel.width = 4
    let found = Parallel.map(8) { texts[$0 * 1000] }
    #expect(found == (0..<8).map { text(UInt32($0 * 7000), form) })
  }

  @Test func gatheredRowsStayNumbers() {
    let form = Self.forms[1]
    let numbers: [UInt32] = [5, 3, 3, 9_999_999]
    let column = TextColumn(plain: TextDictionary(PrefixedNumbers(form: form, numbers: numbers)))
    let some = column.gathering([3, 0, 0])
    #expect(some.dictionary.numbers?.numbers == [9_999_999, 5, 5])
    let withUnknown = column.gathering([3, -1, 1])
    #expect(withUnknown[0] == "C-9999999" && withUnknown[1] == nil && withUnknown[2] == "C-0000003")
  }

  /// How ids are numbered: counting up, with gaps, falling, twice, far apart, with a prefix
  /// that begins with a blank, and as the first ones are but for the prefix.
  static let ways: [(prefix: String, number: @Sendable (Int) -> Int)] = [
    ("C-", { 1000 + $0 }), ("C-", { $0 * 3 }), ("", { 900_000 - $0 }), ("C-", { $0 / 2 }),
    ("C-", { $0 % 2 * 9_000_000 + $0 }), (" C", { 77 + $0 }), ("\u{1}", { $0 * 2 }),
    ("D-", { 1000 + $0 % 600 }),
  ]

  /// Every build gives the same store whether ids are numbers, texts, or either.
  @Test(arguments: ways.indices, ways.indices)
  func buildsDoNotDependOnTheForm(customers: Int, orders: Int) {
    let files = { (first: Bool, second: Bool) in
      self.sources(Self.ways[customers], Self.ways[orders], areNumbers: (first, second))
    }
    let written = build(files(false, false))
    for (first, second) in [(true, true), (true, false), (false, true)] {
      let numbered = build(files(first, second))
      #expect(numbered.reports == written.reports, "\(customers) \(orders) \(first) \(second)")
      #expect(haveSameBytes(numbered.snapshot, written.snapshot), "\(customers) \(orders)")
    }
  }

  private func build(_ files: [SourceTable]) -> (snapshot: Snapshot, reports: [BuildReport]) {
    let once = SnapshotBuilder.build(from: nil, adding: files, profile: StoreProfile())
    let twice = SnapshotBuilder.build(
      from: once.snapshot, adding: files, profile: StoreProfile())
    return (twice.snapshot, [once.report, twice.report])
  }

  private func sources(
    _ own: (prefix: String, number: (Int) -> Int), _ named: (prefix: String, number: (Int) -> Int),
    areNumbers: (Bool, Bool)
  ) -> [SourceTable] {
    let rows = Array(0..<600)
    let days = rows.map { Int64($0 / 7) }
    return [
      SourceTable(
        .customers,
        [
          numbered("customer_id", rows.map { own.number($0) }, own.prefix, areNumbers.0),
          TestColumn.integers("size", .number, days),
        ]),
      SourceTable(
        .orders,
        [
          numbered("order_id", rows.map { named.number($0) }, "o", areNumbers.1),
          numbered(
            "customer_id", rows.map { named.number($0 * 7 % 610) }, named.prefix, areNumbers.1),
          TestColumn.integers("order_date", .date, days),
          TestColumn.money("amount", days),
        ]),
    ]
  }

  private func numbered(
    _ name: FieldName, _ numbers: [Int], _ prefix: String, _ areNumbers: Bool
  ) -> (Field, Column) {
    let form = PrefixedNumbers.Form(prefix: Array(prefix.utf8), digitCount: 7)
    let held = PrefixedNumbers(form: form, numbers: numbers.map { UInt32($0) })
    let texts =
      areNumbers
      ? TextDictionary(held) : TextDictionary(numbers.map { text(UInt32($0), form) })
    return (Field(name: name, type: .text), .text(TextColumn(plain: texts)))
  }
}
