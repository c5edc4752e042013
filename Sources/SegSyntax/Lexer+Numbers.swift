import SegText

extension Lexer {
  /// Reads whatever begins with a digit: a number, percent, duration, date, month or quarter.
  mutating func scanNumber() -> Token.Kind {
    let start = position
    let digits = digitCount(at: start)
    if digits == 4, let kind = scanCalendar(from: start) { return kind }
    if let kind = scanSlashedDate(from: start) { return kind }
    position = start + digits
    if byte(at: position) == UInt8(ascii: "."), isDigit(byte(at: position + 1)) {
      position += 1
      position += digitCount(at: position)
    }
    let numberEnd = position
    skipNameCharacters()
    if position > numberEnd { return scanUnit(from: start, numberEnd: numberEnd) }
    if byte(at: position) == UInt8(ascii: "."), isDigit(byte(at: position + 1)) {
      while byte(at: position) == UInt8(ascii: "."), isDigit(byte(at: position + 1)) {
        position += 1
        position += digitCount(at: position)
      }
      problems.append(.badNumber(text(start, position), at: SourceRange(start, position)))
      return .badLiteral
    }
    return scanPercentSign() ? .percent : .number
  }

  /// Moves past a `%`, blanks before it allowed (`15 %`).
  private mutating func scanPercentSign() -> Bool {
    var offset = position
    while byte(at: offset) == 0x20 { offset += 1 }
    guard byte(at: offset) == UInt8(ascii: "%") else { return false }
    position = offset + 1
    return true
  }

  /// Judges the letters after a number: a unit of time, or a mistake.
  private mutating func scanUnit(from start: Int, numberEnd: Int) -> Token.Kind {
    let range = SourceRange(start, position)
    let number = text(start, numberEnd)
    let suffix = text(numberEnd, position).lowercased()
    if DurationUnitSyntax(rawValue: suffix) != nil {
      guard let count = Int(number), count <= Self.greatestDuration else {
        problems.append(.badDurationCount(number, unit: suffix, at: range))
        return .badLiteral
      }
      return .duration
    }
    if suffix == "m" {
      problems.append(.bareMinuteOrMonth(number, at: range))
    } else if suffix.contains("_"), suffix.allSatisfy({ $0 == "_" || ("0"..."9").contains($0) }) {
      problems.append(.groupedNumber(text(start, position), at: range))
    } else if let unit = Self.unitWords[suffix] {
      problems.append(.badUnit(suffix, number: number, replacement: unit, at: range))
    } else {
      problems.append(.badUnit(suffix, number: number, replacement: nil, at: range))
    }
    return .badLiteral
  }

  /// The largest count of a duration.
  static let greatestDuration = 1_000_000

  /// What people write for the units of time.
  private static let unitWords: [String: DurationUnitSyntax] = [
    "day": .days, "days": .days, "j": .days, "hour": .hours, "hours": .hours, "hr": .hours,
    "hrs": .hours, "week": .weeks, "weeks": .weeks, "wk": .weeks, "month": .months,
    "months": .months, "mon": .months, "quarter": .quarters, "quarters": .quarters,
    "year": .years, "years": .years, "yr": .years, "yrs": .years, "minute": .minutes,
    "minutes": .minutes, "mins": .minutes,
  ]

  /// Reads `2026-03`, `2026-Q1`, `2026-11-01` or `2026-11-01T14:30`; nil when the four digits at
  /// `start` begin none of them.
  private mutating func scanCalendar(from start: Int) -> Token.Kind? {
    guard byte(at: start + 4) == UInt8(ascii: "-") else { return nil }
    let year = Int(text(start, start + 4)) ?? 0
    let next = byte(at: start + 5)
    if next == UInt8(ascii: "Q") || next == UInt8(ascii: "q") {
      guard isDigit(byte(at: start + 6)) else { return nil }
      position = start + 5
      skipNameCharacters()
      let quarter = Int(text(start + 6, position)) ?? 0
      guard (1...4).contains(quarter), year > 0 else { return badDate(from: start, "quarter") }
      return .quarter
    }
    let monthDigits = digitCount(at: start + 5)
    let monthEnd = start + 5 + monthDigits
    guard (1...2).contains(monthDigits) else { return nil }
    let dayDigits = byte(at: monthEnd) == UInt8(ascii: "-") ? digitCount(at: monthEnd + 1) : 0
    let month = Int(text(start + 5, monthEnd)) ?? 0
    if dayDigits == 0 {
      guard monthDigits == 2 else { return nil }
      position = monthEnd
      skipNameCharacters()
      let isMonth = position == monthEnd && (1...12).contains(month) && year > 0
      return isMonth ? .month : badDate(from: start, "month")
    }
    position = monthEnd + 1 + dayDigits
    let day = Int(text(monthEnd + 1, position)) ?? 0
    let date = DateSyntax(year: year, month: month, day: day)
    guard date.exists else { return badDate(from: start, "day", date) }
    guard monthDigits == 2, dayDigits == 2 else {
      return badDate(from: start, "day", date, replacement: date.description)
    }
    return scanTime(after: date, from: start)
  }

