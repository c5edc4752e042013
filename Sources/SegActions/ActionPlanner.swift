import Crypto
import SegModel
package import SegPlan
import SegStore
import SegText
package import SegWorkspace

/// Plans the actions of one statement: what would change, for how many, what holds already, and
/// every refusal, before anything is done.
package struct ActionPlanner {
  private let workspace: Workspace
  private let statement: ActionStatement
  /// Who has a tag once the steps so far are done.
  private var holders: [String: Bitmap] = [:]
  /// What the coupon steps so far come to.
  private var campaigns: [String: PlannedCampaign] = [:]
  private var lastCampaign: String?
  private var paths: Set<String> = []

  /// A campaign once the steps so far are done.
  private struct PlannedCampaign {
    var action: CouponAction
    var holders: Bitmap
    var fresh = 0
  }

  private init(_ statement: ActionStatement, _ workspace: Workspace) {
    self.statement = statement
    self.workspace = workspace
  }

  /// The plan of a statement's actions with the customers that reach each, in order.
  package static func plan(
    _ actions: [(BoundAction, ActionTarget)], of statement: ActionStatement,
    in workspace: Workspace
  ) throws(ActionFailure) -> ActionPlan {
    var planner = ActionPlanner(statement, workspace)
    let position = try workspace.asking { w throws(WorkspaceFailure) in try w.journalPosition() }
    var steps: [PlannedAction] = []
    for (action, target) in actions { steps.append(try planner.step(action, target)) }
    return ActionPlan(
      statement: statement, steps: steps, hash: try planner.hash(of: steps), position: position)
  }

  private mutating func step(
    _ action: BoundAction, _ target: ActionTarget
  ) throws(ActionFailure) -> PlannedAction {
    switch action {
    case .save(let name, let definition):
      let name = FieldName(name.value)
      let outcome = try workspace.asking { w throws(WorkspaceFailure) in
        try w.outcome(ofSaving: definition, as: name)
      }
      return planned(action, target, .keep(outcome), Self.line(name, outcome, nil))
    case .freeze(let name, _):
      let name = FieldName(name.value)
      let outcome = try workspace.asking { w throws(WorkspaceFailure) in
        try w.outcome(ofFreezing: target.rows, as: name)
      }
      let line = Self.line(name, outcome, target.rows.count)
      return planned(action, target, .keep(outcome), line)
    case .assign(let name, let definition, let split):
      let name = FieldName(name.value)
      let parts = target.parts(of: split)
      let outcome = try workspace.asking { w throws(WorkspaceFailure) in
        try w.outcome(ofAssigning: parts, definition: definition, as: name)
      }
      let counts = parts.map {
        "\(CountText.number($0.rows.count)) in \(CountText.name($0.name))"
      }
      let line = Self.line(name, outcome, nil, counts.joined(separator: ", "))
      return planned(action, target, .keep(outcome), line)
    case .tag(let tag): return try step(tag, target)
    case .coupon(let coupon): return try step(coupon, target)
    case .export(let export): return try step(export, target)
    }
  }

  private func planned(
    _ action: BoundAction, _ target: ActionTarget, _ effect: PlannedAction.Effect, _ line: String
  ) -> PlannedAction {
    PlannedAction(
      action: action, target: target, reached: target, effect: effect, line: line)
  }

  private static func line(
    _ name: FieldName, _ outcome: KeepOutcome, _ members: Int?, _ parts: String? = nil
  ) -> String {
    let name = CountText.name(name.description)
    let what =
      members.map { CountText.counted($0, "member") + " frozen" } ?? parts.map { "\($0) saved" }
      ?? "definition saved"
    return switch outcome {
    case .created: "\(what) as \(name)"
    case .replaced: "\(what) as \(name), replacing what it stands for"
    case .unchanged: "\(what) as \(name) already"
    }
  }
}

extension ActionPlanner {
  private mutating func step(
    _ tag: TagAction, _ target: ActionTarget
  ) throws(ActionFailure) -> PlannedAction {
    let name = tag.tag.value
    var holders =
      if let known = self.holders[name] {
        known
      } else {
        try workspace.asking { w throws(WorkspaceFailure) in try w.customers(tagged: name) }
      }
    let members = Bitmap(count: holders.count, rows: target.rows.lazy.map(Int.init))
    let holding = members.intersection(holders).population
    let change: TagChange
    let line: String
    if tag.isAdding {
      change = TagChange(changed: target.rows.count - holding, alreadySo: holding)
      line =
        CountText.customers(change.changed, "get") + " tag \(CountText.name(name)) "
        + "(\(CountText.number(holding)) \(holding == 1 ? "has" : "have") it already)"
      holders.formUnion(members)
    } else {
      change = TagChange(changed: holding, alreadySo: target.rows.count - holding)
      let others = change.alreadySo
      line =
        CountText.customers(holding, "lose") + " tag \(CountText.name(name)) "
        + "(\(CountText.number(others)) \(others == 1 ? "does" : "do") not have it)"
      holders.subtract(members)
    }
    self.holders[name] = holders
    return planned(.tag(tag), target, .tag(change), line)
  }

