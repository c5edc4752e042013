import SegModel
import SegPlan
import SegSyntax
import SegText

/// The steps of a sequence that a later step's condition may name.
struct NamedSteps: Sendable {
  /// Relation and position by folded name.
  var steps: [String: (relation: RelationDescription, position: Int)] = [:]
  /// Values that were asked for, by the name under which they stand.
  var carried: [FieldName: RowSequence.Carried] = [:]
}

extension Binder {
  /// Rows one after the other; nil after an error.
  mutating func bindSequence(_ syntax: SequenceSyntax, in scope: Scope) -> Predicate? {
    let outer = namedSteps
    defer { namedSteps = outer }
    var named = NamedSteps()
    var steps: [RowSequence.Step] = []
    for (position, step) in syntax.steps.enumerated() {
      namedSteps = nil
      let bound = bindStep(step, &named, in: scope)
      if let alias = step.alias, let relation = bound?.relation {
        name(step, alias, relation, position, &named)
      }
      if let bound { steps.append(bound.step) }
    }
    guard steps.count == syntax.steps.count else { return nil }
    let compared = Set(named.carried.values.map(\.step))
    guard compared.count <= Limits.comparedSteps else {
      bag.report(.tooManyComparedSteps(syntax.steps[0].rows.range))
      return nil
    }
    return .follows(RowSequence(steps: steps, carried: named.carried))
  }

  private mutating func bindStep(
    _ syntax: SequenceSyntax.Step, _ named: inout NamedSteps, in scope: Scope
  ) -> (step: RowSequence.Step, relation: RelationDescription)? {
    var rows = syntax.rows
    let clauses = rows.condition.map { $0.clauses } ?? []
    let comparing = clauses.filter { $0.names(anyOf: named.steps.keys) }
    rows.condition = Self.conjunction(clauses.filter { !$0.names(anyOf: named.steps.keys) })
    guard let (tied, relation) = bindRows(rows, in: scope) else { return nil }
    var selection = tied
    guard relation.dateField != nil else {
      bag.report(.undatedRelation(relation.name, syntax.rows.relation.range))
      return nil
    }
    selection.link = .customer
    var step = RowSequence.Step(rows: selection, isExcluded: syntax.isExcluded)
    if let span = syntax.span {
      if span.value.seconds != nil, !hasTimes(relation) {
        bag.report(.hoursOfDate(span.range))
        return nil
      }
      step.span = span.value.planSpan
    }
    guard let condition = Self.conjunction(comparing) else { return (step, relation) }
    namedSteps = named
    defer { named = namedSteps ?? named }
    guard let predicate = bindCondition(condition, in: .rows(relation)) else { return nil }
    let carried = Set((namedSteps ?? named).carried.keys)
    guard predicate.comparesOnly(carried) else {
      bag.report(.stepsAreCompared(condition.range))
      return nil
    }
    step.comparisons = predicate
    return (step, relation)
  }

  private mutating func name(
    _ step: SequenceSyntax.Step, _ alias: Located<String>, _ relation: RelationDescription,
    _ position: Int, _ named: inout NamedSteps
  ) {
    let name = FieldName(alias.value)
    if step.isExcluded {
      bag.report(.excludedStepNamed(alias))
    } else if named.steps[name.folded] != nil || catalog.relations[name] != nil
      || name == "customer" || name == "order"
    {
      bag.report(.nameTaken(alias))
    }
    named.steps[name.folded] = (relation, position)
  }

  private func hasTimes(_ relation: RelationDescription) -> Bool {
    relation.dateField.flatMap { relation.field(named: $0)?.type } != .date
  }

  private static func conjunction(_ clauses: [ConditionSyntax]) -> ConditionSyntax? {
    guard let first = clauses.first, let last = clauses.last else { return nil }
    return clauses.count == 1 ? first : .all(clauses, first.range.union(last.range))
  }

  /// The value of an earlier step's row, when that is what a name's owner stands for.
  mutating func stepValue(_ owner: Located<String>, _ name: Located<String>) -> Expression?? {
    guard let step = namedSteps?.steps[FieldName(owner.value).folded] else { return nil }
    guard let field = step.relation.field(named: FieldName(name.value)) else {
      let names = step.relation.fields.map(\.name.description).sorted()
      let nearest = NearestName.candidates(for: name.value, among: names)
      bag.report(
        .unknownColumn(name, of: step.relation.name, nearest: nearest.map { ($0, "column") }))
      return .some(nil)
    }
    // No header of a file begins with a control character.
    let alias = FieldName("\u{1}\(FieldName(owner.value).folded).\(field.name)")
    namedSteps?.carried[alias] = RowSequence.Carried(step: step.position, column: field.name)
    return .column(alias, field.type)
  }
}

