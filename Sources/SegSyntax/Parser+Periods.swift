import SegText

extension Parser {
  /// Reads a stretch of time after `in`, or a name for one.
  ///
  /// Grammar: `period = trailing | coming | "this" UNIT | "previous" UNIT | YEAR | MONTH | QUARTER
  /// | date [ ".." date ] | PERIOD_NAME`
  mutating func parsePeriod(_ description: String = "a period") -> PeriodSyntax {
    let start = token.range.lowerBound
    wantPeriodWords()
    switch kind {
    case .word(.last): return parseTrailing()
    case .word(.next): return parseComing()
    case .word(.this), .word(.previous): return parseCalendarPeriod()
    case .number: return parseYear()
    case .month, .quarter: return parseMonthOrQuarter()
    case .word(let keyword) where !(keyword?.isReserved ?? false): return parsePeriodName()
    case .quotedName: return parsePeriodName()
    default:
      let date = parseDate(description, isPeriod: true)
      return at(token: .dots) ? parsePeriodEnd(from: date, start: start) : .day(date)
    }
  }

  /// Notes the words that begin a period.
  mutating func wantPeriodWords() {
    for keyword in [Keyword.last, .next, .this, .previous] { _ = at(keyword) }
    want(.period)
  }

  private mutating func parsePeriodName() -> PeriodSyntax {
    let name = Located(token.unquoted(in: source), at: token.range)
    advance()
    return .name(name)
  }

  /// Reads `.. date` after the first day of a period.
  mutating func parsePeriodEnd(from first: ExpressionSyntax, start: Int) -> PeriodSyntax {
    advance()
    let last = parseDate("a date after `..`")
    return .between(first, last, range(from: start))
  }

  /// Reads the days that end at the as-of date, or before another.
  ///
  /// Grammar: `trailing = "last" DURATION [ "before" date ]`
  private mutating func parseTrailing() -> PeriodSyntax {
    let start = token.range.lowerBound
    advance()
    let duration = expectDuration("a duration such as `30d` after `last`")
    guard take(.before) else { return .last(duration, before: nil, range(from: start)) }
    let date = parseDate("a date after `before`")
    return .last(duration, before: date, range(from: start))
  }

  /// Reads the days after the as-of date.
  ///
  /// Grammar: `coming = "next" DURATION`
  private mutating func parseComing() -> PeriodSyntax {
    let start = token.range.lowerBound
    advance()
    let duration = expectDuration("a duration such as `7d` after `next`")
    return .next(duration, range(from: start))
  }

  private mutating func parseCalendarPeriod() -> PeriodSyntax {
    let start = token.range.lowerBound
    let isPrevious = at(.previous)
    advance()
    for unit in CalendarUnitSyntax.allCases {
      guard let keyword = Keyword(rawValue: unit.rawValue), take(keyword) else { continue }
      return .calendar(isPrevious: isPrevious, unit, range(from: start))
    }
    fail(expected: "`day`, `week`, `month`, `quarter` or `year`")
    return .calendar(isPrevious: isPrevious, .day, range(from: start))
  }

  private mutating func parseYear() -> PeriodSyntax {
    let place = token.range
    let text = source.text(in: place)
    guard let year = Int(text), (1...9999).contains(year), text.utf8.count == 4 else {
      fail(.badYear(text, at: place))
      return .day(.malformed(place))
    }
    advance()
    return .year(Located(year, at: place))
  }

  private mutating func parseMonthOrQuarter() -> PeriodSyntax {
    let place = token.range
    let isMonth = at(token: .month)
    let (year, part) = token.yearAndPart(in: source)
    advance()
    return isMonth
      ? .month(year: year, month: part, place) : .quarter(year: year, quarter: part, place)
  }

  /// Takes a duration, or reports what was expected.
  mutating func expectDuration(_ description: String) -> Located<DurationSyntax> {
    let place = token.range
    want(.duration)
    guard let duration = token.duration(in: source), at(token: .duration) else {
      if !take(token: .badLiteral) {
        fail(expected: description, fixIts: fixItsForDuration())
      }
      return Located(DurationSyntax(count: 0, unit: .days), at: place)
    }
    advance()
    return Located(duration, at: place)
  }

  private func fixItsForDuration() -> [FixIt] {
    guard at(token: .number), Int(source.text(in: token.range)) != nil else { return [] }
    let days = source.text(in: token.range) + "d"
    return [FixIt("days: `\(days)`", range: token.range, replacement: days)]
  }

  /// Reads a date, moved by durations where they follow.
  ///
  /// Grammar: `date = day { ( "+" | "-" ) DURATION }`
  mutating func parseDate(_ description: String, isPeriod: Bool = false) -> ExpressionSyntax {
    let start = token.range.lowerBound
    let first = parseDay(description, isPeriod: isPeriod)
    guard at(token: .plus) || at(token: .minus) else { return first }
    var steps: [ArithmeticSyntax.Step] = []
    while at(token: .plus) || at(token: .minus) {
      let sign: ArithmeticOperator = at(token: .plus) ? .add : .subtract
      let operation = Located(sign, at: token.range)
      advance()
      let duration = expectDuration("a duration after `\(sign.rawValue)`")
      steps.append(
        ArithmeticSyntax.Step(operation: operation, operand: .literal(.duration(duration))))
    }
    return .arithmetic(ArithmeticSyntax(first: first, steps: steps, range: range(from: start)))
  }

  /// Reads one day.
  ///
  /// Grammar: `day = DATE | "today" | "yesterday" | DURATION ( "ago" | "from" "now" ) | PARAMETER`
  private mutating func parseDay(_ description: String, isPeriod: Bool) -> ExpressionSyntax {
    let place = token.range
    wantDate()
    switch kind {
    case .date, .word(.today), .word(.yesterday), .parameter:
      return parseLiteral().map { .literal($0) } ?? .malformed(place)
    case .duration:
      let literal = parseLiteral()
      if case .relativeDate(let date) = literal { return .literal(.relativeDate(date)) }
      fail(.durationAsDate(source.text(in: place), isPeriod: isPeriod, at: place))
      return .malformed(place)
    case .dateTime:
      fail(.timeInDate(source.text(in: place), at: place))
      return .malformed(place)
    case .badLiteral:
      advance()
      return .malformed(place)
    default:
      fail(expected: description)
      return .malformed(place)
    }
  }

  /// Whether a value has the form of a date.
  func isDate(_ value: ExpressionSyntax) -> Bool {
    switch value {
    case .literal(.date), .literal(.namedDay), .literal(.relativeDate): return true
    case .arithmetic(let arithmetic):
      let moves = arithmetic.steps.allSatisfy { step in
        if case .literal(.duration) = step.operand { return true }
        return false
      }
      return moves && arithmetic.isSum && isDate(arithmetic.first)
    default: return false
    }
  }

  private mutating func wantDate() {
    for keyword in [Keyword.today, .yesterday] { _ = at(keyword) }
    want(.date)
  }
}
