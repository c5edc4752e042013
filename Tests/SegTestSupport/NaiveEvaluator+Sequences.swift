import SegModel
import SegPlan
import SegStore

extension NaiveEvaluator {
  /// A row of a step with its place in time.
  private struct Moment {
    var place: Place
    var step: Int
    var value: Value
  }

  /// Whether some choice of a customer's rows fulfils a sequence: every choice is tried.
  func holds(_ sequence: RowSequence, _ customer: Int) throws(NaiveOverflow) -> Bool {
    try choice(sequence, customer) != nil
  }

  /// The first choice of a customer's rows that fulfils a sequence, excluded steps left out.
  func choice(_ sequence: RowSequence, _ customer: Int) throws(NaiveOverflow) -> [Place]? {
    var rows: [[Moment]] = []
    for (position, step) in sequence.steps.enumerated() {
      let found = try self.rows(step.rows, at: .customer(customer)).map {
        Moment(place: $0, step: position, value: moment(of: $0))
      }
      rows.append(found.filter { day(of: $0.value) != nil })
    }
    for row in rows[0] {
      if let chosen = try fulfilled(sequence, rows, [row]) { return chosen.map(\.place) }
    }
    return nil
  }

  /// The chosen rows with those for the steps after them, when these can be fulfilled.
  private func fulfilled(
    _ sequence: RowSequence, _ rows: [[Moment]], _ chosen: [Moment]
  ) throws(NaiveOverflow) -> [Moment]? {
    let last = chosen[chosen.count - 1]
    var excluded: [Int] = []
    var next = last.step + 1
    while next < sequence.steps.count, sequence.steps[next].isExcluded {
      excluded.append(next)
      next += 1
    }
    var barriers: [Moment] = []
    for step in excluded {
      for row in rows[step] where isAfter(row, last) && isInSpan(row, last, sequence) {
        if try isComparable(row, sequence, chosen) { barriers.append(row) }
      }
    }
    guard next < sequence.steps.count else {
      let isClear =
        barriers.isEmpty
        && excluded.allSatisfy { isOver(sequence.steps[$0].span, after: last.value) }
      return isClear ? chosen : nil
    }
    for row in rows[next] where isAfter(row, last) && isInSpan(row, last, sequence) {
      guard !barriers.contains(where: { isAfter(row, $0) }) else { continue }
      guard try isComparable(row, sequence, chosen) else { continue }
      if let all = try fulfilled(sequence, rows, chosen + [row]) { return all }
    }
    return nil
  }

  private func moment(of place: Place) -> Value {
    guard case .row(let name, let row) = place else { return .unknown }
    return store.relations[name]?.rows[row].moment ?? .unknown
  }

  private func isAfter(_ row: Moment, _ earlier: Moment) -> Bool {
    guard case .row(let name, let number) = row.place,
      case .row(let otherName, let otherNumber) = earlier.place
    else { return false }
    if name == otherName { return number > otherNumber }
    if case .dateTime(let a) = row.value, case .dateTime(let b) = earlier.value { return a > b }
    guard let a = day(of: row.value), let b = day(of: earlier.value) else { return false }
    return a >= b
  }

  private func isInSpan(_ row: Moment, _ earlier: Moment, _ sequence: RowSequence) -> Bool {
    switch sequence.steps[row.step].span {
    case nil: return true
    case .days(let months, let days)?:
      guard let day = day(of: row.value), let first = self.day(of: earlier.value) else {
        return false
      }
      return day <= first.adding(months: months).adding(days: days)
    case .seconds(let seconds)?:
      guard let a = instant(of: row.value), let b = instant(of: earlier.value) else { return false }
      return a.secondsSinceEpoch - b.secondsSinceEpoch <= seconds
    }
  }

  private func isOver(_ span: RowSequence.Span?, after moment: Value) -> Bool {
    switch span {
    case nil: return true
    case .days(let months, let days)?:
      guard let last = day(of: moment)?.adding(months: months).adding(days: days) else {
        return false
      }
      return zone.endOfDay(last) < asOf.instant || (last == asOf.day && asOf.isWholeDay)
    case .seconds(let seconds)?:
      guard let first = instant(of: moment) else { return false }
      return first.secondsSinceEpoch + seconds <= asOf.instant.secondsSinceEpoch
    }
  }

  private func isComparable(
    _ row: Moment, _ sequence: RowSequence, _ chosen: [Moment]
  ) throws(NaiveOverflow) -> Bool {
    guard let comparisons = sequence.steps[row.step].comparisons else { return true }
    var values: [FieldName: Value] = [:]
    for (name, carried) in sequence.carried {
      guard let earlier = chosen.first(where: { $0.step == carried.step }),
        case .row(let relation, let number) = earlier.place
      else { continue }
      values[name] = store.relations[relation]?.rows[number].values[carried.column] ?? .unknown
    }
    return try holds(Self.writing(values, into: comparisons), at: row.place)
  }

  /// The condition with earlier rows' values in the place of their names.
  private static func writing(_ values: [FieldName: Value], into predicate: Predicate) -> Predicate
  {
    func written(_ value: Expression) -> Expression {
      value.replacingColumns { name, _ in values[name].map(Expression.constant) }
    }
    switch predicate {
    case .all(let parts): return .all(parts.map { writing(values, into: $0) })
    case .any(let parts): return .any(parts.map { writing(values, into: $0) })
    case .not(let part): return .not(writing(values, into: part))
    case .compare(let a, let sign, let b): return .compare(written(a), sign, written(b))
    case .compareText(let a, let sign, let b): return .compareText(written(a), sign, written(b))
    case .isKnown(let value): return .isKnown(written(value))
    default: return predicate
    }
  }
}

extension Expression {
  /// The value with each column replaced; functions see none of an earlier step's.
  fileprivate func replacingColumns(
    _ replace: (FieldName, FieldType) -> Expression?
  ) -> Expression {
    switch self {
    case .column(let name, let type): return replace(name, type) ?? self
    case .negated(let operand): return .negated(operand.replacingColumns(replace))
    case .arithmetic(var arithmetic):
      arithmetic.first = arithmetic.first.replacingColumns(replace)
      for index in arithmetic.steps.indices {
        arithmetic.steps[index].operand =
          arithmetic.steps[index].operand.replacingColumns(replace)
      }
      return .arithmetic(arithmetic)
    case .shifted(let operand, let months, let days):
      return .shifted(operand.replacingColumns(replace), months: months, days: days)
    case .localDay(let operand): return .localDay(operand.replacingColumns(replace))
    case .coalesce(let operands): return .coalesce(operands.map { $0.replacingColumns(replace) })
    default: return self
    }
  }
}