  /// Reads `T14:30` or `T14:30:05` behind a date.
  private mutating func scanTime(after date: DateSyntax, from start: Int) -> Token.Kind {
    let separator = byte(at: position)
    let isTime = separator == UInt8(ascii: "T") || separator == UInt8(ascii: "t")
    let isBlank =
      separator == 0x20 && digitCount(at: position + 1) == 2
      && byte(at: position + 3) == UInt8(ascii: ":")
    guard isTime || isBlank else {
      let dateEnd = position
      skipNameCharacters()
      return position == dateEnd ? .date : badDate(from: start, "day", date)
    }
    let timeStart = position + 1
    position = timeStart
    var parts: [Int] = []
    while digitCount(at: position) == 2, parts.count < 3 {
      parts.append(Int(text(position, position + 2)) ?? 99)
      position += 2
      guard byte(at: position) == UInt8(ascii: ":"), parts.count < 3 else { break }
      position += 1
    }
    let timeEnd = position
    skipNameCharacters()
    let isWhole =
      position == timeEnd && parts.count >= 2 && byte(at: timeEnd - 1) != UInt8(ascii: ":")
    guard isWhole, parts[0] < 24, parts[1] < 60, parts.count == 2 || parts[2] < 60 else {
      return badDate(from: start, "time", date)
    }
    guard isTime else {
      let replacement = "\(date)T\(text(timeStart, timeEnd))"
      return badDate(from: start, "time", date, replacement: replacement)
    }
    return .dateTime
  }

  /// Reads `01/11/2026`, which is no date here: an error that shows how dates are written.
  private mutating func scanSlashedDate(from start: Int) -> Token.Kind? {
    let first = digitCount(at: start)
    let secondStart = start + first + 1
    let separator = byte(at: start + first)
    guard separator == UInt8(ascii: "/") || separator == UInt8(ascii: ".") else { return nil }
    let second = digitCount(at: secondStart)
    let yearStart = secondStart + second + 1
    guard (1...2).contains(first), (1...2).contains(second),
      byte(at: secondStart + second) == separator, digitCount(at: yearStart) == 4
    else { return nil }
    position = yearStart + 4
    let a = Int(text(start, start + first)) ?? 0
    let b = Int(text(secondStart, secondStart + second)) ?? 0
    let year = Int(text(yearStart, position)) ?? 0
    let meanings = [
      DateSyntax(year: year, month: b, day: a), DateSyntax(year: year, month: a, day: b),
    ].filter(\.exists)
    problems.append(
      .slashedDate(text(start, position), meanings: meanings, at: SourceRange(start, position)))
    return .badLiteral
  }

  private mutating func badDate(
    from start: Int, _ part: String, _ date: DateSyntax? = nil, replacement: String? = nil
  ) -> Token.Kind {
    skipNameCharacters()
    let range = SourceRange(start, position)
    problems.append(
      .badDate(text(start, position), part: part, date: date, replacement: replacement, at: range))
    return .badLiteral
  }

  func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  func digitCount(at offset: Int) -> Int {
    var end = offset
    while isDigit(byte(at: end)) { end += 1 }
    return end - offset
  }
}

extension DateSyntax: CustomStringConvertible {
  /// The form that scripts use, `2026-11-01`.
  package var description: String {
    let digits = String(year)
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(padded)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }

  /// Whether the calendar has the day; years run from 1 to 9999.
  var exists: Bool {
    (1...9999).contains(year) && (1...12).contains(month) && (1...daysInMonth).contains(day)
  }

  /// Days of the month (1 to 12).
  var daysInMonth: Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}
