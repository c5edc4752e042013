import SegFiles
import SegModel
import SegStore
import Testing

/// Ids that are read as numbers come to the very texts that the file holds.
@Suite struct NumberedTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// Ways in which ids are one prefix and a number.
  static let uniform: [@Sendable (Int) -> String] = [
    { "C-\(padded($0 * 37, 7))" }, { padded($0, 8) }, { padded($0 * 99_991, 8) },
    { "12345678\(padded($0, 8))" }, { "\(10_000 + $0)" }, { "a1b2\(padded(99_999_999 - $0, 8))" },
    { "\"q\(padded($0, 4))\"" }, { "K/\(padded($0, 1))".suffix(3) + "000" },
    { "O-\(9_600 + $0)" }, { "\($0 - 100)" }, { "\(899 - $0)" }, { "C-\(padded($0 * 37, 3))" },
    { "\($0 * 7_919 % 100_000)" }, { "C-\(padded(9_999_500 + $0, 7))" },
    { "O-\(99_999_600 + $0)" }, { padded($0 * 999_983, 9) }, { "\(51_234_567_000_000 + $0 * 77)" },
    { "O-\(100_000_099 - $0)" },
  ]

  @Test(arguments: uniform.indices)
  func uniformIDsComeBack(form: Int) throws {
    let ids = (100..<900).map { Self.uniform[form]($0) }
    try expect(ids, areNumbers: true, "form \(form)")
  }

  /// A cell that is written in another way, wherever it comes.
  @Test(arguments: [
    "C-000012", "C-00000123", "c-0000123", "C-000012x", "C-00001/3", "C-00001:3", "C-00001 3",
    "", "\"\"", " C-0000123", "C-0000123 ", "\"C-00001\"\"\"", "'C-000123", "é-0000123",
    "D-0000123",
    "C-\u{660}000012", "C-+000123", "C--000123",
  ])
  func otherCellsEndThem(other: String) throws {
    for place in [0, 1, 63, 64, 299, 599] {
      var ids = (0..<600).map { "C-\(Self.padded($0, 7))" }
      ids[place] = other
      try expect(ids, areNumbers: false, "`\(other)` at \(place)")
    }
  }

  /// The digit above the eight that are read at once.
  @Test(arguments: ["/12345678", ":12345678", " 12345678", "a12345678", "1234567890", "12345678"])
  func otherCellsEndNumbersOfNineDigits(other: String) throws {
    for place in [0, 1, 63, 64, 299, 599] {
      var ids = (0..<600).map { "O-\(Self.padded(100_000 * $0, 9))" }
      ids[place] = "O-" + other
      try expect(ids, areNumbers: false, "`\(other)` at \(place)")
    }
  }

  /// No form has both a zero before some number and a shorter number.
  @Test(arguments: ["0123", "00", "007", "09", "1234567890", "12a", "x1"])
  func otherCellsEndNumbersOfSeveralLengths(other: String) throws {
    for place in [0, 1, 63, 64, 299, 599] {
      var ids = (0..<600).map { "\(5 + $0 * 3)" }
      ids[place] = other
      try expect(ids, areNumbers: false, "`\(other)` at \(place)")
    }
  }

  /// The same bytes stand for another text in quotes.
  @Test func quotesInAPrefixAreNoDoubledOnes() throws {
    var ids = (0..<600).map { "C\"\"\(Self.padded($0, 7))" }
    ids[400] = "\"\(ids[400])\""
    try expect(ids, areNumbers: false, "doubled quotes")
  }

  @Test func changesOfLengthAndPrefixComeBack() throws {
    let lengths = (0..<600).map { "O-" + ($0 < 300 ? Self.padded($0, 5) : "\($0)") }
    try expect(lengths, areNumbers: false, "zeros in the beginning only")
    try expect((0..<600).map { "\(900_000_000 + $0 * 999_999)" }, areNumbers: false, "ten digits")
    let years = (0..<600).map { "\(2020 + $0 / 100)-\(Self.padded($0, 6))" }
    try expect(years, areNumbers: false, "prefixes")
    try expect((0..<600).map { "ABCDEFGHI\(1000 + $0)" }, areNumbers: false, "a long prefix")
  }

  /// Reads ids in stretches of several sizes, on several threads.
  private func expect(_ ids: [String], areNumbers: Bool, _ what: String) throws {
    let text =
      "order_id,customer_id,order_date,amount\n"
      + ids.enumerated().map { "\($1),k\($0),2025-01-01,1.00\n" }.joined()
    let path = try folder.file("ids.csv", Array(text.utf8))
    var whole = ReadingScheme()
    whole.looksAtAllFirst = true
    let expected = try texts(path, whole)
    defer { Parallel.width = 0 }
    for (stretch, threads) in [(100_000, 1), (2_500, 1), (2_500, 3), (401, 2)] {
      Parallel.width = threads
      var scheme = ReadingScheme()
      scheme.sampleBytes = 12_000
      scheme.stretchBytes = stretch
      let found = try texts(path, scheme)
      #expect(found.texts == expected.texts, "\(what), cut at \(stretch)")
      #expect(found.areNumbers == areNumbers, "\(what), cut at \(stretch)")
    }
  }

  private func texts(
    _ path: String, _ scheme: ReadingScheme
  ) throws -> (texts: [String?], areNumbers: Bool) {
    let table = try CSVImport.load(path: path, scheme: scheme).tables[0].table
    guard case .text(let ids)? = table.column("order_id")?.column else { return ([], false) }
    let areNumbers = ids.dictionary.numbers != nil
    return ((0..<ids.count).map { ids[$0] }, areNumbers)
  }
}
