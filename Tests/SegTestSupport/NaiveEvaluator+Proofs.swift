package import SegModel
package import SegPlan
import SegStore

/// One line of a proof tree as the oracle sees it.
package struct NaiveProofLine: Hashable {
  package var depth: Int
  /// `true`, `false` or `unknown`; nil for lines that only tell something.
  package var result: String?
  package var value: Value?
  /// What the value is measured by; a period counts for nothing here.
  package var bounds: [Value]

  package init(_ depth: Int, _ result: String?, _ value: Value?, _ bounds: [Value] = []) {
    self.depth = depth
    self.result = result
    self.value = value
    self.bounds = bounds
  }
}

extension NaiveEvaluator {
  /// Why a customer is in a selection, or is not.
  package func proof(
    of outline: SelectionOutline, for customer: Int, mostRows: Int
  ) throws(NaiveOverflow) -> [NaiveProofLine] {
    let root = Self.word(try select(outline.plan).contains(customer))
    let moments =
      [store.customers[customer]["signup_date"] ?? .unknown]
      + (store.relations[Snapshot.allOrders]?.byCustomer[customer] ?? [])
      .compactMap { store.relations[Snapshot.allOrders]?.rows[$0].moment }
    let since = moments.compactMap { day(of: $0) }.min()
    let existence = NaiveProofLine(
      1, Self.word(existing.contains(customer)), since.map(Value.date),
      since.map { _ in [.date(asOf.day)] } ?? [])
    return [NaiveProofLine(0, root, nil), existence]
      + (try lines(of: outline, customer, 1, mostRows))
  }

  private static func word(_ holds: Bool) -> String { holds ? "true" : "false" }

  private func lines(
    of outline: SelectionOutline, _ customer: Int, _ depth: Int, _ mostRows: Int
  ) throws(NaiveOverflow) -> [NaiveProofLine] {
    var lines: [NaiveProofLine] = []
    var segments: [OutlinedSegment] = []
    switch outline.source {
    case .condition(let condition?):
      // The outermost `and` is the selection itself.
      var clauses = [condition]
      if case .all(let parts) = condition.kind { clauses = parts }
      for clause in clauses {
        lines += try self.lines(of: clause, .customer(customer), depth, mostRows)
      }
    case .condition(nil): break
    case .set(let first, let steps): segments = [first] + steps.map(\.segment)
    }
    for segment in segments {
      let isMember = try members(of: segment.reference).contains(customer)
      lines.append(NaiveProofLine(depth, Self.word(isMember), nil))
      lines += try inside(segment, isMember, customer, depth + 1, mostRows)
    }
    for position in outline.plan.narrowing.indices {
      var plan = outline.plan
      plan.narrowing = Array(outline.plan.narrowing[..<position])
      let before = try select(plan)
      plan.narrowing.append(outline.plan.narrowing[position])
      lines += try self.lines(
        of: outline.plan.narrowing[position], customer, depth, before, try select(plan))
    }
    return lines
  }

  private func inside(
    _ segment: OutlinedSegment, _ isMember: Bool, _ customer: Int, _ depth: Int, _ mostRows: Int
  ) throws(NaiveOverflow) -> [NaiveProofLine] {
    if let outline = segment.outline { return try lines(of: outline, customer, depth, mostRows) }
    return segment.reference.body == .frozen ? [NaiveProofLine(depth, nil, .flag(isMember))] : []
  }

