import ArgumentParser
import Foundation
import SegFiles
import SegLineEditor
import SegModel
import SegShell
import SegText
import SegWorkspace

/// Runs a session over a workspace: statements of the command line, a pipe, or the terminal.
struct ShellRunner {
  private let workspace: Workspace
  private let name: String
  private let arguments: ShellArguments
  /// What counts as the present, when that is not the clock's.
  var present: AsOfChoice = .now

  init(_ workspace: Workspace, name: String, _ arguments: ShellArguments) {
    self.workspace = workspace
    self.name = name
    self.arguments = arguments
  }

  private var isBatch: Bool { !arguments.commands.isEmpty || !arguments.files.isEmpty }

  private var isInteractive: Bool {
    !isBatch && Terminal.isTerminal(0) && Terminal.isTerminal(1)
  }

  func run() throws {
    let session = makeSession()
    Messages.writeRecoveries(of: workspace)
    if let asOf = arguments.asof {
      guard session.run(SourceText(name: "--asof", text: "asof \(asof(asOf))")) else {
        // A date that is none is a mistake of the command line; what else may be in the way is not.
        let status = session.status == .failed ? ExitStatus.usage : session.status
        throw ExitCode(status.rawValue)
      }
    }
    if isInteractive {
      // Whoever sat there has seen what failed.
      try runTerminal(session)
      return
    }
    try runBatch(session)
    if session.status == .fine, let name = session.unusedParameters.first {
      Messages.write("--param \(DisplayText.escaped(name)): no statement `param` of that name\n")
      throw ExitCode(ExitStatus.usage.rawValue)
    }
    if session.status != .fine { throw ExitCode(session.status.rawValue) }
  }

  /// Line breaks in the option would begin another statement.
  private func asof(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined() }

  private func makeSession() -> Session {
    var options = SessionOptions()
    options.isInteractive = isInteractive
    options.agreesToAll = arguments.yes
    options.isDryRun = arguments.dryRun
    options.keepsGoing = arguments.keepGoing
    options.echoes = arguments.echo
    options.isQuiet = arguments.quiet
    options.isSafe = arguments.safe
    options.format = arguments.format ?? (Terminal.isTerminal(1) ? .box : .tsv)
    options.asOf = present
    options.present = present
    options.parameters = arguments.parameterValues
    let console = Console(
      isTerminal: Terminal.isTerminal(1), messagesToTerminal: Terminal.isTerminal(2),
      usesColor: usesColor(1), messagesUseColor: usesColor(2), width: { Terminal.width(1) })
    let world = SessionWorld(
      now: SystemClock.now, isInterrupted: { Interrupts.isRequested },
      confirm: { Terminal.confirm($0) },
      uptime: { ProcessInfo.processInfo.systemUptime })
    return Session(workspace: workspace, options: options, console: console, world: world)
  }

  private func usesColor(_ descriptor: Int32) -> Bool {
    switch arguments.color {
    case .always: return true
    case .never: return false
    case .auto:
      let environment = ProcessInfo.processInfo.environment
      if environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return false }
      return Terminal.isTerminal(descriptor) && environment["TERM"] != "dumb"
    }
  }

  private func runBatch(_ session: Session) throws {
    hintAtOldData(session)
    try Interrupts.catching {
      for text in arguments.commands {
        let source = ScriptFile.source(Array(text.utf8), name: "-c")
        guard session.run(source) || arguments.keepGoing, !session.isFinished else { return }
      }
      for path in arguments.files {
        guard try session.run(script: path) || arguments.keepGoing, !session.isFinished else {
          return
        }
      }
      if !isBatch { _ = try session.run(script: "-") }
    }
  }

  /// Says when the data ends long before today, since then nobody is recent.
  private func hintAtOldData(_ session: Session) {
    guard !arguments.quiet, arguments.asof == nil, case .now = present,
      let last = StoreText.lastDay(workspace.snapshot)
    else { return }
    let today = workspace.profile.zone.day(of: SystemClock.now())
    guard Int(today.dayNumber) - Int(last.dayNumber) > 31 else { return }
    Messages.write(
      "the data ends on \(last); everything is as of \(today) "
        + "unless --asof \(last) says otherwise\n"
    )
  }
}

extension ShellRunner {
  private func runTerminal(_ session: Session) throws {
    if !arguments.quiet { greet(session) }
    if !arguments.noInit, let path = StateFiles.initScript {
      Interrupts.catching {
        do throws(FileFailure) {
          _ = try session.run(script: path)
        } catch {
          Messages.write("\(error.description)\n")
        }
      }
    }
    let history = History(path: StateFiles.historyPath)
    let editor = LineEditor(
      program: "segsh", history: history, isComplete: { session.isComplete($0) },
      complete: { before, _ in Self.complete(before, session) })
    guard let editor else {
      try runBatch(session)
      return
    }
    while !session.isFinished {
      switch editor.readStatement(prompt: "segsh› ") {
      case .endOfInput: return
      case .interrupted: continue
      case .line(let text):
        guard !text.allSatisfy(\.isWhitespace) else { continue }
        remember(text, editor)
        let source = ScriptFile.source(Array(text.utf8), name: "input")
        Interrupts.catching { session.runTyped(source) }
      }
    }
  }

  private func remember(_ text: String, _ editor: LineEditor) {
    do throws(HistoryFailure) {
      try editor.remember(text, now: SystemClock.now().secondsSinceEpoch)
    } catch {
      Messages.write("history is not kept: \(error.path): \(error.reason)\n")
    }
  }

  private func greet(_ session: Session) {
    var line = "segsh \(Segsh.version) · \(name): \(StoreText.summary(workspace.snapshot))"
    if case .day(let day) = present { line += " · as of \(day)" }
    Messages.write(DisplayText.escaped(line) + "\n")
    hintAtOldData(session)
    let keeping =
      workspace.isScratch ? " Nothing is kept: this workspace is in memory only." : ""
    Messages.write("Type a segment, or .help.\(keeping)\n")
  }

  private static func complete(_ before: String, _ session: Session) -> CompletionResult {
    let (partial, suggestions) = session.suggestions(before: before, files: StateFiles.paths)
    return CompletionResult(
      partialLength: partial.utf8.count,
      candidates: suggestions.map {
        Completion($0.text, suffix: $0.suffix, description: $0.note.isEmpty ? nil : $0.note)
      })
  }
}
