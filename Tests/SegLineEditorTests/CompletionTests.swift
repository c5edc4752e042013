import SegLineEditor
import SegTestSupport
import Testing

/// Tab.
@Suite struct CompletionTests {
  @Test func aSingleMatchIsTypedWithItsSuffix() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("where mon\t")
    try probe.pty.expectCursorRow("segsh› where monetary")
    try probe.pty.send("> 5")
    #expect(try probe.enter() == "where monetary > 5")
    try probe.pty.send("am\t")
    #expect(try probe.enter(")") == "amount()")
  }

  @Test func theSharedPartComesFirstThenTheList() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("where r < 5")
    for _ in 0..<4 { try probe.pty.send(.left) }
    try probe.pty.send(.tab)
    try probe.pty.expectCursorRow("segsh› where rece < 5")
    #expect(!probe.pty.screen.lines.contains { $0.hasPrefix("recency") })
    try probe.pty.send(.tab)
    try probe.pty.expectScreen("the list above the prompt") {
      $0.lines.prefix(4) == [
        "segsh› where rece < 5", "recency   days since the last order",
        "receipts  orders with a receipt", "segsh› where rece < 5",
      ]
    }
    try probe.pty.send("n\t")
    #expect(try probe.enter() == "where recency  < 5")
  }

  @Test func theListComesBelowAllLines() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.sendLine("(re")
    try probe.pty.send("b)")
    try probe.pty.send(.up)
    try probe.pty.send(.end)
    try probe.pty.send("\t\t")
    try probe.pty.expectScreen("the list between both drawings") {
      $0.lines.prefix(6) == [
        "segsh› (rece", "b)", "recency   days since the last order",
        "receipts  orders with a receipt", "segsh› (rece", "b)",
      ]
    }
    try probe.pty.send("i\t")
    #expect(try probe.enter() == "(receipts \nb)")
  }

  @Test func withoutACandidateTabRings() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("xyz\t")
    try probe.pty.expectScreen("a bell") { $0.bells == 1 }
    #expect(try probe.enter() == "xyz")
  }

  @Test func theListIsSafeAndFits() {
    let names = (0..<50).map { "name\($0)" } + ["evil\u{1B}[31m"]
    let list = CompletionList(names.map { Completion($0) }, columns: 40, maximumRows: 5)
    #expect(list.rows.count == 5)
    #expect(list.rows.last == "… 39 more")
    #expect(list.rows.allSatisfy { $0.count <= 40 && !$0.contains("\u{1B}") })
    let long = CompletionList(
      [Completion("a", description: String(repeating: "x", count: 90))], columns: 20,
      maximumRows: 5)
    #expect(long.rows == ["a  xxxxxxxxxxxxxxx…"])
  }
}
