import SegBinder
import SegEngine
import SegFiles
package import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
package import SegWorkspace

/// What the session asks of the world outside, so that it reads no clock and no terminal itself.
package struct SessionWorld: Sendable {
  /// The moment that `now` means.
  package var now: @Sendable () -> Instant
  /// Asked now and then while a statement runs.
  package var isInterrupted: @Sendable () -> Bool
  /// Asks a yes-or-no question at the terminal; false when nobody can answer.
  package var confirm: @Sendable (String) -> Bool
  /// Seconds that only go up, for elapsed times.
  package var uptime: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Instant, isInterrupted: @escaping @Sendable () -> Bool,
    confirm: @escaping @Sendable (String) -> Bool, uptime: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.isInterrupted = isInterrupted
    self.confirm = confirm
    self.uptime = uptime
  }
}

/// A shell session: a workspace, what was said so far, and where results go.
///
/// It knows no terminal.
package final class Session {
  package let workspace: Workspace
  package var options: SessionOptions
  let world: SessionWorld
  var console: Console
  var reporter: Reporter
  /// `let`s by folded name, earlier ones expanded.
  var definitions: [String: DefinitionSyntax] = [:]
  /// Names of `--param` that a statement has asked for, in lower case.
  var usedParameters: Set<String> = []
  /// The last segment's source with its narrowing stages, from which the prompt goes on.
  var lastSegment: PipelineSyntax?
  var lastResult: LastResult?
  /// Customers on the suppression list, when the last statement asked for them.
  var suppressed: Bitmap?
  /// The last `asof` statement.
  var statementAsOf: AsOf?
  var engineMemo: Engine?
  var catalogMemo: Catalog?
  /// Whether it was said that a scratch workspace keeps nothing.
  var saidNothingIsKept = false
  /// Scripts being read, outermost first.
  var readStack: [String] = []
  /// Set by `.quit`.
  package internal(set) var isFinished = false

  /// How the session ends: with the status of its first failure.
  package internal(set) var status: ExitStatus = .fine

  package init(
    workspace: Workspace, options: SessionOptions, console: Console, world: SessionWorld
  ) {
    self.workspace = workspace
    self.options = options
    self.console = console
    self.world = world
    reporter = Reporter(console, isQuiet: options.isQuiet)
  }

  var profile: StoreProfile { workspace.profile }

  var human: HumanText {
    HumanText(style: ValueText(currency: profile.currency, zone: profile.zone))
  }

  /// The moment everything is computed at.
  func currentAsOf() -> AsOf {
    if let statementAsOf { return statementAsOf }
    switch options.asOf {
    case .day(let day): return AsOf(day: day, zone: profile.zone)
    case .instant(let instant): return AsOf(instant: instant, zone: profile.zone)
    case .now: return AsOf(instant: world.now(), zone: profile.zone)
    }
  }

  /// An engine at a moment over the workspace as it stands.
  func engine(asOf: AsOf) throws(WorkspaceFailure) -> Engine {
    if let engineMemo, engineMemo.move(to: asOf) { return engineMemo }
    var context = EvaluationContext(
      snapshot: workspace.snapshot, isInterrupted: world.isInterrupted)
    context.shellTags = try workspace.tagOverlays().map {
      ShellTag(name: $0.name, added: $0.added, removed: $0.removed)
    }
    context.frozen = try workspace.frozenMembers()
    context.suppressed = suppressed
    let engine = Engine(context, asOf: asOf)
    engineMemo = engine
    return engine
  }

  /// Sees what other processes changed, and tells what was put right.
  func refresh() throws(WorkspaceFailure) {
    if try workspace.refresh() { invalidate() }
    for note in workspace.takeRecoveries() { reporter.insist(DisplayText.escaped(note)) }
  }

  /// Forgets what was derived from the workspace, after something in it changed.
  package func invalidate() {
    engineMemo = nil
    catalogMemo = nil
  }

  /// Ends with a status; the first failure is the one that counts.
  func fail(_ newStatus: ExitStatus) {
    if status == .fine { status = newStatus }
  }
}

/// The last table that was shown, for `.last`.
struct LastResult {
  var table: ResultTable?
  /// The customers or rows behind a summary, whose list `.last` prints whole.
  var preview: Preview?
  /// The customers behind a comparison, whose list `.last` prints whole.
  var moved: MovedCustomers?
}

/// Customers or rows in order with the columns of a preview.
struct Preview {
  /// The relation of the rows; nil for customers.
  var relation: FieldName?
  var rows: [Int32]
  var columns: [OutputColumn]
  var asOf: AsOf
}
