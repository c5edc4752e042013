import SegModel

/// A date, perhaps with a time, as a cell writes it, before the order of its numbers is settled.
struct WrittenDate {
  /// The three numbers in the order written; for ISO forms year, month, day.
  var first: Int32 = 0
  var second: Int32 = 0
  var third: Int32 = 0
  /// Whether the first number is a year of four digits.
  var isYearFirst = false
  /// Whether the year has two digits only.
  var hasShortYear = false
  var hasTime = false
  var secondOfDay: Int32 = 0
  /// Seconds ahead of UTC that the cell itself states.
  var offset: Int32?

  /// The day number under an order; nil when there is no such day.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  func dayNumber(_ order: DateOrder, pivot: Int32 = 69) -> Int32? {
    if isYearFirst { return DayNumber.of(year: first, month: second, day: third) }
    switch order {
    case .dayMonthYear:
      return DayNumber.of(year: year(third, pivot), month: second, day: first)
    case .monthDayYear:
      return DayNumber.of(year: year(third, pivot), month: first, day: second)
    case .yearMonthDay:
      return hasShortYear ? DayNumber.of(year: year(first, pivot), month: second, day: third) : nil
    }
  }

  /// Years of two digits below the pivot are of this century.
  private func year(_ written: Int32, _ pivot: Int32) -> Int32 {
    guard hasShortYear else { return written }
    return written + (written < pivot ? 2000 : 1900)
  }
}

/// Day numbers without the checks and calls of `CalendarDate`, for loops over cells.
enum DayNumber {
  /// Days from 1970-01-01, by Hinnant's `days_from_civil`; nil when there is no such day.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  static func of(year: Int32, month: Int32, day: Int32) -> Int32? {
    guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1, day <= 31 else { return nil }
    if day > 28, Int(day) > CalendarDate.daysIn(month: Int(month), year: Int(year)) { return nil }
    let shifted = month <= 2 ? year &- 1 : year
    let era = shifted / 400
    let yearOfEra = shifted &- era &* 400
    let monthFromMarch = month > 2 ? month &- 3 : month &+ 9
    let dayOfYear = (153 &* monthFromMarch &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    return era &* 146_097 &+ dayOfEra &- 719_468
  }
}

/// Reads dates out of bytes.
struct DateScanner {
  private let bytes: UnsafePointer<UInt8>
  private let count: Int
  private var index = 0
  private var date = WrittenDate()

