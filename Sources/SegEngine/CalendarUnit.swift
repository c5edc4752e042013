import SegModel
import SegPlan
import SegStore

/// A number read off a date.
struct DatePart: Sendable {
  private let function: ValueFunction

  init(_ function: ValueFunction) { self.function = function }

  /// The part of a day number.
  func number(of day: Int64) -> Int64 {
    let date = CalendarDate(dayNumber: Int32(clamping: day))
    switch function {
    case .quarter: return Int64((date.components.month + 2) / 3)
    case .month: return Int64(date.components.month)
    case .week: return Int64(date.isoWeek.week)
    case .weekday: return Int64(date.weekday)
    case .day: return Int64(date.components.day)
    default: return Int64(date.components.year)
    }
  }
}

/// Months, quarters and ISO weeks as texts that sort by time.
struct CalendarUnit: Sendable {
  private let function: ValueFunction

  init(_ function: ValueFunction) { self.function = function }

  /// The text of each day's unit, each made once.
  func texts(of days: NumberVector) -> TextVector {
    let numbers = days.numerators.mappedInParallel { number(of: Self.clamped($0)) }
    var low = Int64.max
    var high = Int64.min
    for (row, number) in numbers.enumerated() where days.known?[row] ?? true {
      low = min(low, number)
      high = max(high, number)
    }
    guard low <= high else {
      return TextVector(
        codes: [UInt32](repeating: 0, count: days.count), dictionary: TextDictionary([""]),
        known: Bitmap(count: days.count))
    }
    let dictionary = TextDictionary((low...high).map { text(of: $0) })
    // Unknown rows may hold anything, and get the first code.
    let codes = numbers.map { low <= $0 && $0 <= high ? UInt32($0 - low) : 0 }
    return TextVector(codes: codes, dictionary: dictionary, known: days.known)
  }

  private static func clamped(_ day: Int64) -> CalendarDate {
    // The years 1 to 9999.
    CalendarDate(dayNumber: Int32(min(max(day, -719_162), 2_932_896)))
  }

  /// The unit that a day lies in, counted without a gap.
  private func number(of date: CalendarDate) -> Int64 {
    switch function {
    case .calendarWeek: return Int64((Int(date.dayNumber) + 719_162) / 7)
    case .calendarQuarter:
      return Int64(date.components.year * 4 + (date.components.month - 1) / 3)
    default: return Int64(date.components.year * 12 + date.components.month - 1)
    }
  }

  private func text(of number: Int64) -> String {
    switch function {
    case .calendarWeek:
      let (year, week) = CalendarDate(dayNumber: Int32(number * 7 - 719_162)).isoWeek
      return "\(Self.padded(year, 4))-W\(Self.padded(week, 2))"
    case .calendarQuarter: return "\(Self.padded(Int(number / 4), 4))-Q\(number % 4 + 1)"
    default: return "\(Self.padded(Int(number / 12), 4))-\(Self.padded(Int(number % 12) + 1, 2))"
    }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension CalendarDate {
  /// The ISO week, which belongs to the year that its Thursday lies in.
  var isoWeek: (year: Int, week: Int) {
    let thursday = adding(days: 4 - weekday)
    let year = thursday.components.year
    let first = CalendarDate(year: year, month: 1, day: 1)?.dayNumber ?? thursday.dayNumber
    return (year, Int(thursday.dayNumber - first) / 7 + 1)
  }
}
