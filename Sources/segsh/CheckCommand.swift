import ArgumentParser
import Foundation
import SegFiles
import SegLineEditor
import SegShell
import SegText
import SegWorkspace

/// Checks scripts without running them.
struct CheckCommand: ParsableCommand {
  /// How findings are written.
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check scripts without running them.",
    discussion: """
      Errors end with status 1, warnings alone with 0. Names, types and values are checked \
      against a workspace; without one only what the grammar says.
      """)

  @Argument(help: "Scripts; - is standard input.")
  var files: [String]

  @Option(help: "The workspace whose names and values the scripts use.")
  var workspace: String?

  @Option(help: "text, or json: one object a finding, each on its own line.")
  var format: Format = .text

  func run() throws {
    try Failures.exiting {
      let store = try workspace.map { path in
        guard Workspace.exists(at: path) else {
          throw FileFailure(.notFound, path: path, message: "no such workspace")
        }
        return try Workspace.open(path: path, wait: 0)
      }
      if let store { Messages.writeRecoveries(of: store) }
      var hasErrors = false
      for path in files where try !check(path, store) { hasErrors = true }
      if hasErrors { throw ExitCode(ExitStatus.failed.rawValue) }
    }
  }

  /// Whether a script has no error.
  private func check(_ path: String, _ store: Workspace?) throws -> Bool {
    let world = SessionWorld(
      now: SystemClock.now, isInterrupted: { false }, confirm: { _ in false }, uptime: { 0 })
    let session = store.map {
      Session(workspace: $0, options: SessionOptions(), console: Console(), world: world)
    }
    let script = try ScriptFile.whole(path)
    var checker = try ScriptChecker(session: session)
    checker.check(script)
    if let store, store.hasDamagedData {
      Messages.write(DisplayText.escaped(try store.rebuildData()) + "\n")
      session?.invalidate()
      checker = try ScriptChecker(session: session)
      checker.check(script)
    }
    var output = DescriptorSink.standardOutput
    let usesColor = Terminal.isTerminal(1)
    for finding in checker.findings {
      let text = format == .json ? finding.json : finding.text(usesColor: usesColor)
      try output.write(Array(text.utf8))
    }
    return !checker.findings.contains { $0.diagnostic.severity == .error }
  }
}
