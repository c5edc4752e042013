import Foundation
import SegTestSupport
import Testing

/// Ctrl-C, Ctrl-D, Ctrl-Z and the ways out.
@Suite struct SignalTests {
  @Test func controlCDropsTheTextAndStays() throws {
    let probe = try ProbeSession()
    try probe.ready()
    for text in ["half a statement", "", "("] {
      try probe.pty.send(text)
      try probe.pty.send(.controlC)
      try probe.pty.expect("\(text)^C\n")
      try probe.pty.expect(#"{"interrupted":true}"#)
      try probe.ready()
    }
    #expect(try probe.enter("next") == "next")
  }

  @Test func controlCInTheMidstOfLinesEndsBelowThem() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.sendLine("(a")
    try probe.pty.sendLine("b")
    try probe.pty.send("c")
    try probe.pty.send(.up)
    try probe.pty.send(.up)
    try probe.pty.send(.controlC)
    try probe.pty.expect(#"{"interrupted":true}"#)
    try probe.ready()
    #expect(
      probe.pty.screen.lines.prefix(5) == [
        "segsh› (a", "b", "c^C", #"{"interrupted":true}"#, "segsh›",
      ])
  }

  @Test func controlCLeavesASearch() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.enter("segment all")
    try probe.pty.send(.controlR)
    try probe.pty.send("seg")
    try probe.pty.expectScreen("the search") { $0.lines.contains { $0.hasPrefix("bck:seg") } }
    try probe.pty.send(.controlC)
    try probe.pty.expect(#"{"interrupted":true}"#)
    try probe.ready()
    #expect(try probe.enter("next") == "next")
  }

  @Test func anInterruptFromOutsideActsLikeTheKey() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("half")
    try probe.pty.expectCursorRow("segsh› half")
    probe.pty.signal(SIGINT)
    try probe.pty.expect(#"{"interrupted":true}"#)
    try probe.ready()
    #expect(try probe.enter("next") == "next")
  }

  @Test func controlCStopsARunningStatement() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.sendLine("spin")
    try probe.pty.expect(#"{"spinning":true}"#)
    try probe.pty.send(.controlC)
    try probe.pty.expect(#"{"stopped":true}"#, within: 2)
    try probe.ready()
    #expect(try probe.enter("next") == "next")
  }

  @Test func controlDLeavesOnlyFromAnEmptyLine() throws {
    let probe = try ProbeSession()
    let before = probe.pty.initialModes
    try probe.ready()
    try probe.pty.send("x")
    try probe.pty.send(.controlD)
    try probe.pty.expectScreen("a bell") { $0.bells > 0 }
    try probe.pty.send(.backspace)
    try probe.ready()
    try probe.pty.send(.controlD)
    try probe.pty.expect(#"{"bye":true}"#)
    #expect(try probe.pty.expectExit() == 0)
    #expect(probe.pty.modes == before)
    #expect(!probe.pty.screen.marksPastes)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT])
  func aDeadlySignalGivesTheTerminalBack(signal: Int32) throws {
    let probe = try ProbeSession()
    let before = probe.pty.initialModes
    try probe.ready()
    #expect(probe.pty.modes != before)
    #expect(probe.pty.screen.marksPastes)
    probe.pty.signal(signal)
    #expect(try probe.pty.expectExit() == 128 + signal)
    #expect(probe.pty.modes == before)
    #expect(!probe.pty.screen.marksPastes)
  }

  @Test func theTerminalIsItsOwnWhileAStatementRuns() throws {
    let probe = try ProbeSession()
    let before = probe.pty.initialModes
    try probe.ready()
    try probe.pty.sendLine("spin")
    try probe.pty.expect(#"{"spinning":true}"#)
    #expect(probe.pty.modes == before)
    #expect(!probe.pty.screen.marksPastes)
    try probe.pty.send(.controlC)
    try probe.ready()
  }

  @Test func suspendingKeepsTheText() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let pty = try PtySession(
      "/bin/bash", ["--norc", "--noediting", "-i"],
      environment: [
        "PS1": "outer$ ", "LANG": "C.UTF-8", "HOME": folder, "EDITRC": "/dev/null",
        "HISTFILE": "/dev/null",
      ])
    try pty.expectCursorRow("outer$")
    try pty.sendLine(try ProbeSession.executable.path)
    try pty.expectCursorRow(ProbeSession.prompt)
    try pty.send("half a statement")
    try pty.send(.left)
    try pty.send(.controlZ)
    try pty.expect("Stopped")
    try pty.expectCursorRow("outer$")
    #expect(!pty.screen.marksPastes)
    try pty.sendLine("fg")
    try pty.expectCursorRow("segsh› half a statement")
    #expect(pty.screen.marksPastes)
    try pty.send("X")
    try pty.expectCursorRow("segsh› half a statemenXt")
    try pty.send(.enter)
    try pty.expect(#"{"line":"half a statemenXt"}"#)
  }

  @Test func suspendingWithoutAnOuterShellGoesOn() throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.send("abc")
    try probe.pty.send(.controlZ)
    #expect(try probe.enter("d") == "abcd")
  }

  @Test func resizingMovesTheTextNowhere() throws {
    let probe = try ProbeSession(columns: 40, rows: 10)
    try probe.ready()
    try probe.pty.send("short")
    try probe.pty.expectCursorRow("segsh› short")
    probe.pty.resize(columns: 100, rows: 30)
    try probe.pty.send(" text that is much longer than forty cells were")
    try probe.pty.expectCursorRow(
      "segsh› short text that is much longer than forty cells were")
    try probe.pty.send(.enter)
    _ = try probe.line()
    try probe.pty.sendLine("size")
    try probe.pty.expect(#"{"height":30,"width":100}"#)
  }
}

/// The question before an action.
@Suite struct ConfirmationTests {
  @Test(arguments: [
    ("y\r", true), ("yes\r", true), ("Y\r", true), ("\r", false), ("n\r", false), ("t\r", false),
    ("yy\r", false), ("yes please\r", false), ("\u{03}", false), ("\u{04}", false),
  ]) func onlyYesIsYes(answer: String, expected: Bool) throws {
    let probe = try ProbeSession()
    try probe.ready()
    try probe.pty.sendLine("run")
    try probe.pty.expectCursorRow("Do it? [y/N]")
    try probe.pty.send(answer)
    try probe.pty.expect(#"{"confirmed":\#(expected)}"#)
    try probe.ready()
    #expect(try probe.enter("next") == "next")
  }
}
