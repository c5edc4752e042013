import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// The absolute ends of a period; nil after an error.
  ///
  /// Durations exclude their start, so that `last 30d` is age 0 to 29.
  mutating func bindWindow(_ period: PeriodSyntax) -> TimeWindow? {
    switch period {
    case .last(let duration, let before, let range):
      guard let window = last(duration.value, before: before) else { return nil }
      note(DateBound(text: describe(range, "last \(duration.value.text)", before), window: window))
      return window
    case .next(let duration, _):
      let window = next(duration.value)
      note(DateBound(text: "next \(duration.value.text)", window: window))
      return window
    case .between(let low, let high, let range):
      guard let from = bindDay(low), let through = bindDay(high) else { return nil }
      guard from <= through else {
        bag.report(.reversedPeriod(range, from, through))
        return nil
      }
      return .days(from: from, through: through)
    case .day(let date): return bindDay(date).map { .days(from: $0, through: $0) }
    case .year(let year): return months(from: year.value, 1, count: 12)
    case .month(let year, let month, _): return months(from: year, month, count: 1)
    case .quarter(let year, let quarter, _):
      return months(from: year, quarter * 3 - 2, count: 3)
    case .calendar(let isPrevious, let unit, _):
      let window = calendar(unit, isPrevious: isPrevious)
      let word = isPrevious ? "previous" : "this"
      note(DateBound(text: "\(word) \(unit.rawValue)", window: window))
      return window
    case .name(let name): return bindWindow(named: name)
    }
  }

  private func describe(_: SourceRange, _ text: String, _ before: ExpressionSyntax?) -> String {
    before.map { text + " before " + SyntaxPrinter.print($0) } ?? text
  }

  private mutating func bindWindow(named name: Located<String>) -> TimeWindow? {
    guard let definition = definitions[FieldName(name.value).folded] else {
      let names = definitions.values.map(\.name.value).sorted()
      let nearest = NearestName.candidates(for: name.value, among: names)
      bag.report(.unknownName(name, nearest: nearest.map { ($0, "let") }))
      return nil
    }
    guard case .period(let period) = definition.meaning else {
      bag.report(.definitionIsNoPeriod(name))
      return nil
    }
    return within(definition, usedAt: name.range) { $0.bindWindow(period) }
  }

  private mutating func last(
    _ duration: DurationSyntax, before: ExpressionSyntax?
  ) -> TimeWindow? {
    var end = asOf.day
    if let before {
      guard let day = bindDay(before) else { return nil }
      end = day
    }
    if let seconds = duration.seconds {
      let through = before == nil ? asOf.instant : catalog.profile.zone.endOfDay(end)
      let after = Instant(secondsSinceEpoch: through.secondsSinceEpoch - seconds)
      return .instants(after: after, through: through)
    }
    let (months, days) = duration.calendarShift
    let start = end.adding(months: -months).adding(days: 1 - days)
    return .days(from: start, through: end)
  }

  private func next(_ duration: DurationSyntax) -> TimeWindow {
    if let seconds = duration.seconds {
      let end = Instant(secondsSinceEpoch: asOf.instant.secondsSinceEpoch + seconds)
      return .instants(after: asOf.instant, through: end)
    }
    let (months, days) = duration.calendarShift
    return .days(
      from: asOf.day.adding(days: 1),
      through: asOf.day.adding(months: months).adding(days: days))
  }

  private func months(from year: Int, _ month: Int, count: Int) -> TimeWindow? {
    guard let start = CalendarDate(year: year, month: month, day: 1) else { return nil }
    return .days(from: start, through: start.adding(months: count).adding(days: -1))
  }

  private func calendar(_ unit: CalendarUnitSyntax, isPrevious: Bool) -> TimeWindow {
    let (year, month, _) = asOf.day.components
    let (start, length): (CalendarDate, (months: Int, days: Int)) =
      switch unit {
      case .day: (asOf.day, (0, 1))
      case .week: (asOf.day.adding(days: 1 - asOf.day.weekday), (0, 7))
      case .month: (firstDay(year, month), (1, 0))
      case .quarter: (firstDay(year, (month - 1) / 3 * 3 + 1), (3, 0))
      case .year: (firstDay(year, 1), (12, 0))
      }
    let from =
      isPrevious ? start.adding(months: -length.months).adding(days: -length.days) : start
    let through = from.adding(months: length.months).adding(days: length.days - 1)
    return .days(from: from, through: through)
  }

  /// The last complete calendar units, the latest first.
  func completeUnits(_ unit: CalendarUnitSyntax, _ count: Int) -> [TimeWindow] {
    guard case .days(let current?, _) = calendar(unit, isPrevious: false) else { return [] }
    let length: (months: Int, days: Int) =
      switch unit {
      case .day: (0, 1)
      case .week: (0, 7)
      case .month: (1, 0)
      case .quarter: (3, 0)
      case .year: (12, 0)
      }
    return (1...count).map { back in
      let from = current.adding(months: -length.months * back).adding(days: -length.days * back)
      let next = from.adding(months: length.months).adding(days: length.days)
      return .days(from: from, through: next.adding(days: -1))
    }
  }

  private func firstDay(_ year: Int, _ month: Int) -> CalendarDate {
    CalendarDate(year: year, month: month, day: 1) ?? asOf.day
  }

  /// A constant day, as the ends of periods need it; nil after an error.
  mutating func bindDay(_ syntax: ExpressionSyntax) -> CalendarDate? {
    guard let value = bindValue(syntax, in: .customer) else { return nil }
    switch value {
    case .constant(.date(let day)): return day
    case .constant(.dateTime(let instant)): return catalog.profile.zone.day(of: instant)
    default:
      bag.report(.expectedDate(syntax.range, found: value.type))
      return nil
    }
  }
}
