import SegModel
import SegPlan

extension SQLWriter {
  /// A step whose row has been chosen.
  private struct Chosen {
    let position: Int
    let row: SQLScope.Row
  }

  /// Rows of the customer at hand that follow one another: a row of each step that has to be there,
  /// side by side, and none of those that must not come between.
  mutating func follows(
    _ sequence: RowSequence, _ scope: SQLScope
  ) throws(SQLFailure) -> SQLCondition {
    var chosen: [Chosen] = []
    var sources: [String] = []
    var conditions: [String] = []
    for (position, step) in sequence.steps.enumerated() where !step.isExcluded {
      guard var rows = try stepRows(position, sequence, scope, after: chosen),
        let row = rows.scope.row
      else { return .never }
      if let last = chosen.last {
        for excluded in last.position + 1..<position {
          guard
            let between = try stepRows(excluded, sequence, scope, after: chosen),
            let barrier = between.scope.row
          else { continue }
          let comes = self.comes(row, after: barrier)
          rows.conditions.append("NOT EXISTS (SELECT 1 \(between.text) AND \(comes))")
        }
      }
      chosen.append(Chosen(position: position, row: row))
      sources.append(rows.from)
      conditions += rows.conditions
    }
    guard let last = chosen.last else { return .never }
    for (position, step) in sequence.steps.enumerated().dropFirst(last.position + 1) {
      if let span = step.span { conditions.append(isOver(span, after: last.row)) }
      if let rows = try stepRows(position, sequence, scope, after: chosen) {
        conditions.append("NOT EXISTS (SELECT 1 \(rows.text))")
      }
    }
    return SQLCondition(
      "EXISTS (SELECT 1 FROM \(sources.joined(separator: ", "))"
        + " WHERE \(conditions.joined(separator: " AND ")))")
  }

  /// The dated rows of a step that come after the row chosen last, in the step's span; nil where
  /// the store has none.
  private mutating func stepRows(
    _ position: Int, _ sequence: RowSequence, _ scope: SQLScope, after chosen: [Chosen]
  ) throws(SQLFailure) -> Rows? {
    let step = sequence.steps[position]
    guard var rows = try rows(step.rows, scope), let row = rows.scope.row, let day = day(of: row)
    else { return nil }
    rows.conditions.append("\(day) IS NOT NULL")
    guard let last = chosen.last?.row else { return rows }
    rows.conditions.append(comes(row, after: last))
    switch step.span {
    case nil: break
    case .days(let months, let days)?:
      guard let first = self.day(of: last) else { return nil }
      rows.conditions.append("\(day) <= \(dialect.shifted(first, months, days))")
    case .seconds(let seconds)?:
      guard let moment = moment(of: row), let first = self.moment(of: last) else { return nil }
      rows.conditions.append("\(moment) <= \(dialect.later(first, "\(seconds)"))")
    }
    guard let comparisons = step.comparisons else { return rows }
    for (name, carried) in sequence.carried {
      guard let earlier = chosen.first(where: { $0.position == carried.step })?.row else {
        continue
      }
      rows.scope.carried[name] = (earlier.alias, earlier.table.column(carried.column))
    }
    rows.conditions.append(
      try condition(comparisons, rows.scope, isExact: false).text(in: .not))
    return rows
  }

  private func day(of row: SQLScope.Row) -> String? {
    date(of: row).map { "\($0.alias).\($0.column.dayName ?? $0.column.name)" }
  }

  /// When a row was; of a day its first second.
  private func moment(of row: SQLScope.Row) -> String? {
    guard let (alias, column) = date(of: row) else { return nil }
    let text = "\(alias).\(column.name)"
    return column.type == .dateTime ? text : beginning(of: text)
  }

  /// Whether one row comes after another, both of them dated.
  private func comes(_ row: SQLScope.Row, after earlier: SQLScope.Row) -> String {
    if row.table.relation == earlier.table.relation {
      return "\(row.alias).row > \(earlier.alias).row"
    }
    if let (a, moment) = date(of: row), let (b, other) = date(of: earlier),
      moment.type == .dateTime, other.type == .dateTime
    {
      return "\(a).\(moment.name) > \(b).\(other.name)"
    }
    return "\(day(of: row) ?? "NULL") >= \(day(of: earlier) ?? "NULL")"
  }

  /// Whether the span after a row is over at the as-of moment.
  private func isOver(_ span: RowSequence.Span, after row: SQLScope.Row) -> String {
    switch span {
    case .days(let months, let days):
      let last = asOf.isWholeDay ? asOf.day : asOf.day.adding(days: -1)
      return "\(dialect.shifted(day(of: row) ?? "NULL", months, days)) <= \(SQLText.literal(last))"
    case .seconds(let seconds):
      let last = Instant(secondsSinceEpoch: asOf.instant.secondsSinceEpoch - seconds)
      return "\(moment(of: row) ?? "NULL") <= \(SQLText.literal(last))"
    }
  }

  /// The first second of a local day in UTC, by the days from which the zone is so far ahead.
  private func beginning(of day: String) -> String {
    let zone = schema.profile.zone
    func ahead(_ day: CalendarDate) -> Int64 {
      Int64(day.dayNumber) * 86_400 - zone.instant(of: day, secondOfDay: 0).secondsSinceEpoch
    }
    var known: [(from: CalendarDate, ahead: Int64)] = []
    for change in zone.transitions {
      let near = zone.day(of: Instant(secondsSinceEpoch: change.start))
      for step in -1...2 {
        let day = near.adding(days: step)
        guard day <= asOf.day, ahead(day) != known.last?.ahead else { continue }
        known.append((day, ahead(day)))
      }
    }
    guard let first = known.first else { return dialect.later(day, "\(-ahead(asOf.day))") }
    guard known.count > 1 else { return dialect.later(day, "\(-first.ahead)") }
    let cases = known.dropFirst().reversed()
      .map { "WHEN \(day) >= \(SQLText.literal($0.from)) THEN \(-$0.ahead)" }
      .joined(separator: " ")
    return dialect.later(day, "CASE \(cases) ELSE \(-first.ahead) END")
  }
}
