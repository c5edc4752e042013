import SegLineEditor
import SegTestSupport
import Testing

/// Text that comes faster than anyone types.
@Suite struct PasteTests {
  private static func lines(_ count: Int) -> String {
    (0..<count).map { "line \($0)\twith a tab" }.joined(separator: "\n")
  }

  @Test(arguments: [1, 20, 2_000]) func aPasteArrivesWholeAndWaitsForEnter(count: Int) throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.paste(Self.lines(count) + "\n")
    try probe.pty.send("end")
    try probe.pty.expectCursorRow("end")
    #expect(!probe.pty.transcript.contains("{"))
    #expect(try probe.enter() == Self.lines(count) + "\nend")
  }

  @Test func aPasteMayStandInTheMiddle() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("ad")
    try probe.pty.send(.left)
    try probe.pty.paste("b\u{03}\u{1B}\nc")
    #expect(try probe.enter() == "ab\ncd")
  }

  @Test func aPasteEndsASearch() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.enter("found")
    try probe.pty.send(.controlR)
    try probe.pty.send("fou")
    try probe.pty.expectScreen("the search") { $0.lines.contains { $0.hasPrefix("bck:fou") } }
    try probe.pty.send(.escape)
    try probe.pty.expectCursorRow("segsh› found")
    try probe.pty.send(.end)
    try probe.pty.paste("\nmore")
    #expect(try probe.enter() == "found\nmore")
  }

  @Test func linesThatComeInOneGoAreOneText() throws {
    let probe = try ProbeSession(environment: ["TERM": "dumb"])
    try probe.ready()
    try probe.pty.send("rec\tone\rtwo\rthree\r")
    #expect(try probe.line() == "rec\tone\ntwo\nthree")
  }

  @Test func aTallTextSurvivesASmallScreen() throws {
    let probe = try ProbeSession(columns: 30, rows: 6)
    try probe.ready()
    try probe.pty.paste(Self.lines(40))
    for _ in 0..<30 { try probe.pty.send(.up) }
    #expect(try probe.enter() == Self.lines(40))
    #expect(try probe.enter("next") == "next")
  }

  @Test func lineEndsOfAllKindsAreNewlines() {
    let bytes = Array("a\r\nb\rc\nd\r\re\u{07}\u{9B}".utf8)
    #expect(KeyDecoder.pastedText(bytes[...]) == "a\nb\nc\nd\n\ne")
  }
}