  private mutating func step(
    _ coupon: CouponAction, _ target: ActionTarget
  ) throws(ActionFailure) -> PlannedAction {
    if let expires = coupon.expires, expires < statement.asOf.day {
      throw ActionFailure(
        .contradiction,
        "codes of campaign `\(coupon.campaign)` would expire on \(expires), "
          + "before the as-of day \(statement.asOf.day)")
    }
    var campaign = try campaign(of: coupon)
    guard campaign.action.worth == coupon.worth, campaign.action.minimum == coupon.minimum else {
      throw ActionFailure(
        .contradiction,
        "campaign `\(coupon.campaign)` has two different worths in one statement")
    }
    let members = Bitmap(count: campaign.holders.count, rows: target.rows.lazy.map(Int.init))
    let held = members.intersection(campaign.holders).population
    let fresh = target.rows.count - held
    campaign.holders.formUnion(members)
    campaign.fresh += fresh
    campaigns[coupon.campaign] = campaign
    lastCampaign = coupon.campaign
    let line =
      CountText.customers(fresh, "get")
      + " a code of campaign \(CountText.name(coupon.campaign)) "
      + "(\(CountText.number(held)) \(held == 1 ? "has" : "have") one already)"
    return planned(.coupon(coupon), target, .coupon(fresh: fresh, held: held), line)
  }

  private func campaign(of coupon: CouponAction) throws(ActionFailure) -> PlannedCampaign {
    if let known = campaigns[coupon.campaign] { return known }
    let holders = try workspace.asking { w throws(WorkspaceFailure) in
      try w.checkTerms(of: coupon)
      return try w.couponHolders(ofCampaign: coupon.campaign)
    }
    return PlannedCampaign(action: coupon, holders: holders)
  }

  private mutating func step(
    _ export: ExportAction, _ reached: ActionTarget
  ) throws(ActionFailure) -> PlannedAction {
    let suppressed = try workspace.asking { w throws(WorkspaceFailure) in
      try w.suppressedCustomers()
    }
    let target = reached.without(suppressed)
    let path = try ExportPath(export.path, workspace: workspace.path)
    guard paths.insert(path.absolute).inserted else {
      throw ActionFailure(
        .contradiction, "`\(path.shown)` would be written twice by one statement",
        at: export.path.range)
    }
    let effect = try effect(of: export, target, on: path)
    let shown = CountText.name(path.shown)
    let rows =
      CountText.counted(target.rows.count, "row")
      + CountText.suppressed(reached.rows.count - target.rows.count)
    let line =
      switch effect {
      case .create: "\(rows) to \(shown)"
      case .replace: "\(rows) to \(shown), replacing the file there"
      case .alreadyThere: "\(rows) in \(shown) already"
      }
    var step = planned(.export(export), target, .export(effect), line)
    step.reached = reached
    step.path = path
    step.campaign = lastCampaign
    return step
  }

  /// A file that is there is replaced only on demand.
  ///
  /// When the journal shows that this very action wrote it and nobody touched it since, then the
  /// same bytes need no writing; other bytes (of newer data, or another as-of date) would lose
  /// what somebody may still need, and are refused.
  private func effect(
    of export: ExportAction, _ target: ActionTarget, on path: ExportPath
  ) throws(ActionFailure) -> PlannedAction.ExportEffect {
    guard path.isTaken else { return .create }
    if export.overwrites { return .replace }
    let record = try workspace.asking { w throws(WorkspaceFailure) in
      try w.lastExport(to: path.absolute)
    }
    let key = ActionRunner.key(of: export, in: statement, path: path)
    guard let record, record.key == key, Digest.file(at: path.absolute)?.sha256 == record.sha256
    else { throw Self.taken(path, export, "is there already") }
    let isSame = try contentHash(of: export, target) == record.sha256
    if isSame { return .alreadyThere }
    let day = workspace.profile.zone.day(of: record.at)
    throw Self.taken(path, export, "was written on \(day), from what was different then")
  }

  private func contentHash(
    of export: ExportAction, _ target: ActionTarget
  ) throws(ActionFailure) -> String? {
    var coupons: [Int32: IssuedCoupon]?
    if let lastCampaign {
      // New codes are not drawn yet: what they make can only be new.
      if campaigns[lastCampaign].map({ $0.fresh > 0 }) ?? false { return nil }
      coupons = try workspace.asking { w throws(WorkspaceFailure) in
        try w.coupons(ofCampaign: lastCampaign)
      }
    }
    let content = ExportContent(
      action: export, target: target, snapshot: workspace.snapshot, coupons: coupons)
    var sink = HashingSink(nil)
    try content.write(to: &sink)
    return sink.sha256
  }

  private static func taken(
    _ path: ExportPath, _ export: ExportAction, _ what: String
  ) -> ActionFailure {
    ActionFailure(
      .fileExists, "`\(path.shown)` \(what); `overwrite` replaces it", at: export.path.range)
  }

  private func hash(of steps: [PlannedAction]) throws(ActionFailure) -> String {
    var hash = SHA256()
    func add(_ text: String) {
      Array(text.utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
      [0].withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    add(statement.text)
    add(statement.definition)
    add(statement.asOf.day.description)
    let ids = try workspace.snapshot.idsForActions()
    for step in steps {
      add(step.line)
      for row in step.target.rows {
        guard let code = ids.code(Int(row)) else { continue }
        ids.dictionary.utf8(code).withUnsafeBytes { hash.update(bufferPointer: $0) }
        [UInt8(0)].withUnsafeBytes { hash.update(bufferPointer: $0) }
      }
    }
    return Digest.hexadecimal(hash.finalize())
  }
}
