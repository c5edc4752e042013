import SegActions
import SegEngine
import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
import SegWorkspace

extension Session {
  /// The customers that reach an action, with their columns when it writes some.
  func target(
    of action: BoundAction, _ selection: Selection, _ engine: Engine
  ) throws(StatementFailure) -> ActionTarget {
    let rows = selection.rows
    if case .assign(_, _, let split) = action {
      var target = ActionTarget(rows: rows)
      target.parts = try evaluating { () throws(EvaluationFailure) in
        try engine.parts(of: split, in: selection)
      }
      return target
    }
    guard case .export = action else { return ActionTarget(rows: rows) }
    let scale = profile.scoreScale
    return ActionTarget(rows: rows) { columns, rows in
      try engine.table(columns, rows: Array(rows)).withScoresApart(columns, scale)
    } stored: { column in
      // On the scale to 10 the code of the scores is written in another form.
      column.expression == .metric(.rfm) ? nil : try engine.storedColumn(column.expression)
    }
  }

  /// Plans, asks, does.
  ///
  /// False when nothing was done: declined, or a dry run.
  func act(
    _ actions: [(BoundAction, ActionTarget)], _ pipeline: BoundPipeline,
    _ syntax: PipelineSyntax, in source: SourceText
  ) throws(StatementFailure) -> Bool {
    guard !options.isSafe else {
      reporter.fail(.refused, "actions are off in safe mode")
      throw .refused
    }
    let statement = ActionStatement(
      text: SyntaxPrinter.print(syntax), definition: pipeline.definition, asOf: pipeline.asOf)
    let plan: ActionPlan
    do throws(ActionFailure) {
      plan = try ActionPlanner.plan(actions, of: statement, in: workspace)
    } catch { throw .action(error) }
    if options.isDryRun {
      try print("Plan: \(plan.text)\n")
      return false
    }
    guard try agrees(to: plan) else { return false }
    for note in plan.notes { reporter.say(note) }
    if workspace.isScratch, plan.changesCustomers { warnOnce() }
    let receipts: [Receipt]
    do throws(ActionFailure) {
      receipts = try ActionRunner.run(plan, in: workspace)
    } catch {
      invalidate()
      throw .action(error)
    }
    invalidate()
    reporter.insist(receipts.map(\.line).joined(separator: " · "))
    return true
  }

  private func agrees(to plan: ActionPlan) throws(StatementFailure) -> Bool {
    if plan.changesNothing || options.agreesToAll { return true }
    if options.isInteractive {
      reporter.insist("Plan: \(plan.text)")
      if world.confirm("Do it? [y/N] ") { return true }
      reporter.insist("nothing was done")
      return false
    }
    guard plan.changesCustomers else { return true }
    reporter.insist("Plan: \(plan.text)")
    reporter.fail(
      .refused, "this changes customers, and nobody is here to agree",
      notes: ["run it with `--yes` to do it, with `--dry-run` to see the plan alone"])
    throw .refused
  }

  /// Says once that a scratch workspace keeps nothing.
  func warnOnce() {
    guard !saidNothingIsKept else { return }
    saidNothingIsKept = true
    reporter.say("nothing is kept: this is a scratch workspace in memory")
  }
}
