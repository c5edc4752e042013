import SegFiles
import SegModel
import SegPlan
import SegStore
import SegText
package import SegWorkspace

/// Does what a plan says, in its order.
package enum ActionRunner {
  /// Does the plan and tells what was done, drawing codes from the system's generator.
  package static func run(
    _ plan: ActionPlan, in workspace: Workspace
  ) throws(ActionFailure) -> [Receipt] {
    var generator = SystemRandomNumberGenerator()
    return try run(plan, in: workspace, using: &generator)
  }

  /// Does the plan and tells what was done.
  ///
  /// When another process changed the workspace since the plan was made, and the plan would come
  /// out otherwise now, it is refused before anything is done.
  package static func run(
    _ plan: ActionPlan, in workspace: Workspace, using generator: inout some RandomNumberGenerator
  ) throws(ActionFailure) -> [Receipt] {
    try workspace.asking { w throws(WorkspaceFailure) in try w.beginExclusive() }
    defer { workspace.endExclusive() }
    let plan = try current(plan, in: workspace)
    let context = ActionContext(
      plan.statement.text, asOf: plan.statement.asOf.day, planHash: plan.hash)
    var receipts: [Receipt] = []
    for step in plan.steps {
      do throws(ActionFailure) {
        let run = ActionRun(
          step: step, statement: plan.statement, workspace: workspace, context: context)
        receipts.append(try run.receipt(using: &generator))
      } catch {
        var failure = error
        failure.completed = receipts
        throw failure
      }
    }
    return receipts
  }

  /// What makes an export this very action: what it selects, its columns, format and place.
  static func key(
    of export: ExportAction, in statement: ActionStatement, path: ExportPath
  ) -> String {
    let parts =
      [statement.definition, export.format.rawValue, path.absolute] + export.columns.map(\.name)
    return Digest.hexadecimal(of: parts.map { "\($0.utf8.count):\($0)" }.joined())
  }

  private static func current(
    _ plan: ActionPlan, in workspace: Workspace
  ) throws(ActionFailure) -> ActionPlan {
    let position = try workspace.asking { w throws(WorkspaceFailure) in try w.journalPosition() }
    if position == plan.position { return plan }
    let actions = plan.steps.map { ($0.action, $0.reached) }
    let renewed = try ActionPlanner.plan(actions, of: plan.statement, in: workspace)
    guard renewed.lines == plan.lines else {
      throw ActionFailure(
        .outdated, "the workspace was changed since this was planned; now: \(renewed.text)")
    }
    return renewed
  }
}

/// One step being done.
private struct ActionRun {
  let step: PlannedAction
  let statement: ActionStatement
  let workspace: Workspace
  let context: ActionContext

  func receipt(using generator: inout some RandomNumberGenerator) throws(ActionFailure) -> Receipt {
    switch step.action {
    case .save(let name, let definition):
      let outcome = try workspace.asking { w throws(WorkspaceFailure) in
        try w.save(definition, as: FieldName(name.value), context: context)
      }
      return Receipt(line: keepLine(name.value, outcome), isChange: outcome != .unchanged)
    case .freeze(let name, let definition):
      let outcome = try workspace.asking { w throws(WorkspaceFailure) in
        try w.freeze(
          step.target.rows, definition: definition, as: FieldName(name.value), context: context)
      }
      return Receipt(line: keepLine(name.value, outcome), isChange: outcome != .unchanged)
    case .assign(let name, let definition, let split):
      let outcome = try workspace.asking { w throws(WorkspaceFailure) in
        try w.assign(
          step.target.parts(of: split), definition: definition, as: FieldName(name.value),
          context: context)
      }
      return Receipt(line: keepLine(name.value, outcome), isChange: outcome != .unchanged)
    case .tag(let tag): return try receipt(tag)
    case .coupon(let coupon): return try receipt(coupon, using: &generator)
    case .export(let export): return try receipt(export)
    }
  }

  private func keepLine(_ name: String, _ outcome: KeepOutcome) -> String {
    let name = CountText.name(name)
    return switch outcome {
    case .created: "\(name) saved"
    case .replaced: "\(name) saved, the former one is in the journal"
    case .unchanged: "\(name) unchanged"
    }
  }

  private func receipt(_ tag: TagAction) throws(ActionFailure) -> Receipt {
    let change = try workspace.asking { w throws(WorkspaceFailure) in
      try w.changeTag(
        tag.tag.value, adding: tag.isAdding, rows: step.target.rows, context: context)
    }
    let name = CountText.name(tag.tag.value)
    let line =
      tag.isAdding
      ? "tag \(name) added to \(CountText.counted(change.changed, "customer"))"
      : "tag \(name) removed from \(CountText.counted(change.changed, "customer"))"
    return Receipt(line: line, isChange: change.changed > 0)
  }

  private func receipt(
    _ coupon: CouponAction, using generator: inout some RandomNumberGenerator
  ) throws(ActionFailure) -> Receipt {
    let issued: Int
    do throws(WorkspaceFailure) {
      issued = try workspace.issueCoupons(
        coupon, rows: step.target.rows, context: context, using: &generator)
    } catch {
      throw ActionFailure(error)
    }
    let line = "\(CountText.counted(issued, "code")) issued"
    return Receipt(line: line, isChange: issued > 0)
  }

  private func receipt(_ export: ExportAction) throws(ActionFailure) -> Receipt {
    guard let path = step.path, case .export(let effect) = step.effect else {
      preconditionFailure("an export without a path")
    }
    let shown = CountText.name(path.shown)
    if effect == .alreadyThere {
      return Receipt(line: "\(shown) is there already with these very rows", isChange: false)
    }
    let rowCount = step.target.rows.count
    let key = ActionRunner.key(of: export, in: statement, path: path)
    let coupons = try step.campaign.map { campaign throws(ActionFailure) in
      try workspace.asking { w throws(WorkspaceFailure) in
        try w.coupons(ofCampaign: campaign)
      }
    }
    let entry = try workspace.asking { w throws(WorkspaceFailure) in
      try w.beginExport(to: path.absolute, key: key, rowCount: rowCount, context: context)
    }
    do throws(ActionFailure) {
      let content = ExportContent(
        action: export, target: step.target, snapshot: workspace.snapshot, coupons: coupons)
      let sink = try write(content, to: path, replacing: effect == .replace, entry: entry)
      try workspace.asking { w throws(WorkspaceFailure) in
        try w.endExport(entry)
      }
      return Receipt(
        line: "\(shown): \(CountText.counted(rowCount, "row"))"
          + "\(CountText.suppressed(step.reached.rows.count - rowCount)), "
          + "\(CountText.counted(sink.byteCount, "byte")), sha256 \(sink.sha256)",
        isChange: true)
    } catch {
      // The failure that is told is the first one; what is left open is resolved at the next start.
      try? workspace.abortExport(entry)
      throw error
    }
  }

  private func write(
    _ content: ExportContent, to path: ExportPath, replacing: Bool, entry: Int64
  ) throws(ActionFailure) -> HashingSink {
    let file: AtomicFile
    do throws(FileFailure) {
      file = try AtomicFile(path: path.absolute, replace: replacing)
    } catch {
      throw ActionFailure(error)
    }
    defer { file.discard() }
    var sink = HashingSink(file)
    try content.write(to: &sink)
    let (byteCount, sha256) = (sink.byteCount, sink.sha256)
    try workspace.asking { w throws(WorkspaceFailure) in
      try w.prepareExport(entry, byteCount: byteCount, sha256: sha256)
    }
    do throws(FileFailure) { try file.commit() } catch { throw ActionFailure(error) }
    return sink
  }
}
