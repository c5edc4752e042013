import SegActions
import SegBinder
import SegEngine
import SegFiles
import SegModel
import SegPlan
import SegStore
import SegSyntax
package import SegText
import SegWorkspace

/// What stops a statement, past its diagnostics.
enum StatementFailure: Error {
  case evaluation(EvaluationFailure)
  case workspace(WorkspaceFailure)
  case file(FileFailure)
  case action(ActionFailure)
  /// Not agreed to; the reason is told already.
  case refused
}

extension StatementFailure {
  /// Whether data could not be read, before anything was done.
  fileprivate var isOfData: Bool {
    switch self {
    case .evaluation(.damaged): true
    case .workspace(let failure): failure.kind == .damaged
    case .action(let failure): failure.completed.isEmpty && failure.isOfData
    default: false
    }
  }
}

extension ActionFailure {
  fileprivate var isOfData: Bool {
    switch kind {
    case .rows(let error): if case .damaged? = error as? EvaluationFailure { true } else { false }
    case .workspace(let failure): failure.kind == .damaged
    default: false
    }
  }
}

/// Runs an evaluation inside a statement.
func evaluating<Result>(
  _ body: () throws(EvaluationFailure) -> Result
) throws(StatementFailure) -> Result {
  do throws(EvaluationFailure) { return try body() } catch { throw .evaluation(error) }
}

/// Asks the workspace inside a statement.
func consulting<Result>(
  _ body: () throws(WorkspaceFailure) -> Result
) throws(StatementFailure) -> Result {
  do throws(WorkspaceFailure) { return try body() } catch { throw .workspace(error) }
}

extension Session {
  /// Runs everything in a source: statements and dot-commands, in order.
  ///
  /// Returns false when something failed; the rest was not run then, unless it was typed at the
  /// prompt or the options say to go on.
  @discardableResult
  package func run(_ source: SourceText, isTyped: Bool = false) -> Bool {
    var isFine = true
    for piece in ScriptPiece.pieces(of: source) {
      guard !isFinished else { break }
      switch piece {
      case .command(let line): isFine = run(command: line) && isFine
      case .statements(let text): isFine = run(statementsOf: text) && isFine
      }
      guard isFine || options.keepsGoing || isTyped else { return false }
    }
    return isFine
  }

  private func run(statementsOf source: SourceText) -> Bool {
    var parser = Parser(source)
    var isFine = true
    while !isFinished {
      var bag = DiagnosticBag()
      guard let statement = parser.next(into: &bag) else {
        reporter.report(bag.diagnostics, in: source)
        return isFine && !bag.hasErrors
      }
      if options.echoes {
        reporter.insist("# " + DisplayText.escaped(source.text(in: statement.range)))
      }
      let began = world.uptime()
      if bag.hasErrors {
        reporter.report(bag.diagnostics, in: source)
        fail(.failed)
        isFine = false
      } else {
        reporter.report(bag.diagnostics, in: source)
        isFine = run(statement, in: source) && isFine
      }
      if options.showsTime { reportTime(world.uptime() - began) }
      guard isFine || options.keepsGoing else { return false }
    }
    return isFine
  }

  /// Runs one parsed statement; every failure is caught and told here.
  private func run(_ statement: StatementSyntax, in source: SourceText) -> Bool {
    mending(statement.range, in: source) { () throws(StatementFailure) in
      try perform(statement, in: source)
    }
  }

  /// Whether something went well; it is done again where it met damaged data before anything was
  /// done, and the data could be made anew.
  func mending(
    _ range: SourceRange, in source: SourceText, _ body: () throws(StatementFailure) -> Bool
  ) -> Bool {
    do throws(StatementFailure) {
      return try body()
    } catch {
      guard error.isOfData, workspace.hasDamagedData else {
        report(error, range, in: source)
        return false
      }
    }
    do throws(StatementFailure) {
      try consulting { () throws(WorkspaceFailure) in
        reporter.insist(try workspace.rebuildData())
      }
      invalidate()
      return try body()
    } catch {
      report(error, range, in: source)
      return false
    }
  }

