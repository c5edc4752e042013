import Foundation

/// A session that README shows: a block that begins with three backticks and `console session`.
///
/// Its first line is the command; what stands behind a prompt is typed, what stands behind a
/// question answers it, and the rest is what the program shows.
struct ReadmeSession {
  /// One line that is typed, and what comes of it.
  struct Entry {
    let typed: String
    var shown: [String] = []

    /// What is answered when the program asks; nil when it does not.
    var answer: String? {
      shown.lazy.filter { $0.hasPrefix(Self.question) }
        .map { String($0.dropFirst(Self.question.count)) }.first
    }

    private static let question = "Do it? [y/N] "
  }

  var arguments: [String] = []
  var entries: [Entry] = []

  /// The text of README.
  static func readme() throws -> String {
    var root = URL(filePath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
  }

  /// The sessions of a text, in order.
  static func all(in text: String) -> [ReadmeSession] {
    var sessions: [ReadmeSession] = []
    var current: ReadmeSession?
    let prompt = ShellSession.prompt + " "
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line == "```console session" {
        current = ReadmeSession()
      } else if line == "```" {
        if let current { sessions.append(current) }
        current = nil
      } else if line.hasPrefix("$ segsh ") {
        current?.arguments = line.split(separator: " ").dropFirst(2).map(String.init)
      } else if line.hasPrefix(prompt) {
        current?.entries.append(Entry(typed: String(line.dropFirst(prompt.count))))
      } else if let last = current?.entries.indices.last {
        current?.entries[last].shown.append(line)
      }
    }
    return sessions
  }

  /// Lines of a screen without what differs from run to run: times, digests, blanks at the end.
  static func stable(_ lines: some Sequence<some StringProtocol>) -> [String] {
    lines.map { line -> String in
      String(line).replacing(#/\d+ ms$/#, with: "N ms")
        .replacing(#/sha256 [0-9a-f]{64}/#, with: "sha256 X").replacing(#/\s+$/#, with: "")
    }.filter { !$0.isEmpty }
  }
}
