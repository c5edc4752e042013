import SegEngine
import SegFiles
import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
import SegWorkspace

extension Session {
  /// Runs one dot-command; false when it failed.
  func run(command source: SourceText) -> Bool {
    let command: Command
    let arguments: [String]
    switch Command.parse(source) {
    case .success(let parsed): (command, arguments) = parsed
    case .failure(let mistake):
      reporter.report([mistake], in: source)
      fail(.failed)
      return false
    }
    if options.isSafe, command.isForbiddenInSafeMode {
      _ = refuse(.refused, "`.\(command.rawValue)` is off in safe mode", source)
      return false
    }
    return mending(SourceRange(0, source.bytes.count), in: source) { () throws(StatementFailure) in
      try run(command, arguments, source)
    }
  }

  private func run(
    _ command: Command, _ arguments: [String], _ source: SourceText
  ) throws(StatementFailure) -> Bool {
    switch command {
    case .help: return try help(arguments.first, source)
    case .quit: isFinished = true
    case .fields: try print(try fieldTable())
    case .segments: try print(try segmentTable())
    case .tags: try print(try tagTable())
    case .imports: try print(try importTable())
    case .settings: try print(settingTable())
    case .set: return try set(arguments[0], to: arguments[1], source)
    case .drop: return try drop(arguments[0], source)
    case .rename: return try rename(arguments[0], to: arguments[1], source)
    case .mode: return try mode(arguments.first, source)
    case .timer: return timer(arguments.first, source)
    case .read: return read(arguments[0], source)
    case .last: return try last(arguments.first, source)
    case .explain: return try explain(arguments[0], source)
    case .sql: return try sql(source)
    case .suppressed: try print(try suppressionTable())
    case .suppress: return try suppress(arguments, source)
    case .unsuppress: return try unsuppress(arguments[0], source)
    }
    return true
  }

  /// Tells of a command's mistake; always false.
  func refuse(
    _ code: DiagnosticCode, _ message: String, _ source: SourceText, label: String? = nil
  ) -> Bool {
    let range = SourceRange(0, source.bytes.count)
    reporter.report(
      [Diagnostic(code: code, message: message, range: range, label: label)], in: source)
    fail(code == .refused ? .refused : .failed)
    return false
  }

  private func mode(_ name: String?, _ source: SourceText) throws(StatementFailure) -> Bool {
    guard let name else {
      try print("\(options.format.rawValue)\n")
      return true
    }
    guard let format = format(name, source) else { return false }
    options.format = format
    return true
  }

  private func format(_ name: String, _ source: SourceText) -> OutputFormat? {
    if let format = OutputFormat(rawValue: name.lowercased()) { return format }
    let names = OutputFormat.allCases.map(\.rawValue).joined(separator: " ")
    _ = refuse(.commandUsage, "`\(name)` is not a format", source, label: "formats: \(names)")
    return nil
  }

  private func timer(_ word: String?, _ source: SourceText) -> Bool {
    switch word?.lowercased() {
    case nil: options.showsTime.toggle()
    case "on": options.showsTime = true
    case "off": options.showsTime = false
    default: return refuse(.commandUsage, "usage: .timer [on|off]", source)
    }
    reporter.say("timer \(options.showsTime ? "on" : "off")")
    return true
  }

  private func read(_ path: String, _ source: SourceText) -> Bool {
    guard readStack.count < 16, !readStack.contains(path) else {
      return refuse(.refused, "`\(path)` is being read already", source)
    }
    readStack.append(path)
    defer { readStack.removeLast() }
    do throws(FileFailure) {
      return try run(script: path)
    } catch {
      report(.file(error), SourceRange(0, source.bytes.count), in: source)
      return false
    }
  }

  private func last(_ name: String?, _ source: SourceText) throws(StatementFailure) -> Bool {
    guard let lastResult else {
      return refuse(.commandUsage, "there is no result yet", source)
    }
    var wanted = options.format
    if let name {
      guard let format = format(name, source) else { return false }
      wanted = format
    }
    if let table = lastResult.table {
      try print(table, as: wanted)
    } else if let moved = lastResult.moved {
      try print(try table(of: moved), as: wanted)
    } else if let preview = lastResult.preview {
      let engine = try consulting { () throws(WorkspaceFailure) in
        try self.engine(asOf: preview.asOf)
      }
      let table = try evaluating { () throws(EvaluationFailure) in
        try engine.table(preview.columns, rows: preview.rows, of: preview.relation)
          .withScoresApart(preview.columns, profile.scoreScale)
      }
      try print(table, as: wanted)
    }
    return true
  }
}