  private func lines(
    of stage: Narrowing, _ customer: Int, _ depth: Int, _ before: [Int], _ after: [Int]
  ) throws(NaiveOverflow) -> [NaiveProofLine] {
    guard let place = before.firstIndex(of: customer) else {
      return [NaiveProofLine(depth, nil, nil)]
    }
    let word = Self.word(after.contains(customer))
    switch stage {
    case .limit(let count):
      return [
        NaiveProofLine(depth, word, .number(Fraction(place + 1)), [.number(Fraction(count))])
      ]
    case .sort:
      let place = after.firstIndex(of: customer) ?? -1
      return [NaiveProofLine(depth, word, .number(Fraction(place + 1)))]
    case .rank(let isTop, _, let expression):
      let value = try value(expression, at: .customer(customer))
      let detail = NaiveProofLine(depth + 1, nil, value)
      guard value != .unknown else { return [NaiveProofLine(depth, "unknown", nil), detail] }
      // Everybody of known value in their order: the stage itself with room for all.
      let everybody = try narrow(
        before, .rank(isTop: isTop, .count(before.count), by: expression))
      let rank = (everybody.firstIndex(of: customer) ?? -1) + 1
      return [
        NaiveProofLine(
          depth, word, .number(Fraction(rank)), [.number(Fraction(after.count))]),
        detail,
      ]
    case .sample(let amount, let salt):
      let place = Value.number(self.place(of: customer, salt))
      guard case .percent(let percent) = amount else { return [NaiveProofLine(depth, word, place)] }
      let share = percent.divided(by: Fraction(100)) ?? percent
      return [NaiveProofLine(depth, word, place, [.number(share)])]
    case .places(_, let below, let salt):
      let place = Value.number(self.place(of: customer, salt))
      return [NaiveProofLine(depth, word, place, [.number(below)])]
    case .exclude: return [NaiveProofLine(depth, word, nil)]
    }
  }

  private func lines(
    of clause: OutlinedClause, _ place: Place, _ depth: Int, _ mostRows: Int
  ) throws(NaiveOverflow) -> [NaiveProofLine] {
    let holds = try holds(clause.predicate, at: place)
    var lines = [NaiveProofLine(depth, Self.word(holds), nil)]
    switch clause.kind {
    case .all(let parts), .any(let parts):
      for part in parts { lines += try self.lines(of: part, place, depth + 1, mostRows) }
    case .not(let part): lines += try self.lines(of: part, place, depth + 1, mostRows)
    case .member(let segment):
      let customer = customer(of: place)
      let isMember = try members(of: segment.reference).contains(customer)
      lines += try inside(segment, isMember, customer, depth + 1, mostRows)
    case .test(let parts):
      lines[0] = try test(clause.predicate, holds, place, depth)
      for part in parts {
        var below = depth + 1
        if part.text != nil, let expression = part.value {
          let value = try value(expression, at: place)
          lines.append(NaiveProofLine(below, nil, value))
          below += 1
        }
        if let rows = part.rows { lines += try self.lines(of: rows, place, below, mostRows) }
      }
      lines += try histories(clause.predicate, place, depth + 1)
    }
    return lines
  }

  /// The rows that follow one another, or how many there are in each stretch of time.
  private func histories(
    _ predicate: Predicate, _ place: Place, _ depth: Int
  ) throws(NaiveOverflow) -> [NaiveProofLine] {
    switch predicate {
    case .follows(let sequence), .not(.follows(let sequence)):
      return try (choice(sequence, customer(of: place)) ?? []).map { row throws(NaiveOverflow) in
        NaiveProofLine(depth, nil, try told(of: row, nil))
      }
    case .all(let parts), .atLeast(_, let parts):
      var lines: [NaiveProofLine] = []
      for part in parts {
        switch part {
        case .exists(let rows), .not(.exists(let rows)):
          let count = try self.rows(rows, at: place).count
          lines.append(NaiveProofLine(depth, nil, .number(Fraction(count))))
        default: return []
        }
      }
      return lines
    default: return []
    }
  }

