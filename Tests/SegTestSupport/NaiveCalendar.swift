import Foundation
package import SegModel
package import SegPlan

/// Periods and days as they are written, with what the semantics make of them, found by walking
/// from day to day and from month to month.
package struct NaiveCalendar {
  /// A stretch of time in words.
  package typealias Period = (text: String, window: TimeWindow)

  package let asOf: AsOf
  let zone: TimeZoneRules

  package init(asOf: AsOf, zone: TimeZoneRules) {
    self.asOf = asOf
    self.zone = zone
  }

  /// So many calendar months back (or on, when negative), to the end of a shorter month.
  func back(_ day: CalendarDate, months: Int) -> CalendarDate {
    var (year, month, wanted) = day.components
    for _ in 0..<abs(months) {
      month += months > 0 ? -1 : 1
      if month == 0 { (year, month) = (year - 1, 12) }
      if month == 13 { (year, month) = (year + 1, 1) }
    }
    while true {
      if let found = CalendarDate(year: year, month: month, day: wanted) { return found }
      wanted -= 1
    }
  }

  /// The day that a duration leads back to (or on to).
  func back(_ day: CalendarDate, _ count: Int, _ unit: String) -> CalendarDate {
    switch unit {
    case "d": day.adding(days: -count)
    case "w": day.adding(days: -7 * count)
    case "mo": back(day, months: count)
    case "q": back(day, months: 3 * count)
    default: back(day, months: 12 * count)
    }
  }

  private static let isoCalendar: Calendar = {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    return calendar
  }()

  /// The calendar unit that a day lies in, as something that is equal for all days of the unit.
  private func key(_ day: CalendarDate, _ unit: String) -> [Int] {
    let (year, month, dayOfMonth) = day.components
    switch unit {
    case "day": return [year, month, dayOfMonth]
    case "week":
      let parts = Self.isoCalendar.dateComponents(
        [.weekOfYear, .yearForWeekOfYear],
        from: Date(timeIntervalSince1970: Double(day.dayNumber) * 86_400))
      return [parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0]
    case "month": return [year, month]
    case "quarter": return [year, (month + 2) / 3]
    default: return [year]
    }
  }

  /// All days of the unit around a day.
  func unit(_ unit: String, around day: CalendarDate) -> ClosedRange<CalendarDate> {
    let wanted = key(day, unit)
    var (from, through) = (day, day)
    while key(from.adding(days: -1), unit) == wanted { from = from.adding(days: -1) }
    while key(through.adding(days: 1), unit) == wanted { through = through.adding(days: 1) }
    return from...through
  }

  /// The last complete units before the one that the as-of day lies in, the latest first.
  func completeUnits(_ unit: String, _ count: Int) -> [ClosedRange<CalendarDate>] {
    var units: [ClosedRange<CalendarDate>] = []
    var current = self.unit(unit, around: asOf.day)
    for _ in 0..<count {
      current = self.unit(unit, around: current.lowerBound.adding(days: -1))
      units.append(current)
    }
    return units
  }

  static func window(_ days: ClosedRange<CalendarDate>) -> TimeWindow {
    .days(from: days.lowerBound, through: days.upperBound)
  }
}

extension NaiveCalendar {
  static let calendarUnits = ["day", "week", "month", "quarter", "year"]

  /// A length of days or more, and the day that it leads back to.
  private func duration(
    _ generator: inout SeededGenerator
  ) -> (text: String, count: Int, unit: String) {
    let unit = generator.pick(["d", "d", "d", "w", "mo", "q", "y"])
    let count = generator.pick(unit == "d" ? [1, 2, 7, 29, 30, 31, 90] : [1, 2, 3, 5])
    return ("\(count)\(unit)", count, unit)
  }

  /// A constant day in words.
  package func day(
    _ generator: inout SeededGenerator
  ) -> (text: String, day: CalendarDate) {
    let (text, count, unit) = duration(&generator)
    switch generator.pick(0...6) {
    case 0: return ("today", asOf.day)
    case 1: return ("yesterday", asOf.day.adding(days: -1))
    case 2: return ("\(text) ago", back(asOf.day, count, unit))
    case 3: return ("\(text) from now", back(asOf.day, -count, unit))
    case 4: return ("today - \(text)", back(asOf.day, count, unit))
    case 5:
      let day = asOf.day.adding(days: generator.pick(-400...20))
      return ("\(day) + \(text)", back(day, -count, unit))
    default:
      let day = asOf.day.adding(days: generator.pick(-100...5))
      return ("\(day)", day)
    }
  }

