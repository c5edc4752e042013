import Foundation
import SegTestSupport
import Testing

/// Every output format, to the byte.
@Suite struct FormatTests {
  @Test(arguments: try goldenFiles()) func golden(file: GoldenFile) throws {
    let bench = try Bench.withSmallShop()
    #expect(!file.cases.isEmpty)
    let differences = try file.differences { item in
      do {
        let outcome = try bench.ask(item.input, options: ["--format", item.directive])
        let text = outcome.status == 0 ? outcome.text : outcome.description
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
      } catch {
        return "\(error)"
      }
    }
    for difference in differences { Issue.record("\(difference)") }
  }

  private static func goldenFiles() throws -> [GoldenFile] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    return try GoldenFile.all(in: folder)
  }

  @Test func jsonIsOneDocumentAStatementOnALineOfItsOwn() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(
      "segment where country = 'BE' | show customer_id, monetary", "segment | count",
      "segment where country = 'XX' | show customer_id", "segment where recency < 30",
      options: ["--format", "json"])
    #expect(
      outcome.lines.prefix(3) == [
        #"[{"customer_id":"C2","monetary":300.00},{"customer_id":"C6","monetary":80.00}]"#,
        #"[{"count":7}]"#, "[]",
      ])
    #expect(outcome.lines.count == 4)
    for line in outcome.lines {
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) is [Any])
    }
    #expect(outcome.lines[3].hasPrefix(#"[{"count":3,"total":7,"share":0.428571"#))
    #expect(outcome.lines[3].contains(#""asof":"2025-12-31","unknown":2"#))
  }

  @Test func theSummaryOfASegmentIsOneRowForMachines() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(
      "segment where recency < 30 and country = 'FR'", options: ["--format", "csv"])
    #expect(outcome.lines[0] == "count,total,share,asof,unknown")
    #expect(outcome.lines[1].hasPrefix("2,7,0.2857"))
    // C4 and C5 have no recency, C3 no country.
    #expect(outcome.lines[1].hasSuffix(",2025-12-31,3"))
  }

  @Test(arguments: [("JPY", "1235", "2469"), ("BHD", "1234.500", "2469.000")])
  func moneyHasTheDigitsOfItsCurrency(currency: String, amount: String, sum: String) throws {
    let bench = try Bench()
    let amounts = currency == "JPY" ? ["1235", "1234"] : ["1234.500", "1234.5"]
    try bench.write(
      "orders.csv",
      "order_id,customer_id,order_date,amount\n1,A,2025-12-01,\(amounts[0])\n"
        + "2,A,2025-12-02,\(amounts[1])\n3,B,2025-12-02,\(amounts[0])\n")
    let json = #"{"customer_id":"A","monetary":\#(sum)}"#
    for (format, cell) in [("csv", "A,\(sum)"), ("jsonl", json)] {
      let outcome = try bench.run(
        "orders.csv", "--currency", currency, "--asof", "2025-12-31", "--format", format,
        "-c", "segment | show customer_id, monetary")
      #expect(outcome.lines.contains(cell), "\(outcome)")
      #expect(outcome.text.contains(amount))
    }
  }

  @Test func nothingIsCutInAPipe() throws {
    let bench = try Bench()
    let long = String(repeating: "long ", count: 200)
    let header = (0..<40).map { "field_number_\($0)" }.joined(separator: ",")
    let cells = (0..<40).map { "value \($0) \(long)" }.joined(separator: ",")
    try bench.write("customers.csv", "customer_id,\(header)\nA,\(cells)\n")
    let names = header.replacing(",", with: ", ")
    for format in ["box", "table", "compact", "vertical", "tsv", "csv", "json", "markdown"] {
      let outcome = try bench.run(
        "--as", "customers", "customers.csv", "--format", format, "-c", "segment | show \(names)",
        environment: ["COLUMNS": "40"])
      #expect(outcome.status == 0)
      #expect(!outcome.text.contains("…"))
      for column in 0..<40 {
        #expect(outcome.text.contains("value \(column) \(long.dropLast())"), "\(format)")
      }
    }
    let shell = try ShellSession(
      bench, ["--as", "customers", "customers.csv"], columns: 60)
    try shell.ready()
    let shown = try shell.enter("segment | show customer_id, field_number_1")
    #expect(shown.contains("…"))
    #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 60 })
  }

  @Test func controlCharactersAreVisibleForPeopleAndWholeForMachines() throws {
    let bench = try Bench()
    let name = "a\u{1B}[31mred\u{7}\tb|c\r\nd \"q\" \u{9B}2J"
    let quoted = name.replacing("\"", with: "\"\"")
    try bench.write("customers.csv", "customer_id,name\nA,\"\(quoted)\"\n")
    for format in ["box", "table", "compact", "vertical", "markdown"] {
      let outcome = try bench.run(
        "--as", "customers", "customers.csv", "--format", format, "--color", "never", "-c",
        "segment | show name", "-c", "segment | by name", "-c", "segment | describe name")
      #expect(outcome.status == 0)
      let scalars = outcome.text.unicodeScalars
      #expect(scalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value) })
      #expect(outcome.text.contains("a␛[31mred␇␉b"))
    }
    let csv = try bench.run(
      "--as", "customers", "customers.csv", "--format", "csv", "-c", "segment | show name")
    #expect(csv.text == "name\n\"\(quoted)\"\n")
    let json = try bench.run(
      "--as", "customers", "customers.csv", "--format", "json", "-c", "segment | show name")
    let decoded = try JSONDecoder().decode([[String: String]].self, from: json.output)
    #expect(decoded == [["name": name]])
    #expect(json.output.allSatisfy { $0 == 10 || $0 >= 0x20 })
  }

  @Test func colourIsOnlyThereWhenAskedFor() throws {
    let bench = try Bench.withSmallShop()
    let statement = "segment | show customer_id, country"
    let plain = try bench.ask(statement, options: ["--format", "box"])
    let coloured = try bench.ask(statement, options: ["--format", "box", "--color", "always"])
    #expect(!plain.text.contains("\u{1B}"))
    #expect(coloured.text.contains("\u{1B}["))
    #expect(coloured.text.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain.text)
  }
}
