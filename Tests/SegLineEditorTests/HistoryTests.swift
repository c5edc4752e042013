import Foundation
import SegLineEditor
import SegTestSupport
import Testing

/// The history file, without and with a terminal.
@Suite struct HistoryTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "segsh-history-\(UUID().uuidString)")

  private var path: String { folder.appending(path: "state/segsh/history.jsonl").path }

  @Test(arguments: [
    "plain", "two\nlines", "quote \" and \\ and \t tab", "café 名字 😀", "\u{1B}[31m", "",
  ]) func recordsComeBackAsWritten(statement: String) throws {
    let record = HistoryRecord(statement: statement, time: 1_700_000_000)
    #expect(!record.line.contains("\n"))
    #expect(HistoryRecord(line: record.line.utf8) == record)
    struct Line: Decodable { let statement: String }
    let line = try JSONDecoder().decode(Line.self, from: Data(record.line.utf8))
    #expect(line.statement == statement)
  }

  @Test(arguments: [
    "", "{", #"{"time":1}"#, #"{"statement":"cut"#, #"{"statement":7}"#, "statement",
    #"{"statement":"a"} trailing"#, #"{"statement":"\x"}"#,
  ]) func damagedLinesAreNoRecords(line: String) {
    #expect(HistoryRecord(line: line.utf8) == nil)
  }

  @Test func aStatementIsKeptOnce() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var history = History(path: path)
    for statement in ["a", "a", " secret", "", "b\nc", "a"] {
      try history.append(statement, now: 0)
    }
    #expect(history.entries == ["a", "b\nc", "a"])
    #expect(History(path: path).entries == ["a", "b\nc", "a"])
  }

  @Test func theFileIsPrivate() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var history = History(path: path)
    try history.append("a", now: 0)
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(path) == 0o600)
    #expect(try mode(folder.appending(path: "state/segsh").path) == 0o700)
  }

  @Test func damageCostsOnlyItsLine() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var history = History(path: path)
    try history.append("a", now: 0)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0xFF, 0x0A] + Array(#"{"time":1,"statement":"torn"#.utf8)))
    try handle.close()
    try history.append("b", now: 0)
    #expect(History(path: path).entries == ["a", "b"])
  }

  @Test func onlyTheNewestEntriesAreLoaded() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var history = History(path: path)
    try history.append("first", now: 0)
    let lines = (0..<History.limit).map { HistoryRecord(statement: "s\($0)", time: 0).line + "\n" }
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(lines.joined().utf8))
    try handle.close()
    let loaded = History(path: path).entries
    #expect(loaded.count == History.limit)
    #expect(loaded.first == "s0")
  }

  @Test func sessionsSideBySideLoseNothing() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = path
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<4 {
        group.addTask {
          var history = History(path: path)
          for index in 0..<100 {
            try? history.append("session \(session) statement \(index)", now: 0)
          }
        }
      }
    }
    #expect(Set(History(path: path).entries).count == 400)
  }

  @Test func aFailureNamesThePath() {
    var history = History(path: "/dev/null/no/history")
    #expect(throws: HistoryFailure.self) { try history.append("a", now: 0) }
    #expect(history.entries == ["a"])
  }

  @Test func entriesOutliveAKilledSession() throws {
    let first = try ProbeSession()
    try first.ready()
    try first.enter("one")
    try first.pty.send("(two")
    try first.pty.send(.enter)
    try first.enter("lines)")
    try first.enter(" hidden")
    try first.pty.send("never entered")
    first.pty.signal(SIGKILL)
    #expect(try first.pty.expectExit() == 128 + SIGKILL)

    let second = try ProbeSession(folder: first.folder)
    try second.ready()
    try second.pty.send(.up)
    try second.pty.expectScreen("both lines") {
      $0.lines.contains("segsh› (two") && $0.cursorRow == "lines)"
    }
    try second.pty.send(.up)
    try second.pty.send(.up)
    try second.pty.expectCursorRow("segsh› one")
    #expect(try second.enter() == "one")
    try second.pty.send(.controlD)
    #expect(try second.pty.expectExit() == 0)
    #expect(History(path: first.history.path).entries == ["one", "(two\nlines)", "one"])
  }
}
