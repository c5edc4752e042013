import Foundation
import SegFiles
import SegLineEditor
import SegModel
import SegStore
import SegText
import SegWorkspace

/// Time zones as the command line names them.
enum Zone {
  /// The rules of a zone that was asked for; nil when none was.
  static func load(_ name: String?) throws -> TimeZoneRules? {
    guard let name else { return nil }
    guard let rules = TimeZoneLoader.load(name) else {
      throw UsageFailure("--timezone takes a name such as Europe/Paris, found '\(name)'")
    }
    return rules
  }

  /// The machine's own zone, else UTC.
  static var local: TimeZoneRules {
    TimeZoneLoader.load(TimeZone.current.identifier) ?? .utc
  }
}

/// Getting a workspace with its data.
enum Opening {
  /// Files read into memory; says so.
  static func scratch(
    _ files: [(path: String, options: ReadingOptions)], _ shell: ShellArguments
  ) throws -> Workspace {
    let zone = try Zone.load(shell.timezone) ?? Zone.local
    let workspace = try Workspace.scratch(settings: [.timeZone(zone)])
    let report = try load(files, into: workspace, quiet: shell.quiet)
    if !shell.quiet { Messages.write(ImportText.summary(report, workspace)) }
    return workspace
  }

  /// The workspace at a path, made there when nothing is.
  static func workspace(_ path: String, zone: TimeZoneRules?, wait: Double) throws -> Workspace {
    if Workspace.exists(at: path) {
      let workspace = try Workspace.open(path: path, wait: wait)
      if let zone { try workspace.settle(zone) }
      return workspace
    }
    return try Workspace.create(
      path: path, settings: [.timeZone(zone ?? Zone.local)], wait: wait)
  }

  /// Reads and merges files, with progress on a terminal; Ctrl-C keeps nothing of them.
  static func load(
    _ files: [(path: String, options: ReadingOptions)], into workspace: Workspace, quiet: Bool
  ) throws -> ImportReport {
    var progress = LoadProgress(isShown: !quiet && Terminal.isTerminal(2), files: files.map(\.path))
    defer { progress.clear() }
    return try Interrupts.catching {
      try workspace.importFiles(files, context: ActionContext("import")) {
        progress.show($0)
        return !Interrupts.isRequested
      }
    }
  }
}

/// Text to standard error outside of a session.
enum Messages {
  /// Tells what a workspace put right since that was last asked.
  static func writeRecoveries(of workspace: Workspace) {
    for note in workspace.takeRecoveries() { write(DisplayText.escaped(note) + "\n") }
  }

  static func write(_ text: String) {
    var sink = DescriptorSink(descriptor: 2, name: "standard error")
    // With standard error gone there is nobody to tell.
    try? sink.write(Array(text.utf8))
  }
}
