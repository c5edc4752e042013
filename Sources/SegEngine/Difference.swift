import SegModel
package import SegPlan
package import SegStore

/// Who came into a selection and who went, against another one.
package struct Difference: Sendable {
  /// Which way customers went.
  package enum Change: String, Sendable, Hashable, CaseIterable {
    /// Here and not there.
    case entered
    /// There and not here.
    case left
    /// In both.
    case stayed
  }

  /// How many of those who went one way a part of a selection moved.
  package struct Cause: Sendable, Hashable {
    package var change: Change
    /// Canonical text of the clause or stage.
    package var text: String
    package var count: Int

    package init(_ change: Change, _ text: String, _ count: Int) {
      self.change = change
      self.text = text
      self.count = count
    }
  }

  package let entered: Bitmap
  package let left: Bitmap
  package let stayed: Int
  /// For `entered` what they failed there, for `left` what they fail here; in written order.
  package let causes: [Cause]
}

extension Engine {
  /// Compares two selections, each at its own moment over the same store.
  ///
  /// A customer counts for every clause that fails for them, and for the first stage that drops
  /// them of those that reach it. Costs about what the two selections cost.
  package func difference(
    of here: SelectionOutline, from there: SelectionOutline, at other: Engine
  ) throws(EvaluationFailure) -> Difference {
    let new = try steps(of: here)
    let old = try other.steps(of: there)
    let entered = new.members.subtracting(old.members)
    let left = old.members.subtracting(new.members)
    var causes = try other.causes(of: .entered, entered, there, old)
    causes += try self.causes(of: .left, left, here, new)
    return try sound(
      Difference(
        entered: entered, left: left, stayed: new.members.population - entered.population,
        causes: causes))
  }

  /// A selection with what it was before each of its stages.
  private struct Steps {
    var before: [Bitmap]
    var members: Bitmap
  }

  private func steps(of outline: SelectionOutline) throws(EvaluationFailure) -> Steps {
    var selection = try select(outline.plan.source)
    var before: [Bitmap] = []
    for stage in outline.plan.narrowing {
      before.append(selection.members)
      selection = try narrow(selection, stage)
    }
    return Steps(before: before, members: selection.members)
  }

  /// What keeps some customers, none of them a member, out of a selection.
  private func causes(
    of change: Difference.Change, _ moved: Bitmap, _ outline: SelectionOutline, _ steps: Steps
  ) throws(EvaluationFailure) -> [Difference.Cause] {
    var causes: [Difference.Cause] = []
    if let existing = try existingCustomers() {
      let missing = moved.subtracting(existing).population
      if missing > 0 { causes.append(.init(change, "exists", missing)) }
    }
    if case .set = outline.source {
      let members = steps.before.first ?? steps.members
      causes.append(.init(change, outline.text, moved.subtracting(members).population))
    }
    for clause in outline.clauses {
      let holds = try mask(of: clause.predicate, in: .customers)
      causes.append(.init(change, clause.text, moved.subtracting(holds).population))
    }
    for (position, text) in outline.stages.enumerated() {
      let isLast = position + 1 == steps.before.count
      let after = isLast ? steps.members : steps.before[position + 1]
      let dropped = steps.before[position].subtracting(after).intersection(moved)
      causes.append(.init(change, text, dropped.population))
    }
    return causes
  }
}