  /// A period of one of all forms in words; hours only where moments have a time of day.
  package func period(_ generator: inout SeededGenerator, hasHours: Bool) -> Period {
    let (text, count, unit) = duration(&generator)
    switch generator.pick(hasHours ? 0...9 : 0...7) {
    case 0, 1:
      return ("last \(text)", last(count, unit, to: asOf.day))
    case 2:
      let (endText, end) = day(&generator)
      return ("last \(text) before \(endText)", last(count, unit, to: end))
    case 3:
      return (
        "next \(text)", .days(from: asOf.day.adding(days: 1), through: back(asOf.day, -count, unit))
      )
    case 4: return written(&generator)
    case 5:
      let name = generator.pick(Self.calendarUnits)
      let current = self.unit(name, around: asOf.day)
      if generator.oneIn(2) { return ("this \(name)", Self.window(current)) }
      let previous = self.unit(name, around: current.lowerBound.adding(days: -1))
      return ("previous \(name)", Self.window(previous))
    case 6:
      let ends = [day(&generator), day(&generator)].sorted { $0.day < $1.day }
      return ("\(ends[0].text) .. \(ends[1].text)", Self.window(ends[0].day...ends[1].day))
    case 7:
      let (text, day) = day(&generator)
      return (text, Self.window(day...day))
    default: return hours(&generator)
    }
  }

  private func last(_ count: Int, _ unit: String, to end: CalendarDate) -> TimeWindow {
    // The day counted to is left out: `last 30d` is ages 0 to 29.
    .days(from: back(end, count, unit).adding(days: 1), through: end)
  }

  /// A year, month or quarter by its number.
  private func written(_ generator: inout SeededGenerator) -> Period {
    let day = asOf.day.adding(days: generator.pick(-500...40))
    let (year, month, _) = day.components
    switch generator.pick(0...2) {
    case 0: return ("\(year)", Self.window(unit("year", around: day)))
    case 1:
      let padded = month < 10 ? "0\(month)" : "\(month)"
      return ("\(year)-\(padded)", Self.window(unit("month", around: day)))
    default:
      return ("\(year)-Q\((month + 2) / 3)", Self.window(unit("quarter", around: day)))
    }
  }

  private func hours(_ generator: inout SeededGenerator) -> Period {
    let (text, seconds) = generator.pick([
      ("1h", 3600), ("36h", 129_600), ("90min", 5400), ("1min", 60), ("2400h", 8_640_000),
    ])
    func window(_ start: Instant, _ end: Instant) -> TimeWindow {
      .instants(after: start, through: end)
    }
    func moved(_ instant: Instant, _ seconds: Int) -> Instant {
      Instant(secondsSinceEpoch: instant.secondsSinceEpoch + Int64(seconds))
    }
    switch generator.pick(0...2) {
    case 0: return ("next \(text)", window(asOf.instant, moved(asOf.instant, seconds)))
    case 1:
      let (endText, day) = day(&generator)
      let end = moved(zone.instant(of: day.adding(days: 1), secondOfDay: 0), -1)
      return ("last \(text) before \(endText)", window(moved(end, -seconds), end))
    default: return ("last \(text)", window(moved(asOf.instant, -seconds), asOf.instant))
    }
  }
}

extension NaiveCalendar {
  /// A question about how rows of a relation came, in words and made of plain questions.
  package func habit(
    _ rows: RowSelection, _ rowsText: String, _ generator: inout SeededGenerator
  ) -> (text: String, predicate: SegPlan.Predicate) {
    func any(_ window: TimeWindow) -> SegPlan.Predicate {
      var rows = rows
      rows.window = window
      return .exists(rows)
    }
    if generator.oneIn(2) {
      let unit = generator.pick(Self.calendarUnits)
      let count = generator.pick(unit == "day" ? 1...30 : 1...6)
      let least = generator.pick(1...min(count, 3))
      return (
        "regular(\(rowsText), \(unit), \(least) of \(count))",
        .atLeast(least, completeUnits(unit, count).map { any(Self.window($0)) })
      )
    }
    let (active, quiet) = (duration(&generator), duration(&generator))
    let isStopped = generator.oneIn(2)
    let recent = isStopped ? quiet : active
    let before = isStopped ? active : quiet
    let end = back(asOf.day, recent.count, recent.unit)
    let start = back(end, before.count, before.unit)
    let isRecent = any(last(recent.count, recent.unit, to: asOf.day))
    let isBefore = any(last(before.count, before.unit, to: end))
    let spans = "(\(rowsText), active \(active.text), quiet \(quiet.text))"
    if isStopped { return ("stopped" + spans, .all([.not(isRecent), isBefore])) }
    let isEarlier = any(.days(from: nil, through: start))
    return ("restarted" + spans, .all([isRecent, .not(isBefore), isEarlier]))
  }
}