  private func perform(
    _ statement: StatementSyntax, in source: SourceText
  ) throws(StatementFailure) -> Bool {
    guard let bound = try bind(statement, in: source) else {
      fail(.failed)
      return false
    }
    switch bound {
    case .asOf(let asOf):
      statementAsOf = asOf
      engineMemo = nil
    case .definition: return define(statement, in: source)
    case .parameter:
      guard case .parameter(let parameter) = statement else { return true }
      return try define(parameter, in: source)
    case .expectation(let expectation): return try check(expectation, statement, in: source)
    case .pipeline(let pipeline):
      guard case .pipeline(let syntax) = statement else { return true }
      try run(pipeline, syntax, in: source)
      remember(syntax)
    }
    return true
  }

  private func bind(
    _ statement: StatementSyntax, in source: SourceText
  ) throws(StatementFailure) -> BoundStatement? {
    let catalog = try consulting { () throws(WorkspaceFailure) in
      try refresh()
      return try self.catalog()
    }
    var bag = DiagnosticBag()
    var binder = binder(catalog)
    let bound = binder.bind(statement, into: &bag)
    noteStatus(of: binder.listProblem)
    if binder.usesSuppressed { try findSuppressed() }
    if case .pipeline(let pipeline)? = bound {
      for warning in literalWarnings(pipeline.literals) { bag.report(warning) }
      if let mistake = try unknownCustomer(pipeline) { bag.report(mistake) }
    }
    // At the prompt a clause after another refines it; that it says more is no news there.
    let told = bag.diagnostics.filter { $0.code != .redundantCondition || !options.isInteractive }
    reporter.report(told.map { $0.keepingSoundFixes(in: source) }, in: source)
    return bag.hasErrors ? nil : bound
  }

  /// Keeps a `let` with the earlier ones expanded, so that it means the same whatever follows.
  private func define(_ statement: StatementSyntax, in source: SourceText) -> Bool {
    guard case .definition(let definition) = statement else { return true }
    var bag = DiagnosticBag()
    let expanded = LetExpansion.expand(definition, definitions: definitions, into: &bag)
    guard !bag.hasErrors else {
      reporter.report(bag.diagnostics, in: source)
      fail(.failed)
      return false
    }
    definitions[definition.name.value.lowercased()] = expanded
    return true
  }

  private func remember(_ syntax: PipelineSyntax) {
    let narrowing = syntax.stages.prefix(while: \.narrows)
    lastSegment = PipelineSyntax(
      source: syntax.source, stages: Array(narrowing), range: syntax.range)
  }

  private func reportTime(_ seconds: Double) {
    reporter.insist(Self.elapsed(seconds))
  }

  /// An elapsed time as people read it.
  static func elapsed(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    if milliseconds < 1 { return "under 1 ms" }
    if milliseconds < 10_000 { return "\(milliseconds) ms" }
    return "\(milliseconds / 1000).\(milliseconds / 100 % 10) s"
  }

  /// Turns what stopped a statement into a message and a status.
  func report(_ failure: StatementFailure, _ range: SourceRange, in source: SourceText) {
    switch failure {
    case .evaluation(.cancelled):
      reporter.insist("cancelled")
      fail(.interrupted)
    case .evaluation(.overflow):
      reporter.report([.overflow(range)], in: source)
      fail(.failed)
    case .evaluation(.damaged(let damage)):
      report(.workspace(WorkspaceFailure(damage)), range, in: source)
    case .file(let failure) where failure.kind == .readerGone: fail(.readerGone)
    case .file(let failure):
      reporter.fail(.fileFailure, failure.description)
      fail(ExitStatus(rawValue: failure.exitStatus) ?? .inputOutputFailed)
    case .workspace(let failure):
      reporter.fail(.workspaceFailure, failure.message)
      fail(ExitStatus(rawValue: failure.exitStatus) ?? .failed)
    case .action(let failure): report(failure, range, in: source)
    case .refused: fail(.refused)
    }
  }

  private func report(_ failure: ActionFailure, _ range: SourceRange, in source: SourceText) {
    for receipt in failure.completed { reporter.insist(receipt.line) }
    if case .rows(let error) = failure.kind, let inner = error as? EvaluationFailure {
      report(.evaluation(inner), range, in: source)
      return
    }
    reporter.report([failure.diagnostic(in: range)], in: source)
    fail(ExitStatus(rawValue: failure.exitStatus) ?? .failed)
  }
}

extension Diagnostic {
  fileprivate static func overflow(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .overflow, message: "a number left the range in which it is exact", range: range,
      label: "results are exact or refused, never rounded silently")
  }
}
