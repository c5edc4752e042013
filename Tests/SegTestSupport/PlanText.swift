package import SegModel
package import SegPlan
package import SegStore

/// Something that the language has no words for.
package struct Unsayable: Error {}

/// Conditions in the words of the language, from its grammar and without a line of the binder: what
/// is said must come back as what was meant.
package struct PlanText {
  let snapshot: Snapshot
  package let calendar: NaiveCalendar
  /// What was drawn together with its words.
  var periods: [TimeWindow: String] = [:]
  var days: [CalendarDate: String] = [:]
  var conditions: [Predicate: String] = [:]

  package init(_ snapshot: Snapshot, asOf: AsOf) {
    self.snapshot = snapshot
    calendar = NaiveCalendar(asOf: asOf, zone: snapshot.profile.zone)
  }

  /// A condition on customers.
  package func text(_ predicate: Predicate) throws(Unsayable) -> String {
    try text(predicate, .customers)
  }

  func text(
    _ predicate: Predicate, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    if let known = conditions[predicate] { return known }
    switch predicate {
    case .constant(let truth): return truth ? "1 = 1" : "1 = 2"
    case .all(let operands):
      if let range = try range(operands, "between", scope) { return range }
      return try join(operands, " and ", empty: "1 = 1", scope)
    case .any(let operands): return try join(operands, " or ", empty: "1 = 2", scope)
    case .not(let operand):
      if let negative = try negative(operand, scope) { return negative }
      return "not (\(try text(operand, scope)))"
    case .follows(let sequence): return try text(sequence)
    case .atLeast: throw Unsayable()
    default: return try test(predicate, isNegated: false, scope)
    }
  }

  private func join(
    _ operands: [Predicate], _ word: String, empty: String, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    guard !operands.isEmpty else { return empty }
    var texts: [String] = []
    for operand in operands { texts.append(try text(operand, scope)) }
    return "(" + texts.joined(separator: word) + ")"
  }

  /// The negative form of a test, where it has one.
  private func negative(
    _ operand: Predicate, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String? {
    if conditions[operand] != nil { return nil }
    switch operand {
    case .all(let operands): return try range(operands, "not between", scope)
    case .compare(let a, .equal, let b): return try text(.compare(a, .notEqual, b), scope)
    case .compareText(let a, .equal, let b): return try text(.compareText(a, .notEqual, b), scope)
    case .isOneOf, .isOneOfTexts, .text, .has, .within, .isKnown, .exists, .inSegment:
      return try test(operand, isNegated: true, scope)
    default: return nil
    }
  }

  /// Two comparisons that are a `between`, both ends included; nil where they are none.
  private func range(
    _ operands: [Predicate], _ word: String, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String? {
    guard operands.count == 2,
      case .compare(let value, .greaterOrEqual, .constant(let low)) = operands[0],
      case .compare(let same, .lessOrEqual, .constant(let high)) = operands[1], value == same,
      !isConstant(value), !NaiveEvaluator.comes(high, before: low)
    else { return nil }
    if isShownOnly(value) { throw Unsayable() }
    let subject = try text(value, scope)
    let ends = (try text(low, besideMoney: true), try text(high, besideMoney: true))
    return "\(subject) \(word) \(ends.0) and \(ends.1)"
  }

  private func test(
    _ predicate: Predicate, isNegated: Bool, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    let no = isNegated ? "not " : ""
    switch predicate {
    case .compare(let a, let sign, let b), .compareText(let a, let sign, let b):
      return try compared(a, sign, b, scope)
    case .isFlag(let value, let wanted):
      if wanted, case .attribute = value { return try text(value, scope) }
      return "\(try text(value, scope)) = \(wanted ? "yes" : "no")"
    case .isOneOf(let value, let values):
      var texts: [String] = []
      for value in values { texts.append(try literal(value)) }
      if isConstant(value) || isShownOnly(value) { throw Unsayable() }
      return "\(try dayText(value, scope)) \(no)in (\(texts.joined(separator: ", ")))"
    case .isOneOfTexts(let value, let texts):
      let list = texts.sorted().map(Self.quoted).joined(separator: ", ")
      return "\(try text(value, scope)) \(no)in (\(list))"
    case .text(let value, let test, let pattern):
      return "\(try text(value, scope)) \(no)\(test.rawValue) \(Self.quoted(pattern))"
    case .has(let value, let wanted):
      return "\(try text(value, scope)) \(no)has \(Self.quoted(wanted))"
    case .within(let value, let window):
      if value.type == .date, case .instants = window { throw Unsayable() }
      if case .localDay = value, case .instants = window { throw Unsayable() }
      // A birthday in a period is any birthday, not the next one.
      if case .call(let call) = value, call.function == .anniversary { throw Unsayable() }
      return "\(try dayText(value, scope)) \(no)in \(try text(window))"
    case .isKnown(let value): return "\(try text(value, scope)) is \(no)known"
    case .exists(let rows):
      return "\(isNegated ? "none" : "any")(\(try text(rows, nil, scope)))"
    case .inSegment(let segment):
      guard segment.body == .frozen, segment.name != "gone" else { throw Unsayable() }
      return "\(no)in @\(segment.name)"
    case .constant, .all, .any, .not, .follows, .atLeast: throw Unsayable()
    }
  }

  /// Whether it is never compared (clause 6.3).
  private func isShownOnly(_ value: Expression) -> Bool {
    value == .metric(.rfm) && snapshot.profile.scoreScale > 9
  }

  private func compared(
    _ a: Expression, _ sign: Comparison, _ b: Expression, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    if isShownOnly(a) || isShownOnly(b) { throw Unsayable() }
    // Beside a date a date-time means its local day.
    func side(_ value: Expression, _ other: Expression) throws(Unsayable) -> String {
      if case .localDay = value {
        if case .localDay = other { throw Unsayable() }
        return try dayText(value, scope)
      }
      return try text(value, scope, besideMoney: !isConstant(other))
    }
    return "\(try side(a, b)) \(sign.rawValue) \(try side(b, a))"
  }
}

// MARK: - Rows

extension PlanText {
  /// Some rows, with the column that is asked of them.
  func text(
    _ rows: RowSelection, _ column: FieldName?, _ scope: RandomPlan.Scope
  ) throws(Unsayable) -> String {
    let isInOrder = scope == .rows(Snapshot.orders) || scope == .rows(Snapshot.allOrders)
    guard (rows.link == .order) == (isInOrder && rows.relation == Snapshot.items) else {
      throw Unsayable()
    }
    var text = rows.relation.description
    if let column { text += ".\(column)" }
    text += try period(rows)
    if let condition = rows.condition {
      text += " where \(try self.text(condition, .rows(rows.relation)))"
    }
    return text
  }

  private func period(_ rows: RowSelection) throws(Unsayable) -> String {
    guard let window = rows.window else { return "" }
    guard let type = dateType(of: rows.relation) else { throw Unsayable() }
    if case .instants = window, type == .date { throw Unsayable() }
    return " in \(try text(window))"
  }

  /// The type of what dates the rows of a relation; nil where nothing does.
  private func dateType(of relation: FieldName) -> FieldType? {
    let stored = relation == Snapshot.orders ? Snapshot.allOrders : relation
    guard let relation = snapshot.relations[stored] else { return nil }
    return relation.dateField.flatMap { relation.table.column($0)?.field.type }
  }

  func text(_ window: TimeWindow) throws(Unsayable) -> String {
    if let known = periods[window] { return known }
    guard case .days(let from?, let through?) = window, from <= through else { throw Unsayable() }
    return "\(from) .. \(through)"
  }

  private func text(_ sequence: RowSequence) throws(Unsayable) -> String {
    let compared = Set(sequence.carried.values.map(\.step))
    guard compared.count <= 3 else { throw Unsayable() }
    var text = "did("
    for (position, step) in sequence.steps.enumerated() {
      guard let type = dateType(of: step.rows.relation), step.rows.link == .customer else {
        throw Unsayable()
      }
      if position > 0 { text += step.isExcluded ? " then not " : " then " }
      text += step.rows.relation.description + (try period(step.rows))
      if compared.contains(position) { text += " as s\(position)" }
      var clauses: [String] = []
      if let condition = step.rows.condition {
        clauses.append("(\(try self.text(condition, .rows(step.rows.relation))))")
      }
      if let comparisons = step.comparisons {
        clauses.append(try self.text(comparisons, .rows(step.rows.relation)))
      }
      if !clauses.isEmpty { text += " where " + clauses.joined(separator: " and ") }
      if let span = step.span { text += " within \(try self.text(span, type))" }
    }
    return text + ")"
  }

  private func text(
    _ span: RowSequence.Span, _ type: FieldType
  ) throws(Unsayable) -> String {
    switch span {
    case .seconds(let seconds):
      guard type == .dateTime, seconds % 60 == 0 else { throw Unsayable() }
      return seconds % 3600 == 0 ? "\(seconds / 3600)h" : "\(seconds / 60)min"
    case .days(let months, 0): return "\(months)mo"
    case .days(0, let days): return "\(days)d"
    case .days: throw Unsayable()
    }
  }
}
