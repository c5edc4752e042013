import Foundation
import SegTestSupport

/// A line editor on a pseudo-terminal, and the folder its files are in.
final class ProbeSession {
  let pty: PtySession
  let folder: URL
  static let prompt = "segsh›"

  var history: URL { folder.appending(path: "state/segsh/history.jsonl") }

  init(
    folder: URL? = nil, environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws {
    let folder =
      folder ?? FileManager.default.temporaryDirectory.appending(path: "segsh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    self.folder = folder
    var variables = [
      "HOME": folder.path, "EDITRC": "/dev/null", "LANG": "C.UTF-8",
      "SWIFT_BACKTRACE": "enable=no",
      "PROBE_HISTORY": folder.appending(path: "state/segsh/history.jsonl").path,
    ]
    variables.merge(environment) { $1 }
    pty = try PtySession(
      Self.executable.path, environment: variables, columns: columns, rows: rows)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The probe lies beside the bundle or the executable that holds the tests.
  static var executable: URL {
    get throws {
      var directory = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      for _ in 0..<6 {
        let file = directory.appending(path: "LineEditorProbe")
        if FileManager.default.isExecutableFile(atPath: file.path) { return file }
        directory.deleteLastPathComponent()
      }
      throw PtyFailure(description: "no LineEditorProbe near \(CommandLine.arguments[0])")
    }
  }

  /// Waits for an empty prompt.
  func ready() throws { try pty.expectCursorRow(Self.prompt) }

  /// Types a statement, presses Enter, and waits until the probe has it: what it got.
  @discardableResult
  func enter(_ text: String = "") throws -> String {
    try pty.sendLine(text)
    return try line()
  }

  /// The next statement the probe reports.
  func line() throws -> String {
    try pty.expect(#"{"line":""#)
    let json = "\"" + (try pty.expect("\"}")) + "\""
    let text = try JSONDecoder().decode(String.self, from: Data(json.utf8))
    try ready()
    return text
  }
}
