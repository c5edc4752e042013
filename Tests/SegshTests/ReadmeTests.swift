import Foundation
import Testing

/// What README shows is what the program does.
struct ReadmeTests {
  @Test func sessionsAreAsShown() throws {
    let sessions = ReadmeSession.all(in: try ReadmeSession.readme())
    try #require(!sessions.isEmpty)
    for session in sessions {
      let bench = try Bench()
      let shell = try ShellSession(bench, session.arguments)
      try shell.ready()
      try #require(session.entries.count > 5)
      #expect(session.entries.last?.typed == ".quit")
      for entry in session.entries.dropLast() {
        let screen: String
        if let answer = entry.answer {
          let (plan, receipt) = try shell.enter(entry.typed, answering: answer)
          screen = plan + receipt
        } else {
          screen = try shell.enter(entry.typed)
        }
        let shown = ReadmeSession.stable(screen.split(separator: "\n"))
        #expect(shown == ReadmeSession.stable(entry.shown), "after `\(entry.typed)`")
      }
      #expect(try shell.quit() == 0)
    }
  }

  /// Every statement answers, and with more than nothing.
  @Test func thePageOfTheLanguageRuns() throws {
    let readme = try ReadmeSession.readme()
    let match = try #require(readme.firstMatch(of: #/```segsh script\n((?s).*?)```/#))
    let bench = try Bench()
    try bench.write("page.seg", String(match.1))
    let outcome = try bench.run("demo", "--format", "jsonl", "-f", "page.seg")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(!outcome.errors.contains("warning"), "\(outcome.errors)")
    #expect(!outcome.text.contains("\"count\":0,\"total\""), "\(outcome)")
    #expect(outcome.lines.count > 60, "\(outcome)")
  }

  @Test func theFirstCommandAnswers() throws {
    let readme = try ReadmeSession.readme()
    let match = try #require(readme.firstMatch(of: #/swift run -c release segsh (demo -c ".*")\n/#))
    let outcome = try Bench().shell("\"$0\" \(match.1)")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.rows.count == 1, "\(outcome)")
  }
}
