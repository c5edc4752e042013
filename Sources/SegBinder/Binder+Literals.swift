import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// The value of a literal; nil after an error.
  mutating func bindLiteral(_ literal: LiteralSyntax) -> Value? {
    switch literal {
    case .text(let text): return .text(text.value)
    case .flag(let flag): return .flag(flag.value)
    case .number(let digits): return bindNumber(digits, over: 1).map(Value.number)
    case .percent(let digits): return bindNumber(digits, over: 100).map(Value.number)
    case .date(let date): return calendarDate(date.value).map(Value.date)
    case .dateTime(let moment):
      let parts = moment.value
      guard let day = calendarDate(parts.date) else { return nil }
      let second = parts.hour * 3600 + parts.minute * 60 + parts.second
      return .dateTime(catalog.profile.zone.instant(of: day, secondOfDay: second))
    case .namedDay(let day):
      switch day.value {
      case .today: return .date(asOf.day)
      case .yesterday: return .date(asOf.day.adding(days: -1))
      }
    case .relativeDate(let relative): return bindRelative(relative)
    case .parameter(let name): return bindParameter(name)
    case .duration(let duration):
      bag.report(.durationAsValue(duration))
      return nil
    }
  }

  /// The exact number of digits with at most one point; nil after an error.
  mutating func bindNumber(_ digits: Located<String>, over divisor: Int) -> Fraction? {
    let parts = digits.value.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count > 1 ? parts[1].count : 0
    guard let whole = Int64(parts.joined()), let number = Fraction(whole, scale: decimals),
      let result = number.divided(by: Fraction(divisor)),
      Int64(exactly: result.denominator) != nil
    else {
      bag.report(.numberTooLarge(digits))
      return nil
    }
    return result
  }

  private mutating func bindRelative(_ literal: Located<RelativeDateSyntax>) -> Value? {
    let distance = literal.value.distance
    let sign = literal.value.isFuture ? 1 : -1
    if let seconds = distance.seconds {
      let instant = Instant(
        secondsSinceEpoch: asOf.instant.secondsSinceEpoch + Int64(sign) * seconds)
      return .dateTime(instant)
    }
    let (months, days) = distance.calendarShift
    let day = asOf.day.adding(months: sign * months).adding(days: sign * days)
    let text = distance.text + (literal.value.isFuture ? " from now" : " ago")
    note(DateBound(text: text, window: .days(from: day, through: day)))
    return .date(day)
  }

  /// Remembers what a relative date came to, for the summary.
  mutating func note(_ bound: DateBound) {
    if segmentStack.isEmpty, !bounds.contains(bound) { bounds.append(bound) }
  }

  /// The day of a date that the parser found to exist.
  private func calendarDate(_ date: DateSyntax) -> CalendarDate? {
    CalendarDate(year: date.year, month: date.month, day: date.day)
  }
}
