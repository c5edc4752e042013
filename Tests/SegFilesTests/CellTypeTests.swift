import SegFiles
import SegModel
import SegStore
import Testing

struct CellTypeTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Loads order rows of one amount each and returns the amounts.
  private func amounts(_ cells: [String], _ options: ReadingOptions = .init()) throws -> [String?] {
    let rows = cells.enumerated().map { "\($0.offset);c;2025-01-01;\($0.element)\n" }
    let loaded = try folder.load(
      "order_id;customer_id;order_date;amount\n" + rows.joined(), options)
    return loaded.texts("amount")
  }

  @Test func thousandsMarksOfAllKinds() throws {
    #expect(
      try amounts(["1 234,56", "1\u{A0}234,56", "1\u{202F}234,56", "1.234,56", "12,5", "7"])
        == ["1234.56", "1234.56", "1234.56", "1234.56", "12.50", "7.00"])
    #expect(
      try amounts(["1,234.56", "1'234.56", "1\u{2019}234.56", "12,345,678.90", "0.5"])
        == ["1234.56", "1234.56", "1234.56", "12345678.90", "0.50"])
  }

  @Test func currencyMarksOnEitherSide() throws {
    #expect(
      try amounts(["12,50 €", "€12,50", "12,50\u{A0}EUR", "EUR 12,50", "-12,50 €", "(12,50)"])
        == ["12.50", "12.50", "12.50", "12.50", "-12.50", "-12.50"])
  }

  @Test func amountsInMinorUnits() throws {
    let options = reading {
      $0.columnMap = [.init(header: "amount", name: "amount", isCents: true)]
    }
    #expect(try amounts(["1250", "-5", "0"], options) == ["12.50", "-0.05", "0.00"])
  }

  @Test func decimalsThatTheCurrencyLacksRejectTheRow() throws {
    let loaded = try folder.load(
      "customer_id,order_date,amount\n"
        + "1,2025-01-01,12.500000\n2,2025-01-01,12.345\n3,2025-01-01,1.5\n"
    )
    #expect(loaded.texts("amount") == ["12.50", "1.50"])
    #expect(
      loaded.rejected == [
        .init(
          line: 3, column: "amount", reason: "more decimals than the currency has: `12.345`")
      ])
  }

  @Test func ambiguousDecimalMarksAreRefused() throws {
    let failure = #expect(throws: FileFailure.self) { try amounts(["1.200", "900"]) }
    #expect(failure?.kind == .ambiguous)
    #expect(failure?.message.contains("--decimal") == true)
    #expect(try amounts(["1.200", "900"], reading { $0.decimal = 0x2C }) == ["1200.00", "900.00"])
    #expect(try amounts(["1.200", "900"], reading { $0.decimal = 0x2E }) == ["1.20", "900.00"])
    // Three decimals that are not zeros are no euros.
    #expect(try amounts(["1.234", "900"]) == ["1234.00", "900.00"])
    // Another number proves the mark.
    #expect(try amounts(["1.200", "9,5"]) == ["1200.00", "9.50"])
  }

  @Test(arguments: ["nan", "inf", "0x10", "1e400", "12..5", "1,2,3", "99999999999999999999", "abc"])
  func noNumbers(cell: String) throws {
    let loaded = try folder.load(
      "customer_id;order_date;amount\n1;2025-01-01;2.5\n2;2025-01-01;\(cell)\n3;2025-01-01;4\n")
    #expect(loaded.texts("amount") == ["2.50", "4.00"])
    #expect(loaded.rejected.count == 1 && loaded.rejected.first?.column == "amount")
    #expect(loaded.rejected.first?.line == 3)
  }

  @Test func numbersKeepTheirDecimals() throws {
    let loaded = try folder.load("customer_id,score,size\n1,0.125,3\n2,-2.5,\n3,N/A,14\n")
    #expect(loaded.type("score") == .number)
    #expect(loaded.texts("score") == ["0.125", "-2.5", nil])
    #expect(loaded.texts("size") == ["3", nil, "14"])
  }

  @Test func codesStayText() throws {
    let loaded = try folder.load(
      """
      customer_id,zip,phone,shop code,prefix2,ean
      '0001,'75008,'+33612345678,12,007,3010000000001
      0002,01000,+33612345679,13,008,3010000000002
      """)
    for name in ["postcode", "phone", "shop_code", "prefix2", "ean"] as [FieldName] {
      #expect(loaded.type(name) == .text, "\(name)")
    }
    #expect(loaded.texts("customer_id") == ["0001", "0002"])
    #expect(loaded.texts("postcode") == ["75008", "01000"])
    #expect(loaded.texts("phone") == ["+33612345678", "+33612345679"])
  }

  @Test func genuineApostrophesStay() throws {
    let loaded = try folder.load("customer_id,city\n1,'s-Hertogenbosch\n2,'90s shop\n3,'=1+1\n")
    #expect(loaded.texts("city") == ["'s-Hertogenbosch", "'90s shop", "=1+1"])
  }

  @Test func flagsInSixLanguages() throws {
    let loaded = try folder.load(
      """
      customer_id,newsletter,vip,abo,member,digit
      1,1,yes,oui,ja,0
      2,0,no,non,nein,1
      3,,,,,1
      """)
    #expect(loaded.texts("newsletter") == ["yes", "no", nil])
    #expect(loaded.texts("vip") == ["yes", "no", nil])
    #expect(loaded.texts("abo") == ["yes", "no", nil])
    #expect(loaded.texts("member") == ["yes", "no", nil])
    #expect(loaded.type("digit") == .number)
  }

  @Test func tagsAreLists() throws {
    let loaded = try folder.load("customer_id;Étiquettes\n1;vip, été\n2;\n3;b|a|vip\n")
    #expect(loaded.texts("tags") == ["vip, été", nil, "a, b, vip"])
    #expect(loaded.type("tags") == .list)
  }

  @Test func aMisfitMakesAnUnknownColumnText() throws {
    var text = "customer_id,size\n"
    for number in 0..<30 { text += "\(number),\(number)\n" }
    let loaded = try folder.load(text + "x,large\n")
    #expect(loaded.type("size") == .text)
    #expect(loaded.notes.contains { $0.contains("`size` is text") })
    #expect(loaded.rowsRejected == 0)
  }

  @Test func emptyAndUnknownDiffer() throws {
    let minimal = try folder.load("customer_id,note\n1,\"\"\n2,\n3,x\n")
    #expect(minimal.texts("note") == ["", nil, "x"])
    // A file that quotes everything quotes what it does not know, too.
    let quoted = try folder.load("\"customer_id\",\"note\"\n\"1\",\"\"\n\"2\",\"x\"\n")
    #expect(quoted.texts("note") == [nil, "x"])
  }
}
