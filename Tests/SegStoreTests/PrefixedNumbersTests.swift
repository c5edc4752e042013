import SegModel
import SegStore
import SegTestSupport
import Testing

/// Texts that are held as numbers say what they say when they are written out.
struct PrefixedNumbersTests {
  private static let forms = [
    PrefixedNumbers.Form(prefix: [], leastDigits: 1),
    PrefixedNumbers.Form(prefix: Array("C-".utf8), leastDigits: 7),
    PrefixedNumbers.Form(prefix: Array("12345678".utf8), leastDigits: 8),
    PrefixedNumbers.Form(prefix: [], leastDigits: 8),
    PrefixedNumbers.Form(prefix: Array("O-".utf8), leastDigits: 4),
  ]

  private static let largest: UInt32 = 99_999_999

  private func text(_ number: UInt32, _ form: PrefixedNumbers.Form) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, form.leastDigits - digits.count))
    return String(decoding: form.prefix, as: UTF8.self) + zeros + digits
  }

  @Test(arguments: forms.indices)
  func numbersAreSpelledOut(index: Int) {
    let form = Self.forms[index]
    var generator = SeededGenerator(seed: UInt64(index))
    // As many of each number of digits.
    let numbers =
      [0, 9, 10, 9_999, 10_000, Self.largest, Self.largest / 2]
      + (0..<200).map { round in
        .random(
          in: 0...UInt32(PrefixedNumbers.Form.first(ofDigits: 1 + round % 9)), using: &generator)
      }.filter { $0 <= Self.largest }
    let texts = TextDictionary(PrefixedNumbers(form: form, numbers: numbers))
    #expect(texts.numbers?.numbers == numbers)
    let expected = numbers.map { text($0, form) }
    #expect(texts.byteCount == expected.reduce(0) { $0 + $1.utf8.count })
    #expect((0..<texts.count).map { texts[$0] } == expected)
    #expect(texts.bytes == expected.flatMap { Array($0.utf8) })
    #expect(texts.numbers == nil)
  }

  @Test(arguments: [1, 4]) func manyThreadsSpellThemOutOnce(form index: Int) {
    let form = Self.forms[index]
    let numbers = (0..<200_000).map { UInt32($0 * 7) }
    let texts = TextDictionary(PrefixedNumbers(form: form, numbers: numbers))
    defer { Parallel.width = 0 }
    Parallel.width = 4
    let found = Parallel.map(8) { texts[$0 * 20_000] }
    #expect(found == (0..<8).map { text(UInt32($0 * 140_000), form) })
  }

  /// Another form is as good where it writes the same texts, and only there.
  @Test func formsThatWriteTheSame() {
    for own in 1...8 {
      for other in 1...8 {
        let forms = [own, other].map {
          PrefixedNumbers.Form(prefix: Array("C-".utf8), leastDigits: $0)
        }
        for number in [0, 5, 10, 99, 100, 9_999, 1_234_567, 10_000_000, Self.largest] {
          let numbers = PrefixedNumbers(form: forms[0], numbers: [Self.largest, number])
          let areSame = text(number, forms[0]) == text(number, forms[1])
          #expect(numbers.isWritten(like: forms[1]) == areSame, "\(number): \(own), \(other)")
        }
      }
    }
    let form = PrefixedNumbers.Form(prefix: Array("D-".utf8), leastDigits: 3)
    #expect(!PrefixedNumbers(form: Self.forms[1], numbers: [7]).isWritten(like: form))
    #expect(PrefixedNumbers(form: Self.forms[0], numbers: []).isWritten(like: Self.forms[3]))
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

  /// How ids are numbered.
  struct Way: Sendable {
    let prefix: String
    let leastDigits: Int
    let number: @Sendable (Int) -> Int

    init(_ prefix: String, digits: Int = 7, _ number: @escaping @Sendable (Int) -> Int) {
      (self.prefix, leastDigits, self.number) = (prefix, digits, number)
    }
  }

  /// Counting up, with gaps, falling, twice, far apart, with a prefix that begins with a blank, as
  /// the first ones are but for the prefix, coming to a further digit, and with fewer zeros.
  static let ways = [
    Way("C-", { 1000 + $0 }), Way("C-", { $0 * 3 }), Way("", { 900_000 - $0 }),
    Way("C-", { $0 / 2 }), Way("C-", { $0 % 2 * 9_000_000 + $0 }), Way(" C", { 77 + $0 }),
    Way("\u{1}", { $0 * 2 }), Way("D-", { 1000 + $0 % 600 }), Way("C-", { 9_999_700 + $0 }),
    Way("C-", digits: 4, { 9_700 + $0 }), Way("C-", digits: 4, { 500 + $0 }),
    Way("C-", digits: 1, { 9_999_500 + $0 }),
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

  /// Customers' ids of more digits than numbers hold, which shorter ones are none of.
  @Test(arguments: [9, 10, 12, 18, 19]) func longIDsAreNobodysNumbers(digits: Int) {
    let long = (0..<600).map {
      "1" + String(String(1_000_000_000_000_000_000 + $0).suffix(digits - 1))
    }
    let ids = TextColumn(plain: TextDictionary(long))
    func files(_ areNumbers: Bool) -> [SourceTable] {
      var files = sources(
        Way("", { $0 }), Way("", digits: 1, { 7 + $0 }), areNumbers: (false, areNumbers))
      files[0] = SourceTable(
        .customers, [(Field(name: "customer_id", type: .text), .text(ids))])
      return files
    }
    let (numbered, written) = (build(files(true)), build(files(false)))
    #expect(numbered.reports == written.reports)
    #expect(numbered.snapshot.customerCount > 1_000)
    #expect(haveSameBytes(numbered.snapshot, written.snapshot))
  }

  private func build(_ files: [SourceTable]) -> (snapshot: Snapshot, reports: [BuildReport]) {
    let once = SnapshotBuilder.build(from: nil, adding: files, profile: StoreProfile())
    let twice = SnapshotBuilder.build(
      from: once.snapshot, adding: files, profile: StoreProfile())
    return (twice.snapshot, [once.report, twice.report])
  }

  private func sources(
    _ own: Way, _ named: Way, areNumbers: (Bool, Bool)
  ) -> [SourceTable] {
    let rows = Array(0..<600)
    let days = rows.map { Int64($0 / 7) }
    return [
      SourceTable(
        .customers,
        [
          numbered("customer_id", rows.map { own.number($0) }, own, areNumbers.0),
          TestColumn.integers("size", .number, days),
        ]),
      SourceTable(
        .orders,
        [
          numbered(
            "order_id", rows.map { named.number($0) },
            Way("o", digits: named.leastDigits, named.number), areNumbers.1),
          numbered(
            "customer_id", rows.map { named.number($0 * 7 % 610) }, named, areNumbers.1),
          TestColumn.integers("order_date", .date, days),
          TestColumn.money("amount", days),
        ]),
    ]
  }

  private func numbered(
    _ name: FieldName, _ numbers: [Int], _ way: Way, _ areNumbers: Bool
  ) -> (Field, Column) {
    let form = PrefixedNumbers.Form(
      prefix: Array(way.prefix.utf8), leastDigits: way.leastDigits)
    let held = PrefixedNumbers(form: form, numbers: numbers.map { UInt32($0) })
    let texts =
      areNumbers
      ? TextDictionary(held) : TextDictionary(numbers.map { text(UInt32($0), form) })
    return (Field(name: name, type: .text), .text(TextColumn(plain: texts)))
  }
}
