import Foundation
import SegTestSupport
import Testing

/// The way of somebody who uses the shell for the first time, at a terminal.
@Suite struct FirstUseTests {
  @Test func everythingIsStillThereAfterOpeningAgain() throws {
    let bench = try Bench()
    try bench.write("customers.csv", SmallShop.customers)
    try bench.write("orders.csv", SmallShop.orders)
    let loaded = try bench.run("import", "shop", "customers.csv", "orders.csv")
    #expect(loaded.status == 0)
    for line in [
      "customers.csv: customers · 7 rows: 7 loaded, 0 merged, 0 rejected",
      "orders.csv: orders · 9 rows: 9 loaded, 0 merged, 0 rejected",
    ] { #expect(loaded.text.contains(line)) }

    try firstSession(bench)
    let exported = try bench.read("merci.csv")
    let codes = exported.split(separator: "\n").dropFirst()
      .map { String($0.split(separator: ",")[3]) }
    #expect(codes.count == 2 && Set(codes).count == 2)
    #expect(codes.allSatisfy { $0.wholeMatch(of: /[1-9A-Z]{4}-[1-9A-Z]{4}-[1-9A-Z]{4}/) != nil })
    #expect(try bench.mode("merci.csv") == "600")

    try secondSession(bench)
    #expect(try bench.read("merci.csv") == exported)
    #expect(try bench.mode("home/state/segsh/history") == "600")
  }

  /// Explore, a mistake and its fix, save, tag, coupon, export.
  private func firstSession(_ bench: Bench) throws {
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    let before = shell.pty.initialModes
    try shell.pty.expect("7 customers, 7 orders, 2024-12-30 to 2025-12-30 · EUR · Europe/Paris")
    try shell.ready()
    let explored = try shell.enter("segment where recency < 30")
    #expect(explored.contains("3 customers · 42.9 % of 7 · as of 2025-12-31"))
    #expect(explored.contains("recency unknown for 2"))
    for cell in ["C1", "ana@example.org", "300.00", "454", "C7"] {
      #expect(explored.contains(cell))
    }

    let mistake = try shell.enter("and contry = 'FR'")
    #expect(mistake.contains("error[unknown-name]: `contry` is not an attribute"))
    let lines = mistake.split(separator: "\n").map(String.init)
    let caret = try #require(lines.firstIndex { $0.contains("^^^^^^") })
    #expect(
      column(of: "contry", in: lines[caret - 1]) == column(of: "^^^^^^", in: lines[caret]))
    #expect(lines[caret].contains("nearest: `country`"))

    let fixed = try shell.enter("and country = 'FR'")
    #expect(fixed.contains("→ segment where (recency < 30) and country = 'FR'"))
    #expect(fixed.contains("2 customers · 28.6 % of 7"))
    let groups = try shell.enter("| by country stats count, sum(monetary)")
    #expect(groups.contains("550.00"))
    #expect(groups.contains("→ segment where recency < 30 and country = 'FR' | by country"))

    let saved = try shell.enter("| save as vips", answering: "y")
    #expect(saved.plan.contains("Plan: definition saved as vips"))
    #expect(saved.receipt.contains("vips saved"))
    let declined = try shell.enter("@vips | tag add 'spring'", answering: "n")
    #expect(declined.plan.contains("Plan: 2 customers get tag spring (0 have it already)"))
    #expect(declined.receipt.contains("nothing was done"))
    #expect(!(try shell.enter(".tags")).contains("spring"))
    let tagged = try shell.enter("@vips | tag add 'spring'", answering: "y")
    #expect(tagged.receipt.contains("tag spring added to 2 customers"))
    let coupon = try shell.enter(
      "@vips | coupon 'MERCI' value 15% expires +30d | export 'merci.csv'", answering: "y")
    #expect(
      coupon.plan.contains("2 customers get a code of campaign MERCI (0 have one already)"))
    #expect(coupon.plan.contains("2 rows to merci.csv"))
    #expect(coupon.receipt.contains("2 codes issued"))
    try interruptAndEnd(shell)
    #expect(shell.pty.modes == before)
    #expect(!shell.pty.screen.marksPastes)
  }

  /// Ctrl-C drops the line and stays; `.quit` leaves.
  private func interruptAndEnd(_ shell: ShellSession) throws {
    try shell.type("segment where half")
    try shell.pty.send(.controlC)
    try shell.ready()
    #expect(try shell.enter("@vips | count").contains("2"))
    #expect(try shell.quit() == 0)
  }

  /// Segment, tag, codes, file and history are as they were left.
  private func secondSession(_ bench: Bench) throws {
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    let before = shell.pty.initialModes
    try shell.ready()
    try shell.pty.send(.up)
    try shell.pty.expectCursorRow("segsh› .quit")
    try shell.pty.send(.up)
    try shell.pty.expectCursorRow("segsh› @vips | count")
    let start = shell.pty.transcript.utf8.count
    try shell.pty.send(.enter)
    try shell.ready()
    #expect(shell.output(from: start).contains("2"))
    let segments = try shell.enter(".segments")
    #expect(segments.contains("vips"))
    #expect(segments.contains("recency < 30 and country = 'FR'"))
    let tags = try shell.enter(".tags").split(separator: "\n").map(String.init)
    #expect(tags.contains { $0.contains("spring") && $0.contains("2") })
    #expect(try shell.enter("segment where tags has 'spring' | count").contains("2"))
    // All of it holds already, so nothing is asked.
    let again = try shell.enter(
      "@vips | coupon 'MERCI' value 15% expires +30d | export 'merci.csv'")
    #expect(again.contains("0 codes issued"))
    #expect(again.contains("merci.csv is there already"))
    try shell.pty.send(.controlD)
    #expect(try shell.pty.expectExit() == 0)
    #expect(shell.pty.modes == before)
    #expect(!shell.pty.screen.marksPastes)
  }

  private func column(of text: String, in line: String) -> Int? {
    line.range(of: text).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
  }
}