  private func test(
    _ predicate: Predicate, _ holds: Bool, _ place: Place, _ depth: Int
  ) throws(NaiveOverflow) -> NaiveProofLine {
    let word = Self.word(holds)
    var positive = predicate
    while case .not(let operand) = positive { positive = operand }
    switch (predicate, positive) {
    case (.exists(let rows), _):
      let count = Fraction(try self.rows(rows, at: place).count)
      return NaiveProofLine(depth, word, .number(count), [.number(Fraction(1))])
    case (.not(.exists(let rows)), _):
      let count = Fraction(try self.rows(rows, at: place).count)
      return NaiveProofLine(depth, word, .number(count), [.number(Fraction(0))])
    case (_, .constant), (_, .any), (_, .exists), (_, .inSegment):
      return NaiveProofLine(depth, word, nil)
    default: break
    }
    guard let (subject, others) = Self.asked(positive) else {
      return NaiveProofLine(depth, word, nil)
    }
    let value = try value(subject, at: place)
    var bounds: [Value] = []
    for other in others { bounds.append(try self.value(other, at: place)) }
    var isUnknown = !holds && ([value] + bounds).contains(.unknown)
    // `is known` is never unknown itself.
    if case .isKnown = positive { isUnknown = false }
    return NaiveProofLine(depth, isUnknown ? "unknown" : word, value, bounds)
  }

  /// The value that a test looks at, and the values it is measured by.
  private static func asked(_ test: Predicate) -> (Expression, [Expression])? {
    switch test {
    case .compare(let a, _, let b), .compareText(let a, _, let b):
      if case .constant = a {
        if case .constant = b { return (a, [b]) }
        return (b, [a])
      }
      return (a, [b])
    case .isFlag(let value, let flag): return (value, [.constant(.flag(flag))])
    case .isOneOf(let value, let list): return (value, list.map { .constant($0) })
    case .isOneOfTexts(let value, let texts):
      return (
        value,
        texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
          .map { .constant(.text($0)) }
      )
    case .text(let value, _, let text), .has(let value, let text):
      return (value, [.constant(.text(text))])
    case .within(let value, _), .isKnown(let value): return (value, [])
    case .all(let parts):
      // `between` is bound as two comparisons of one value.
      guard parts.count == 2 else { return nil }
      switch (parts[0], parts[1]) {
      case (.compare(let a, .greaterOrEqual, let low), .compare(let b, .lessOrEqual, let high)),
        (
          .compareText(let a, .greaterOrEqual, let low), .compareText(let b, .lessOrEqual, let high)
        ):
        return a == b ? (a, [low, high]) : nil
      default: return nil
      }
    case .constant, .any, .not, .exists, .inSegment, .follows, .atLeast: return nil
    }
  }

  private func lines(
    of rows: OutlinedRows, _ place: Place, _ depth: Int, _ mostRows: Int
  ) throws(NaiveOverflow) -> [NaiveProofLine] {
    let bare = RowSelection(relation: rows.selection.relation, link: rows.selection.link)
    var windowed = bare
    windowed.window = rows.selection.window
    let all = try self.rows(bare, at: place)
    let inside = try self.rows(windowed, at: place)
    let counted = try self.rows(rows.selection, at: place)
    func number(_ count: Int) -> Value { .number(Fraction(count)) }
    var lines = [NaiveProofLine(depth, nil, number(all.count))]
    if rows.selection.window != nil {
      lines.append(NaiveProofLine(depth, nil, number(inside.count)))
    }
    if rows.selection.condition != nil {
      lines.append(NaiveProofLine(depth, nil, number(counted.count)))
    }
    for row in counted.prefix(mostRows) {
      lines.append(NaiveProofLine(depth + 1, nil, try told(of: row, rows.column)))
    }
    if counted.count > mostRows { lines.append(NaiveProofLine(depth + 1, nil, nil)) }
    // When no row counts, the last one that came furthest is named instead.
    let isNarrowed = rows.selection.window != nil || rows.selection.condition != nil
    guard counted.isEmpty, isNarrowed, let last = inside.last ?? all.last else { return lines }
    lines.append(NaiveProofLine(depth + 1, nil, try told(of: last, rows.column)))
    if rows.selection.condition != nil, !inside.isEmpty {
      for clause in rows.clauses { lines += try self.lines(of: clause, last, depth + 2, mostRows) }
    }
    return lines
  }

  private func told(of row: Place, _ column: Expression?) throws(NaiveOverflow) -> Value? {
    if let column { return try value(column, at: row) }
    guard case .row(let name, let number) = row else { return nil }
    return store.relations[name]?.rows[number].values["amount"]
  }
}
