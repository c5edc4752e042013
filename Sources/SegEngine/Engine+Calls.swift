import SegModel
import SegPlan
import SegStore

extension Engine {
  /// The values of a function for every row of a domain.
  func vector(of call: FunctionCall, in domain: Domain) throws(EvaluationFailure) -> Vector {
    switch call.function {
    case .year, .quarter, .month, .week, .weekday, .day, .age, .anniversary:
      return .numbers(try dateNumbers(call, in: domain))
    case .calendarQuarter, .calendarMonth, .calendarWeek:
      let days = try numbers(call.arguments[0], in: domain)
      return .texts(CalendarUnit(call.function).texts(of: days))
    case .round, .floor, .ceil:
      return .numbers(
        try numbers(call.arguments[0], in: domain)
          .rounded(call.function, to: Self.constant(call.arguments[1])))
    case .abs: return .numbers(try numbers(call.arguments[0], in: domain).magnitudes())
    case .lower, .upper, .fold:
      let function = call.function
      return .texts(
        try texts(call.arguments[0], in: domain).mapped { text in
          switch function {
          case .lower: text.lowercased()
          case .upper: text.uppercased()
          default: TextFolding.fold(text)
          }
        })
    case .length:
      let texts = try texts(call.arguments[0], in: domain)
      let lengths = (0..<texts.dictionary.count).map {
        Int64(texts.dictionary[$0].unicodeScalars.count)
      }
      let numbers = texts.codes.map { lengths.isEmpty ? 0 : lengths[Int($0)] }
      return .numbers(NumberVector(numbers, known: texts.known))
    case .concat:
      var result = try texts(call.arguments[0], in: domain)
      for argument in call.arguments.dropFirst() {
        try poll()
        result = result.joined(with: try texts(argument, in: domain))
      }
      return .texts(result)
    }
  }

  private func dateNumbers(
    _ call: FunctionCall, in domain: Domain
  ) throws(EvaluationFailure) -> NumberVector {
    var result = try numbers(call.arguments[0], in: domain)
    guard call.function == .age || call.function == .anniversary else {
      let part = DatePart(call.function)
      result.numerators = result.numerators.mappedInParallel { part.number(of: $0) }
      return result
    }
    let other = Self.constant(call.arguments[1]).numerator
    let end = CalendarDate(dayNumber: Int32(clamping: other))
    guard call.function == .age else {
      result.numerators = result.numerators.mappedInParallel {
        Int64(CalendarDate(dayNumber: Int32(clamping: $0)).anniversary(from: end).dayNumber)
      }
      return result
    }
    let last = Int64(end.dayNumber)
    let days = result.numerators
    let isPast = MaskKernels.mask(count: days.count) { days[$0] <= last }
    result.known = Bitmap.both(result.known, isPast)
    result.numerators = result.numerators.mappedInParallel {
      Int64(CalendarDate(dayNumber: Int32(clamping: $0)).wholeYears(until: end))
    }
    return result
  }

  /// The binder sees to it that the argument is a constant.
  private static func constant(_ argument: Expression) -> Fraction {
    guard case .constant(let value) = argument, let number = value.fraction else {
      preconditionFailure("a constant argument")
    }
    return number
  }
}

extension [Int64] {
  /// Each element changed, on every core.
  func mappedInParallel(_ change: @escaping @Sendable (Int64) -> Int64) -> [Int64] {
    SliceKernels.values(count: count) { rows, target in
      for (place, row) in rows.enumerated() { (target + place).initialize(to: change(self[row])) }
    }
  }
}

extension CalendarDate {
  /// The first day from another one on with this day and month; 29 February counts as the 28th in
  /// common years.
  func anniversary(from day: CalendarDate) -> CalendarDate {
    let (_, month, dayOfMonth) = components
    func date(in year: Int) -> CalendarDate? {
      CalendarDate(
        year: year, month: month,
        day: Swift.min(dayOfMonth, CalendarDate.daysIn(month: month, year: year)))
    }
    let year = day.components.year
    if let date = date(in: year), date >= day { return date }
    return date(in: year + 1) ?? day
  }

  /// Whole years up to a day that is not earlier.
  func wholeYears(until end: CalendarDate) -> Int {
    let (year, month, day) = components
    let last = end.components
    let ownDay = Swift.min(day, CalendarDate.daysIn(month: month, year: last.year))
    return last.year - year - ((last.month, last.day) < (month, ownDay) ? 1 : 0)
  }
}
