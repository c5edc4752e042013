import SegFiles
import SegModel
import SegStore
import Testing

struct WriterTests {
  let style = ValueText(currency: .euro, zone: .utc)

  private var table: ResultTable {
    ResultTable(columns: [
      .init(name: "id", type: .text, values: [.text("a,\"b\""), .text(""), .unknown]),
      .init(
        name: "spent", type: .money,
        values: [.money(Fraction(-5)), .money(Fraction(123_456)), .unknown]),
      .init(
        name: "n", type: .number,
        values: [.number(Fraction(3)), .number(Fraction(1, over: 3) ?? Fraction(0)), .unknown]),
      .init(
        name: "day", type: .date, values: [.date(CalendarDate(dayNumber: 0)), .unknown, .unknown]),
      .init(
        name: "at", type: .dateTime,
        values: [.dateTime(Instant(secondsSinceEpoch: 3661)), .unknown, .unknown]),
      .init(name: "ok", type: .flag, values: [.flag(true), .flag(false), .unknown]),
      .init(name: "tags", type: .list, values: [.list(["a", "b\n"]), .list([]), .unknown]),
    ])
  }

  @Test func csvIsForMachines() throws {
    var sink = MemorySink()
    try CSVWriter(style: style).write(table, to: &sink)
    #expect(
      sink.text == """
        id,spent,n,day,at,ok,tags
        "a,""b""\",-0.05,3,1970-01-01,1970-01-01T01:01:01,yes,"a, b\n"
        "",1234.56,0.333333,,,no,""
        ,,,,,,

        """)
  }

  @Test func jsonLinesKeepDigits() throws {
    var sink = MemorySink()
    try JSONLinesWriter(style: style).writeRows(of: table, to: &sink)
    #expect(
      sink.text == #"""
        {"id":"a,\"b\"","spent":-0.05,"n":3,"day":"1970-01-01","at":"1970-01-01T01:01:01","ok":true,"tags":["a","b\n"]}
        {"id":"","spent":1234.56,"n":0.333333,"day":null,"at":null,"ok":false,"tags":[]}
        {"id":null,"spent":null,"n":null,"day":null,"at":null,"ok":null,"tags":null}

        """#)
  }

  @Test func jsonIsOneDocumentOnOneLine() throws {
    var sink = MemorySink()
    var writer = JSONWriter(style: style)
    let small = ResultTable(columns: [
      .init(name: "count", type: .number, values: [.number(Fraction(7))])
    ])
    try writer.begin(to: &sink)
    try writer.writeRows(of: small, to: &sink)
    try writer.writeRows(of: small, to: &sink)
    try writer.end(to: &sink)
    #expect(sink.text == "[{\"count\":7},{\"count\":7}]\n")
    var empty = MemorySink()
    try writer.write(ResultTable(columns: []), to: &empty)
    #expect(empty.text == "[]\n")
  }

  @Test func controlCharactersAreEscapedInJSON() {
    for scalar in (0...0x9F).compactMap(Unicode.Scalar.init) {
      var bytes: [UInt8] = []
      JSONText.appendQuoted("x\(Character(scalar))y", to: &bytes)
      let isRaw = bytes.contains { $0 < 0x20 || $0 == 0x7F } || bytes.contains(0xC2)
      #expect(!isRaw, "\(scalar.value)")
    }
  }

  @Test func moneyHasTheDigitsOfItsCurrency() throws {
    let dinar = try #require(Currency(code: "TND"))
    let yen = try #require(Currency(code: "JPY"))
    let half = try #require(Fraction(5, over: 2))
    #expect(style.moneyText(half) == "0.03")
    #expect(style.moneyText(half.negated) == "-0.03")
    #expect(ValueText(currency: dinar, zone: .utc).moneyText(Fraction(1)) == "0.001")
    #expect(ValueText(currency: yen, zone: .utc).moneyText(Fraction(1500)) == "1500")
  }

  @Test func randomTablesComeBack() throws {
    let folder = try TemporaryFolder()
    let alphabet: [Character] = [
      "a", "é", "\"", ",", "\n", "\r", ";", " ", "'", "字", "=", "-", "0",
    ]
    for seed in UInt64(1)...60 {
      var generator = SeededGenerator(seed: seed)
      let rows = Int.random(in: 1...40, using: &generator)
      func column(_ value: () -> Value) -> [Value] { (0..<rows).map { _ in value() } }
      let texts = column {
        if Int.random(in: 0..<5, using: &generator) == 0 { return .unknown }
        let length = Int.random(in: 0...6, using: &generator)
        let letters = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "a" }
        // A carriage return before a line feed is one character to Swift, two to the file.
        return .text("w" + String(letters))
      }
      let table = ResultTable(columns: [
        .init(name: "customer_id", type: .text, values: (0..<rows).map { .text("c\($0)") }),
        .init(name: "email", type: .text, values: (0..<rows).map { .text("c\($0)@x.org") }),
        .init(name: "remark", type: .text, values: texts),
        .init(
          name: "total_spent", type: .money,
          values: column {
            .money(Fraction(Int.random(in: -1_000_000...1_000_000, using: &generator)))
          }),
        .init(
          name: "score", type: .number,
          values: column {
            Fraction(Int64.random(in: -99_999...99_999, using: &generator), scale: 2).map(
              Value.number)
              ?? .unknown
          }),
        .init(
          name: "birth_date", type: .date,
          values: column {
            .date(CalendarDate(dayNumber: Int32.random(in: -20_000...20_000, using: &generator)))
          }),
        .init(
          name: "signup_date", type: .dateTime,
          values: column {
            .dateTime(
              Instant(secondsSinceEpoch: Int64.random(in: 1...2_000_000_000, using: &generator)))
          }),
        .init(
          name: "newsletter", type: .flag, values: column { .flag(Bool.random(using: &generator)) }),
      ])
      var sink = MemorySink()
      try CSVWriter(style: style).write(table, to: &sink)
      let loaded = try folder.load(bytes: sink.bytes)
      let source = loaded.tables[0].table
      for (index, column) in table.columns.enumerated() {
        let values = (0..<rows).map { source.value($0, index) }
        #expect(values == column.values, "seed \(seed), \(column.name)")
      }
    }
  }
}