extension Binder {
  /// A question about how rows came; nil after an error.
  mutating func bindHabit(_ syntax: HabitSyntax, in scope: Scope) -> Predicate? {
    guard let (tied, relation) = bindRows(syntax.rows, in: scope) else { return nil }
    var rows = tied
    guard relation.dateField != nil else {
      bag.report(.undatedRelation(relation.name, syntax.rows.relation.range))
      return nil
    }
    rows.link = .customer
    func any(_ window: TimeWindow) -> Predicate {
      var inside = rows
      inside.window = window
      return .exists(inside)
    }
    switch syntax.pattern {
    case .regular(let unit, let least, let all):
      guard (1...Limits.regularUnits).contains(all.value), (1...all.value).contains(least.value)
      else {
        bag.report(.badRegularity(least.range.union(all.range)))
        return nil
      }
      let windows = completeUnits(unit, all.value)
      if case .days(let from, _)? = windows.last, case .days(_, let through)? = windows.first {
        note(
          DateBound(
            text: "last \(all.value) complete \(unit.rawValue)s",
            window: .days(from: from, through: through)))
      }
      return .atLeast(least.value, windows.map(any))
    case .stopped(let active, let quiet):
      guard let (recent, before, _) = pause(recent: quiet, before: active, relation) else {
        return nil
      }
      return .all([any(before), .not(any(recent))])
    case .restarted(let active, let quiet):
      guard let (recent, before, earlier) = pause(recent: active, before: quiet, relation) else {
        return nil
      }
      return .all([any(recent), .not(any(before)), any(earlier)])
    }
  }

  /// The stretch that ends now, the one that ends where it begins, and all time before that.
  private mutating func pause(
    recent: Located<DurationSyntax>, before: Located<DurationSyntax>,
    _ relation: RelationDescription
  ) -> (recent: TimeWindow, before: TimeWindow, earlier: TimeWindow)? {
    for span in [recent, before] where span.value.seconds != nil {
      bag.report(.hoursOfPause(span.range))
      return nil
    }
    let (months, days) = recent.value.calendarShift
    let end = asOf.day.adding(months: -months).adding(days: -days)
    let (earlierMonths, earlierDays) = before.value.calendarShift
    let start = end.adding(months: -earlierMonths).adding(days: -earlierDays)
    let recentWindow = TimeWindow.days(from: end.adding(days: 1), through: asOf.day)
    let beforeWindow = TimeWindow.days(from: start.adding(days: 1), through: end)
    note(DateBound(text: "last \(recent.value.text)", window: recentWindow))
    note(
      DateBound(
        text: "\(before.value.text) before that", window: beforeWindow))
    return (recentWindow, beforeWindow, .days(from: nil, through: start))
  }
}

extension SequenceSyntax.Step {
  /// Whether its condition names a step of the sequence.
  func namesSteps(of sequence: SequenceSyntax) -> Bool {
    let names = sequence.steps.compactMap { $0.alias.map { FieldName($0.value).folded } }
    return rows.condition?.names(anyOf: names) ?? false
  }
}

extension DurationSyntax {
  fileprivate var planSpan: RowSequence.Span {
    if let seconds { return .seconds(seconds) }
    let (months, days) = calendarShift
    return .days(months: months, days: days)
  }
}

extension Predicate {
  /// Whether values carried from earlier steps are only compared, not asked anything else.
  fileprivate func comparesOnly(_ carried: Set<FieldName>) -> Bool {
    switch self {
    case .all(let operands), .any(let operands): operands.allSatisfy { $0.comparesOnly(carried) }
    case .not(let operand): operand.comparesOnly(carried)
    case .compare(let a, _, let b), .compareText(let a, _, let b):
      a.combinesOnly(carried) && b.combinesOnly(carried)
    case .isKnown(let value): value.combinesOnly(carried)
    default: !mentions(carried)
    }
  }
}

extension Expression {
  /// Whether values carried from earlier steps go into arithmetic alone, not into functions.
  fileprivate func combinesOnly(_ carried: Set<FieldName>) -> Bool {
    switch self {
    case .negated(let operand), .shifted(let operand, _, _), .localDay(let operand):
      operand.combinesOnly(carried)
    case .arithmetic(let arithmetic):
      arithmetic.first.combinesOnly(carried)
        && arithmetic.steps.allSatisfy { $0.operand.combinesOnly(carried) }
    case .coalesce(let operands): operands.allSatisfy { $0.combinesOnly(carried) }
    case .column: true
    default: !mentions(carried)
    }
  }
}
