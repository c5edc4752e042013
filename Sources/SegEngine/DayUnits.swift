import SegModel
import SegPlan

/// The months, weeks, years or the like that the days of a short stretch lie in, each found once.
struct DayUnits {
  /// The unit of each day of the stretch, its first day first.
  let codes: [Int16]
  /// The units by code.
  let values: [Value]

  /// nil for a function that is no unit of time.
  init?(_ function: ValueFunction, days: ClosedRange<Int64>) {
    let numbers = NumberVector(Array(days))
    let each: [Value]
    switch function {
    case .calendarMonth, .calendarQuarter, .calendarWeek:
      let texts = CalendarUnit(function).texts(of: numbers)
      each = (0..<numbers.count).map { texts[$0].map(Value.text) ?? .unknown }
    case .year, .quarter, .month, .week, .weekday, .day:
      let part = DatePart(function)
      each = numbers.numerators.map { .number(Fraction(part.number(of: $0))) }
    default: return nil
    }
    var values: [Value] = []
    var codeOfValue: [Value: Int16] = [:]
    codes = each.map { value in
      if let code = codeOfValue[value] { return code }
      let code = Int16(values.count)
      codeOfValue[value] = code
      values.append(value)
      return code
    }
    self.values = values
  }

  /// The unit of a day of the stretch, counted from the first.
  func code(ofDay day: Int) -> Int { Int(codes[day]) }

  /// Replaces days, counted from the first of a stretch, by their units; a day outside the stretch
  /// belongs to an unknown row, and gets any unit.
  static func replaceDays(
    _ days: UnsafeMutablePointer<Int16>, _ count: Int, _ units: UnsafeBufferPointer<Int16>
  ) {
    let last = units.count - 1
    for place in 0..<count { days[place] = units[min(max(Int(days[place]), 0), last)] }
  }
}
