import Foundation
import SegTestSupport

/// The interactive shell on a pseudo-terminal, in the folder of a bench.
final class ShellSession {
  let pty: PtySession
  static let prompt = "segsh›"

  init(
    _ bench: Bench, _ arguments: [String], environment: [String: String] = [:], columns: Int = 120
  ) throws {
    pty = try PtySession(
      try Program.path, arguments,
      environment: Program.environment(home: bench.home, environment), columns: columns, rows: 50,
      directory: bench.folder.path, patience: 60)
  }

  /// Waits for an empty prompt.
  func ready() throws { try pty.expectCursorRow(Self.prompt) }

  /// Types a line, presses Enter and waits for the next prompt: what was shown in between.
  @discardableResult
  func enter(_ line: String) throws -> String {
    try type(line)
    let start = pty.transcript.utf8.count
    try pty.send(.enter)
    try ready()
    return output(from: start)
  }

  /// Types a line, presses Enter, answers the question that comes, and waits for the next prompt:
  /// what was shown before the question, and after it.
  func enter(_ line: String, answering answer: String) throws -> (plan: String, receipt: String) {
    try type(line)
    let start = pty.transcript.utf8.count
    try pty.send(.enter)
    try pty.expectCursorRow("Do it? [y/N]")
    let plan = output(from: start)
    let end = pty.transcript.utf8.count
    try pty.sendLine(answer)
    try ready()
    return (plan, output(from: end))
  }

  /// Types without pressing Enter, and waits until it shows.
  func type(_ line: String) throws {
    try pty.send(line)
    try pty.expectCursorRow("\(Self.prompt) \(line)")
  }

  /// What was shown since an earlier length of the transcript.
  func output(from start: Int) -> String {
    let transcript = pty.transcript
    let text = transcript[transcript.utf8.index(transcript.startIndex, offsetBy: start)...]
    return text.hasSuffix("\(Self.prompt) ")
      ? String(text.dropLast(Self.prompt.count + 1))
      : String(text)
  }

  /// Leaves with `.quit`: the exit status.
  func quit() throws -> Int32 {
    try pty.sendLine(".quit")
    return try pty.expectExit()
  }
}
