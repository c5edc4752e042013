package import SegText

/// A constant as written.
///
/// Numbers keep their digits as text: no precision is lost before binding.
package enum LiteralSyntax: Sendable {
  /// Digits with an optional `.` and more digits: `200`, `12.50`.
  case number(Located<String>)
  /// The digits before the sign: `15` of `15%`.
  case percent(Located<String>)
  /// Text with doubled quotes undone.
  case text(Located<String>)
  /// `yes` or `no`.
  case flag(Located<Bool>)
  /// `2026-11-01`, a day that exists.
  case date(Located<DateSyntax>)
  /// `2026-11-01T14:30` or with seconds.
  case dateTime(Located<DateTimeSyntax>)
  /// `today` or `yesterday`.
  case namedDay(Located<NamedDaySyntax>)
  /// `30d`.
  case duration(Located<DurationSyntax>)
  /// `30d ago` or `30d from now`.
  case relativeDate(Located<RelativeDateSyntax>)
  /// `$days`, the name without its sign: the value of a `param`.
  case parameter(Located<String>)

  /// Where it was written.
  package var range: SourceRange {
    switch self {
    case .number(let literal): literal.range
    case .percent(let literal): literal.range
    case .text(let literal): literal.range
    case .flag(let literal): literal.range
    case .date(let literal): literal.range
    case .dateTime(let literal): literal.range
    case .namedDay(let literal): literal.range
    case .duration(let literal): literal.range
    case .relativeDate(let literal): literal.range
    case .parameter(let name): name.range
    }
  }
}

/// Year, month 1 to 12 and day of a date that exists.
package struct DateSyntax: Sendable, Hashable {
  package var year: Int
  package var month: Int
  package var day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }
}

/// A date with a local wall time; `second` is 0 when not written.
package struct DateTimeSyntax: Sendable, Hashable {
  package var date: DateSyntax
  package var hour: Int
  package var minute: Int
  package var second: Int

  package init(date: DateSyntax, hour: Int, minute: Int, second: Int) {
    self.date = date
    self.hour = hour
    self.minute = minute
    self.second = second
  }
}

/// The days that have names.
package enum NamedDaySyntax: String, Sendable, CaseIterable {
  case today, yesterday
}

/// A whole number of units of time.
package struct DurationSyntax: Sendable, Hashable {
  /// 0 to 1,000,000.
  package var count: Int
  package var unit: DurationUnitSyntax

  package init(count: Int, unit: DurationUnitSyntax) {
    self.count = count
    self.unit = unit
  }
}

/// The units of time, by their suffix.
package enum DurationUnitSyntax: String, Sendable, CaseIterable {
  case minutes = "min"
  case hours = "h"
  case days = "d"
  case weeks = "w"
  case months = "mo"
  case quarters = "q"
  case years = "y"
}

/// A day counted from the as-of date.
package struct RelativeDateSyntax: Sendable, Hashable {
  package var distance: DurationSyntax
  /// true for `from now`, false for `ago`.
  package var isFuture: Bool

  package init(distance: DurationSyntax, isFuture: Bool) {
    self.distance = distance
    self.isFuture = isFuture
  }
}

/// A stretch of time as written after `in`.
package indirect enum PeriodSyntax: Sendable {
  /// `last 90d` or `last 90d before 90d ago`; the second value is a date expression.
  case last(Located<DurationSyntax>, before: ExpressionSyntax?, SourceRange)
  /// `next 7d`
  case next(Located<DurationSyntax>, SourceRange)
  /// `date .. date`, both ends included.
  case between(ExpressionSyntax, ExpressionSyntax, SourceRange)
  /// One whole day.
  case day(ExpressionSyntax)
  /// `2026`
  case year(Located<Int>)
  /// `2026-03`
  case month(year: Int, month: Int, SourceRange)
  /// `2026-Q1`
  case quarter(year: Int, quarter: Int, SourceRange)
  /// `this month`, `previous week`
  case calendar(isPrevious: Bool, CalendarUnitSyntax, SourceRange)
  /// A name that a `let` gave to a period (or, where a list may stand, to a list).
  case name(Located<String>)

  /// Where it was written.
  package var range: SourceRange {
    switch self {
    case .last(_, _, let range), .next(_, let range), .between(_, _, let range): range
    case .day(let date): date.range
    case .year(let year): year.range
    case .month(_, _, let range), .quarter(_, _, let range), .calendar(_, _, let range): range
    case .name(let name): name.range
    }
  }
}

/// The calendar units of `this` and `previous`.
package enum CalendarUnitSyntax: String, Sendable, CaseIterable {
  case day, week, month, quarter, year
}
