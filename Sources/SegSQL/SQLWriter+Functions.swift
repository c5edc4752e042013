import SegModel
import SegPlan

extension SQLWriter {
  /// A function that gives a text or a date.
  mutating func plain(_ call: FunctionCall, _ scope: SQLScope) throws(SQLFailure) -> String {
    var arguments: [String] = []
    for argument in call.arguments { arguments.append(try plain(argument, scope)) }
    switch call.function {
    case .calendarQuarter, .calendarMonth, .calendarWeek:
      return dialect.part(call.function, arguments[0])
    case .lower, .upper, .fold:
      caveats.insert(dialect.caveat(call.function))
      return "\(call.function.rawValue)(\(arguments[0]))"
    case .concat:
      return arguments.count == 1 ? arguments[0] : "(\(arguments.joined(separator: " || ")))"
    case .anniversary: return anniversary(arguments[0], from: Self.day(call.arguments[1]))
    case .year, .quarter, .month, .week, .weekday, .day, .age, .round, .floor, .ceil, .abs, .length:
      return "NULL"
    }
  }

  /// A function that gives a number or an amount.
  mutating func number(_ call: FunctionCall, _ scope: SQLScope) throws(SQLFailure) -> SQLNumber {
    switch call.function {
    case .year, .quarter, .month, .week, .weekday, .day:
      return .scaled(dialect.part(call.function, try plain(call.arguments[0], scope)), 0)
    case .age:
      let age = age(try plain(call.arguments[0], scope), at: Self.day(call.arguments[1]))
      return .scaled(age, 0)
    case .length: return .scaled("length(\(try plain(call.arguments[0], scope)))", 0)
    case .abs:
      var value = try number(call.arguments[0], scope)
      value.numerator = "abs(\(value.numerator))"
      return value
    case .round, .floor, .ceil: return try rounded(call, scope)
    case .calendarQuarter, .calendarMonth, .calendarWeek, .anniversary, .lower, .upper, .fold,
      .concat:
      return .unknown
    }
  }

  /// The day that the binder wrote as an argument.
  private static func day(_ argument: Expression) -> CalendarDate {
    guard case .constant(.date(let day)) = argument else {
      preconditionFailure("a constant argument")
    }
    return day
  }

  /// Whole years from a date to a day.
  private mutating func age(_ date: String, at day: CalendarDate) -> String {
    let isCommonYear = CalendarDate(year: day.components.year, month: 2, day: 29) == nil
    var today = String(day.description.suffix(5))
    // In common years who was born on 29 February has the birthday on the 28th.
    if isCommonYear, today == "02-28" { today = "02-29" }
    let v = fresh("v")
    return "(SELECT CASE WHEN \(v).n <= \(SQLText.literal(day)) THEN \(day.components.year)"
      + " - \(dialect.part(.year, "\(v).n"))"
      + " - (\(dialect.monthAndDay("\(v).n")) > \(SQLText.literal(today))) END"
      + " FROM (SELECT \(date) AS n) AS \(v))"
  }

  /// The first day from another one on with the day and month of a date.
  private mutating func anniversary(_ date: String, from day: CalendarDate) -> String {
    var leapDay = day
    while leapDay.components.month != 2 || leapDay.adding(days: 1).components.month != 3 {
      leapDay = leapDay.adding(days: 1)
    }
    func begin(_ years: Int) -> String {
      let first = CalendarDate(year: day.components.year + years, month: 1, day: 1) ?? day
      return SQLText.literal(String(first.description.dropLast(5)))
    }
    let today = SQLText.literal(String(day.description.suffix(5)))
    let v = fresh("v")
    return "(SELECT CASE WHEN \(v).n = '02-29' THEN \(SQLText.literal(leapDay))"
      + " WHEN \(v).n >= \(today) THEN \(begin(0)) || \(v).n ELSE \(begin(1)) || \(v).n END"
      + " FROM (SELECT \(dialect.monthAndDay(date)) AS n) AS \(v))"
  }

  /// A value as a multiple of a unit.
  private mutating func rounded(
    _ call: FunctionCall, _ scope: SQLScope
  ) throws(SQLFailure) -> SQLNumber {
    let value = try number(call.arguments[0], scope)
    let unit = try number(call.arguments[1], scope)
    guard let size = Int128(unit.numerator), case .fixed(let over) = unit.divisor else {
      preconditionFailure("a constant argument")
    }
    var units = value
    units.numerator = SQLNumber.times(value.numerator, over)
    switch value.divisor {
    case .computed(let divisor): units.divisor = .computed(SQLNumber.times(divisor, size))
    case .fixed(let divisor):
      // In lowest terms, so that less leaves 64 bits.
      guard let ratio = Fraction(over, over: divisor * size) else { return .unknown }
      units.numerator = SQLNumber.times(value.numerator, ratio.numerator)
      units.divisor = .fixed(ratio.denominator)
    }
    var result = bound(units)
    let (n, d) = (result.numerator, result.divisorText)
    let whole =
      switch call.function {
      case .floor: "\(n) / \(d) - (\(n) % \(d) < 0)"
      case .ceil: "\(n) / \(d) + (\(n) % \(d) > 0)"
      default: "\(n) / \(d) + (\(n) % \(d) * 2 >= \(d)) - (\(n) % \(d) * 2 <= -\(d))"
      }
    result.numerator = SQLNumber.times("(\(whole))", size)
    result.divisor = .fixed(over)
    return result
  }
}
