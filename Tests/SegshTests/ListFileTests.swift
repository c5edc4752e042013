import Foundation
import Testing

/// Clauses 5.6 and 5.7 of the semantics: lists that stand in files.
@Suite struct ListFileTests {
  @Test func aFileOfOneColumnIsAList() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("ids.csv", "customer_id\r\nC1\r\n\r\n\"C2\"\r\n C6 \r\nC99")
    #expect(try bench.ids("segment where customer_id in file('ids.csv')") == ["C1", "C2", "C6"])
    #expect(
      try bench.ids("segment where customer_id not in file('ids.csv')") == ["C3", "C4", "C5", "C7"])
    try bench.write("bare.txt", "C3\nC4\n")
    #expect(try bench.ids("segment where customer_id in file('bare.txt')") == ["C3", "C4"])
  }

  @Test(arguments: [
    "C1\nC2\nC3,\nC4,\nC5,\n", "C1,\nC2,\nC3,\nC4,\nC5,\n", "sep=;\nC1\nC2;\nC3;\nC4;\nC5;\n",
    "C1,\nC2\nC3\nC4\nC5",
  ])
  func noLineIsTakenForATitle(text: String) throws {
    let bench = try Bench.withSmallShop()
    try bench.write("ids.csv", text)
    #expect(
      try bench.ids("segment where customer_id in file('ids.csv')")
        == ["C1", "C2", "C3", "C4", "C5"])
    #expect(try bench.ids("segment where customer_id not in file('ids.csv')") == ["C6", "C7"])
  }

  @Test func aColumnIsNamedWhereThereAreSeveral() throws {
    let bench = try Bench.withSmallShop()
    try bench.write(
      "list.csv", "E-Mail;city\nana@example.org;\"Li\u{65}\u{300}ge\"\n\"x;y\";Gent\n;Lyon\n")
    #expect(try bench.ids("segment where email in file('list.csv', \"e-mail\")") == ["C1"])
    #expect(
      try bench.ids("segment where city in file('list.csv', City)") == ["C2", "C5", "C6"])
    let several = try bench.ask("segment where city in file('list.csv')")
    #expect(several.status == 1)
    #expect(several.errors.contains("name one of `E-Mail`, `city`"))
    #expect(several.errors.contains("take `city`"))
    let missing = try bench.ask("segment where city in file('list.csv', Cty)")
    #expect(missing.status == 1)
    #expect(missing.errors.contains("nearest: `city`"))
  }

  @Test func theFormIsFoundAsForImports() throws {
    let bench = try Bench.withSmallShop()
    // Windows-1252, as spreadsheets write it.
    try bench.write("towns.csv", Data("ville;x\r\nOrl".utf8 + [0xE9] + "ans;1\r\nLyon;2\r\n".utf8))
    #expect(try bench.ids("segment where city in file('towns.csv', ville)") == ["C1", "C5"])
    #expect(try bench.ids("segment where city in file('towns.csv', Ville)") == ["C1", "C5"])
  }

  @Test func rowsAreAskedToo() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("codes.csv", "coupon\nNOEL\n")
    #expect(try bench.ids("segment where any(orders where coupon in file('codes.csv'))") == ["C1"])
  }

  @Test(arguments: ["absent.csv", "bad.csv", "empty.csv", "uneven.csv", "late.csv", "."])
  func whatCannotBeReadEndsWithThree(path: String) throws {
    let bench = try Bench.withSmallShop()
    try bench.write("bad.csv", Data([0x43, 0x31, 0x0A, 0x43, 0x81, 0x31, 0x0A]))
    try bench.write("empty.csv", "")
    try bench.write("late.csv", ",C6\nC1,\nC2,\nC3,\n")
    try bench.write("uneven.csv", "C1\nC2\nC3\nC4\nC5,\"C6\"\n")
    let outcome = try bench.ask("segment where customer_id not in file('\(path)')")
    #expect(outcome.status == 3, "\(outcome)")
    #expect(outcome.errors.contains("`\(path)` cannot be read: "), "\(outcome)")
    #expect(outcome.text.isEmpty)
    #expect(path != "uneven.csv" || outcome.errors.contains("line 5: too many cells (2)"))
  }

  @Test func filesListText() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask("segment where monetary in file('absent.csv')")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("a file lists text, found money"))
  }

  @Test func safeModeReadsNone() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("ids.csv", "C1\n")
    let outcome = try bench.ask(
      "segment where customer_id in file('ids.csv')", options: ["--safe"])
    #expect(outcome.status == 4, "\(outcome)")
    #expect(outcome.errors.contains("files are off in safe mode"))
  }

  @Test func savedSegmentsReadTheFileWhenTheyAreUsed() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("ids.csv", "C1\n")
    try bench.ask(
      "let known = customer_id in file('ids.csv')", "segment where known | save as listed")
    try bench.write("ids.csv", "C2\nC3\n")
    #expect(try bench.ids("@listed") == ["C2", "C3"])
    #expect(try bench.ask("@listed | diff asof 2025-01-01 | limit 0").status == 1)
    try FileManager.default.removeItem(at: bench.folder.appending(path: "ids.csv"))
    let outcome = try bench.ask("@listed | count")
    #expect(outcome.status == 3, "\(outcome)")
    #expect(outcome.errors.contains("`ids.csv` cannot be read"))
    let checked = try bench.run("check", "--workspace", "shop", "script.seg")
    #expect(checked.status != 0)
  }

  @Test func answersToWhySayTheFile() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("ids.csv", (1...30).map { "C\($0)\n" }.joined())
    let explained = try bench.ask(
      "segment where customer_id in file('ids.csv') and country = 'BE' | explain")
    #expect(explained.text.contains("customer_id in file('ids.csv')"), "\(explained)")
    let proved = try bench.ask(
      "segment where customer_id not in file('ids.csv') | why 'C1'")
    #expect(proved.text.contains("customer_id not in file('ids.csv')"), "\(proved)")
    #expect(proved.text.contains("30 values"), "\(proved)")
    let sql = try bench.ask(".sql segment where customer_id in file('ids.csv')")
    #expect(sql.text.contains("IN ('C1', 'C10'"), "\(sql)")
  }
}