  /// The date in a cell, nil when it is none; `allowsCompact` lets `20250131` be one.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  static func scan(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, allowsCompact: Bool
  ) -> WrittenDate? {
    if count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let date = isoDate(bytes)
    {
      return date
    }
    var scanner = DateScanner(bytes, count)
    return scanner.scanDate(allowsCompact: allowsCompact)
  }

  private init(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    self.bytes = bytes
    self.count = count
  }

  @inline(__always)  // Called per cell; measured with the import benchmark.
  private static func isoDate(_ bytes: UnsafePointer<UInt8>) -> WrittenDate? {
    var isAllDigits = true
    func digit(_ index: Int) -> Int32 {
      let value = bytes[index] &- UInt8(ascii: "0")
      if value > 9 { isAllDigits = false }
      return Int32(value)
    }
    var date = WrittenDate()
    date.first = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3)
    date.second = digit(5) * 10 + digit(6)
    date.third = digit(8) * 10 + digit(9)
    date.isYearFirst = true
    return isAllDigits ? date : nil
  }

  /// `20250131`, or three numbers, then perhaps a time.
  private mutating func scanDate(allowsCompact: Bool) -> WrittenDate? {
    skipBlanks()
    guard let first = scanNumber(upTo: 8) else { return nil }
    if first.digits == 8 {
      guard allowsCompact else { return nil }
      date.first = first.value / 10_000
      date.second = first.value / 100 % 100
      date.third = first.value % 100
      date.isYearFirst = true
    } else {
      guard scanRest(first, isLenient: allowsCompact) else { return nil }
    }
    guard scanTime() else { return nil }
    skipBlanks()
    return index == count ? date : nil
  }

  private mutating func scanRest(
    _ first: (value: Int32, digits: Int), isLenient: Bool
  ) -> Bool {
    guard let separator = peek, separator == 0x2F || separator == 0x2D || separator == 0x2E else {
      return false
    }
    index += 1
    guard let second = scanNumber(upTo: 2), peek == separator else { return false }
    index += 1
    guard let third = scanNumber(upTo: 4) else { return false }
    (date.first, date.second, date.third) = (first.value, second.value, third.value)
    switch (first.digits, third.digits) {
    case (4, 1), (4, 2): date.isYearFirst = true
    case (1, 4), (2, 4): break
    case (1, 2), (2, 2):
      // `10-11-12` and `1.2.10` may be codes or versions where nothing says that they are dates.
      let isPlain = separator == 0x2F || (separator == 0x2E && first.digits + second.digits == 4)
      guard isLenient || isPlain else { return false }
      date.hasShortYear = true
    default: return false
    }
    return true
  }

  /// Nothing, or a blank or `T` and `H:mm[:ss[.fff]] [AM|PM] [zone]`.
  private mutating func scanTime() -> Bool {
    guard index < count else { return true }
    let hasComma = take(UInt8(ascii: ","))
    let hasLetter = !hasComma && (take(UInt8(ascii: "T")) || take(UInt8(ascii: "t")))
    let start = index
    if !hasLetter { skipBlanks() }
    if index == count { return !hasComma && !hasLetter }
    guard hasLetter || index > start else { return false }
    guard let hour = scanNumber(upTo: 2), take(UInt8(ascii: ":")) || take(UInt8(ascii: "h")),
      let minute = scanNumber(upTo: 2), minute.digits == 2, minute.value < 60
    else { return false }
    var second: Int32 = 0
    if take(UInt8(ascii: ":")) {
      guard let seconds = scanNumber(upTo: 2), seconds.digits == 2, seconds.value < 61 else {
        return false
      }
      second = min(seconds.value, 59)
      if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
        guard scanNumber(upTo: 9) != nil else { return false }
      }
    }
    guard let hour = scanHalfOfDay(hour.value) else { return false }
    date.hasTime = true
    date.secondOfDay = hour * 3600 + minute.value * 60 + second
    return scanZone()
  }

  /// The hour after an `AM` or `PM`, if there is one.
  private mutating func scanHalfOfDay(_ hour: Int32) -> Int32? {
    let start = index
    skipBlanks()
    guard let letter = peek, letter | 0x20 == UInt8(ascii: "a") || letter | 0x20 == 0x70,
      index + 1 < count, bytes[index + 1] | 0x20 == UInt8(ascii: "m")
    else {
      index = start
      return hour < 24 ? hour : nil
    }
    index += 2
    guard (1...12).contains(hour) else { return nil }
    return hour % 12 + (letter | 0x20 == 0x70 ? 12 : 0)
  }

  /// Nothing, `Z`, `UTC`, `GMT`, or `+0200`, `+02:00`, `+02`.
  private mutating func scanZone() -> Bool {
    skipBlanks()
    guard let byte = peek else { return true }
    if byte == UInt8(ascii: "Z") || byte == UInt8(ascii: "z") {
      index += 1
      date.offset = 0
      return true
    }
    if matches("UTC") || matches("GMT") {
      index += 3
      date.offset = 0
      return true
    }
    guard byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") else { return false }
    index += 1
    guard let hours = scanNumber(upTo: 4) else { return false }
    var seconds: Int32
    if hours.digits == 4 {
      seconds = hours.value / 100 * 3600 + hours.value % 100 * 60
    } else {
      guard hours.digits == 2 else { return false }
      seconds = hours.value * 3600
      if take(UInt8(ascii: ":")) {
        guard let minutes = scanNumber(upTo: 2), minutes.digits == 2 else { return false }
        seconds += minutes.value * 60
      }
    }
    guard seconds <= 18 * 3600 else { return false }
    date.offset = byte == UInt8(ascii: "-") ? -seconds : seconds
    return true
  }

  private var peek: UInt8? { index < count ? bytes[index] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private func matches(_ word: StaticString) -> Bool {
    guard count - index >= word.utf8CodeUnitCount else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy { bytes[index + $0] == word.utf8Start[$0] }
  }

  private mutating func skipBlanks() {
    while index < count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
  }

  private mutating func scanNumber(upTo limit: Int) -> (value: Int32, digits: Int)? {
    let start = index
    var value: Int32 = 0
    while index < count, index - start < limit, bytes[index] &- UInt8(ascii: "0") <= 9 {
      value = value * 10 + Int32(bytes[index] - UInt8(ascii: "0"))
      index += 1
    }
    return index > start ? (value, index - start) : nil
  }
}
