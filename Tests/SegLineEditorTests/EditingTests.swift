import Foundation
import SegTestSupport
import Testing

/// Typing and editing on a terminal.
@Suite struct EditingTests {
  @Test func textArrivesAsTyped() throws {
    let probe = try ProbeSession()
    try probe.ready()
    #expect(try probe.enter("segment where recency < 30") == "segment where recency < 30")
    #expect(try probe.enter("café 名字 😀") == "café 名字 😀")
    #expect(try probe.enter("") == "")
  }

  @Test(arguments: ["C", "POSIX", ""]) func textArrivesInEveryLocale(locale: String) throws {
    let probe = try ProbeSession(environment: ["LC_ALL": locale])
    try probe.ready()
    #expect(try probe.enter("ville = 'Orléans'") == "ville = 'Orléans'")
  }

  @Test func screenShowsWhatIsTyped() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("café 名字")
    try probe.pty.expectCursorRow("segsh› café 名字")
    for _ in 0..<4 { try probe.pty.send(.left) }
    try probe.pty.send("X")
    try probe.pty.expectCursorRow("segsh› cafXé 名字")
    try probe.pty.send(.end)
    try probe.pty.send(.backspace)
    try probe.pty.expectCursorRow("segsh› cafXé 名")
    #expect(try probe.enter() == "cafXé 名")
  }

  struct Editing: CustomTestStringConvertible, Sendable {
    let keys: [PtyKey]
    let result: String
    var testDescription: String { keys.map { "\($0)" }.joined(separator: " ") }
  }

  @Test(arguments: [
    Editing(keys: [.home, .delete], result: "ne two three"),
    Editing(keys: [.controlA, .controlK], result: "x"),
    Editing(keys: [.controlLeft, .backspace], result: "one twothree"),
    Editing(keys: [.home, .controlRight, .delete], result: "onetwo three"),
    Editing(keys: [.controlW, .controlW], result: "one "),
    Editing(keys: [.controlU], result: "x"),
    Editing(keys: [.controlA, .controlD, .controlE], result: "ne two three"),
    Editing(keys: [.controlD], result: "one two three"),
    Editing(keys: [.end, .delete], result: "one two three"),
    Editing(keys: [.left, .right, .backspace], result: "one two thre"),
    Editing(keys: [.altB, .altBackspace], result: "one three"),
    Editing(keys: [.home, .altF, .altD], result: "one three"),
  ]) func editingKeysEdit(editing: Editing) throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("one two three")
    for key in editing.keys { try probe.pty.send(key) }
    let suffix = editing.result == "x" ? "x" : ""
    #expect(try probe.enter(suffix) == editing.result)
  }

  @Test func incompleteTextGoesOnOnTheNextLine() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.sendLine("segment where (a")
    try probe.pty.expectCursorRow("")
    try probe.pty.sendLine("  or b) and")
    try probe.pty.expectCursorRow("")
    #expect(try probe.enter("c") == "segment where (a\n  or b) and\nc")
  }

  @Test func altEnterBeginsALine() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("a")
    try probe.pty.send(.altEnter)
    #expect(try probe.enter("b") == "a\nb")
  }

  @Test func arrowsMoveBetweenLinesThenThroughHistory() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.enter("older")
    try probe.pty.send("(first")
    try probe.pty.send(.enter)
    try probe.pty.send("second)")
    try probe.pty.send(.up)
    try probe.pty.send(.home)
    try probe.pty.send(".")
    try probe.pty.expectScreen("an edited first line") { $0.lines.contains("segsh› .(first") }
    try probe.pty.send(.up)
    try probe.pty.expectCursorRow("segsh› older")
    try probe.pty.send(.down)
    try probe.pty.expectScreen("the text typed before") { $0.lines.contains("segsh› .(first") }
    #expect(try probe.enter() == ".(first\nsecond)")
  }

  @Test(arguments: [
    "\u{1B}[5~", "\u{1B}[6~", "\u{1B}[2~", "\u{1B}OP", "\u{1B}OS", "\u{1B}[15~", "\u{1B}[24~",
    "\u{1B}[1;2A", "\u{1B}[1;5P", "\u{1B}[15;2~", "\u{1B}[3;2~", "\u{1B}[Z", "\u{1B}[[A",
    "\u{1B}[E", "\u{1B}[I", "\u{1B}[O", "\u{1B}[<0;12;7M", "\u{1B}[<0;12;7m", "\u{1B}[97;5u",
    "\u{1B}[27;5;9~", "\u{1B}[1;2H", "\u{1B}[1;6F", "\u{1B}Oj", "\u{1B}[?1;2c", "\u{1B}[12;40R",
    "\u{1B}]11;rgb:0000/0000/0000\u{07}", "\u{1B}]11;rgb:0/0/0\u{1B}\\", "\u{1B}\u{1B}[5~",
    "\u{1B}[1;3A", "\u{1B}[200~\u{1B}[201~", "\u{1B}Oc", "\u{1B}[3^", "\u{1B}[2$", "\u{1B}[0n",
  ]) func unknownSequencesLeaveNothing(sequence: String) throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("abc" + sequence)
    try probe.pty.send(.end)
    #expect(try probe.enter("d") == "abcd")
  }

  @Test func sequencesLeaveNothingInASearch() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.enter("segment where recency < 30")
    try probe.pty.send(.controlR)
    try probe.pty.send("rec")
    try probe.pty.expectScreen("the search") { $0.lines.contains { $0.hasPrefix("bck:rec") } }
    try probe.pty.send(.controlRight)
    try probe.pty.send(.end)
    #expect(try probe.enter("!") == "segment where recency < 30!")
  }

  @Test func searchFindsAnEntry() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.enter("first of all")
    try probe.enter("second thought")
    try probe.pty.send(.controlR)
    try probe.pty.send("fir")
    try probe.pty.expectScreen("the entry") { $0.lines.contains("segsh› first of all") }
    #expect(try probe.enter() == "first of all")
  }

  @Test(arguments: ["bind -e\n", "bind -v\n", "edit off\n", "bind ^M ed-newline\n"])
  func theUsersSettingsLeaveTheEditorsKeys(settings: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "segsh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "editrc")
    try Data(settings.utf8).write(to: file)
    let probe = try ProbeSession(folder: folder, environment: ["EDITRC": file.path])
    try probe.ready()
    try probe.pty.send("(a")
    try probe.pty.send(.enter)
    try probe.pty.paste("b\nc")
    try probe.pty.send(.up)
    try probe.pty.send(.home)
    #expect(try probe.enter(")") == "(a\n)b\nc")
    try probe.pty.send(.controlC)
    try probe.pty.expect(#"{"interrupted":true}"#)
    try probe.ready()
  }

  @Test(arguments: ["dumb", "vt100", "screen", "linux", "no-such-terminal"])
  func everyTerminalEdits(name: String) throws {
    let probe = try ProbeSession(environment: ["TERM": name])
    try probe.ready()
    try probe.pty.send("abd")
    try probe.pty.send(.left)
    try probe.pty.send("c")
    try probe.pty.expectCursorRow("segsh› abcd")
    #expect(try probe.enter() == "abcd")
  }

  @Test func withoutATerminalThereIsNoEditor() throws {
    let process = Process()
    process.executableURL = try ProbeSession.executable
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
  }
}