/// What the terminal path has beside the first use.
@Suite struct TerminalTests {
  @Test func statementsGoOverSeveralLinesAndAreOneEntryOfHistory() throws {
    let bench = try Bench.withSmallShop()
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    try shell.ready()
    try shell.pty.sendLine("segment where (country = 'FR'")
    try shell.pty.sendLine("or country = 'BE') | count")
    try shell.pty.expect("│     6 │")
    try shell.ready()
    try shell.pty.send(.up)
    try shell.pty.expectScreen("both lines") { screen in
      screen.lines.contains { $0.hasPrefix("segsh› segment where (country = 'FR'") }
        && screen.cursorRow.contains("or country = 'BE') | count")
    }
  }

  @Test func tabCompletesNames() throws {
    let bench = try Bench.withSmallShop()
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    try shell.ready()
    try shell.pty.send("segment where newsl")
    try shell.pty.expectCursorRow("segsh› segment where newsl")
    try shell.pty.send(.tab)
    try shell.pty.expectCursorRow("segsh› segment where newsletter")
  }

  @Test func accentsAreTypedComparedAndAligned() throws {
    let bench = try Bench.withSmallShop()
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    try shell.ready()
    let shown = try shell.enter("segment where city in ('Orléans', '東京') | show city, country")
    let bars = shown.split(separator: "\n").filter { $0.contains("│") }
    #expect(bars.count == 3)
    #expect(bars.contains { $0.contains("│ 東京    │ unknown │") })
    #expect(bars.contains { $0.contains("│ Orléans │ FR      │") })
  }

  @Test func dataCannotSteerTheTerminal() throws {
    let bench = try Bench()
    try bench.write(
      "customers.csv",
      "customer_id,name\nA,\"x\u{1B}[2J\u{1B}]0;t\u{7}y\u{9B}2J\"\nB,\u{202E}abc\nC,\"\rover\"\n")
    let shell = try ShellSession(bench, ["--as", "customers", "customers.csv"])
    try shell.ready()
    let shown = try shell.enter("segment | show customer_id, name")
    #expect(shown.contains("x␛[2J␛]0;t␇y<U+009B>2J"))
    #expect(shown.contains("<U+202E>abc"))
    #expect(shown.contains("␍over"))
    let warned = try shell.enter("segment where name = 'nobody' | count")
    #expect(!warned.unicodeScalars.contains("\u{9B}"))
    let grouped = try shell.enter("segment | by name")
    #expect(grouped.contains("x␛[2J"))
    #expect(shell.pty.screen.bells == 0)
  }

  @Test func controlCCancelsAStatementThatRuns() throws {
    let bench = try Bench.withSmallShop()
    let many = String(repeating: "segment where monetary > 100 | count\n", count: 20_000)
    try bench.write("many.seg", many)
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    try shell.ready()
    try shell.pty.sendLine(".read many.seg")
    try shell.pty.expect("count")
    try shell.pty.send(.controlC)
    try shell.pty.expect("cancelled")
    try shell.ready()
    #expect(try shell.enter("segment | count").contains("7"))
  }

  @Test func aScriptThatIsReadStopsAtItsFirstFailure() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("script.seg", "segment where nope = 1\n.mode csv\nsegment | count\n")
    let shell = try ShellSession(bench, ["shop", "--asof", SmallShop.asOf])
    try shell.ready()
    let shown = try shell.enter(".read script.seg")
    #expect(shown.contains("`nope` is not an attribute"))
    #expect(!shown.contains("count"))
    #expect(try shell.enter(".mode").contains("box"))
  }

  @Test func theScratchWorkspaceSaysThatNothingIsKept() throws {
    let bench = try Bench()
    try bench.write("customers.csv", SmallShop.customers)
    let shell = try ShellSession(bench, ["customers.csv"])
    try shell.pty.expect("Nothing is kept")
    try shell.ready()
    let tagged = try shell.enter("segment where country = 'FR' | tag add 'x'", answering: "y")
    #expect(tagged.receipt.contains("nothing is kept"))
    #expect(tagged.receipt.contains("tag x added to 4 customers"))
    let again = try shell.enter("segment where country = 'BE' | tag add 'x'", answering: "y")
    #expect(!again.receipt.contains("nothing is kept"))
    #expect(try shell.quit() == 0)
  }
}
