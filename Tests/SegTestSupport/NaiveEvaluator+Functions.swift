import Foundation
import SegModel
import SegPlan
import SegStore

extension NaiveEvaluator {
  /// What a function makes of its arguments; unknown when one of them is.
  func value(_ call: FunctionCall, at place: Place) throws(NaiveOverflow) -> Value {
    var arguments: [Value] = []
    for argument in call.arguments { arguments.append(try value(argument, at: place)) }
    guard !arguments.contains(.unknown) else { return .unknown }
    switch call.function {
    case .lower, .upper, .fold, .length, .concat: return Self.text(call.function, arguments)
    case .round, .floor, .ceil, .abs:
      guard let number = Self.number(arguments[0]) else { return .unknown }
      if call.function == .abs {
        return Self.value(number < Fraction(0) ? number.negated : number, call.type)
      }
      return Self.value(
        try Self.rounded(call.function, number, Self.number(arguments[1]) ?? Fraction(1)),
        call.type)
    default:
      guard case .date(let date) = arguments[0] else { return .unknown }
      if arguments.count > 1, case .date(let other) = arguments[1] {
        return Self.birthday(call.function, date, other)
      }
      return Self.part(call.function, date)
    }
  }

  private static func rounded(
    _ function: ValueFunction, _ number: Fraction, _ unit: Fraction
  ) throws(NaiveOverflow) -> Fraction {
    guard let multiple = number.divided(by: unit), let half = Fraction(1, over: 2) else {
      throw NaiveOverflow()
    }
    var whole = Fraction(multiple.floor)
    guard let rest = multiple.subtracting(whole), let next = whole.adding(Fraction(1)) else {
      throw NaiveOverflow()
    }
    switch function {
    case .ceil: if rest != Fraction(0) { whole = next }
    case .round: if rest > half || rest == half && number > Fraction(0) { whole = next }
    default: break
    }
    guard let result = whole.multiplied(by: unit) else { throw NaiveOverflow() }
    return result
  }

  private static func text(_ function: ValueFunction, _ arguments: [Value]) -> Value {
    let texts = arguments.compactMap { if case .text(let text) = $0 { text } else { nil } }
    switch function {
    case .lower: return .text(texts[0].lowercased())
    case .upper: return .text(texts[0].uppercased())
    case .fold:
      return .text(
        texts[0].folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil))
    case .length: return .number(Fraction(texts[0].unicodeScalars.count))
    default: return .text(texts.joined())
    }
  }

  /// Found by walking from day to day.
  private static func birthday(
    _ function: ValueFunction, _ date: CalendarDate, _ other: CalendarDate
  ) -> Value {
    let (year, month, day) = date.components
    func isBirthday(_ candidate: CalendarDate) -> Bool {
      let (candidateYear, candidateMonth, candidateDay) = candidate.components
      let isLeap = CalendarDate(year: candidateYear, month: 2, day: 29) != nil
      let wanted = month == 2 && day == 29 && !isLeap ? 28 : day
      return candidateMonth == month && candidateDay == wanted
    }
    if function == .anniversary {
      var candidate = other
      while !isBirthday(candidate) { candidate = candidate.adding(days: 1) }
      return .date(candidate)
    }
    guard date <= other else { return .unknown }
    var last = other
    while !isBirthday(last) { last = last.adding(days: -1) }
    return .number(Fraction(last.components.year - year))
  }

  private static func part(_ function: ValueFunction, _ date: CalendarDate) -> Value {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    let moment = Date(timeIntervalSince1970: Double(date.dayNumber) * 86_400)
    let parts = calendar.dateComponents(
      [.weekOfYear, .yearForWeekOfYear, .weekday], from: moment)
    let week = (parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0)
    let (year, month, day) = date.components
    switch function {
    case .year: return .number(Fraction(year))
    case .quarter: return .number(Fraction(1 + (month - 1) / 3))
    case .month: return .number(Fraction(month))
    case .week: return .number(Fraction(week.1))
    case .weekday: return .number(Fraction(parts.weekday == 1 ? 7 : (parts.weekday ?? 0) - 1))
    case .day: return .number(Fraction(day))
    case .calendarQuarter: return .text(String(format: "%04d-Q%d", year, 1 + (month - 1) / 3))
    case .calendarMonth: return .text(String(format: "%04d-%02d", year, month))
    default: return .text(String(format: "%04d-W%02d", week.0, week.1))
    }
  }
}

extension NaiveEvaluator {
  /// How each customer's value stands among all.
  func standings(_ standing: Standing) throws(NaiveOverflow) -> [Value] {
    if let memo = standingMemo[standing] { return memo }
    var members: [Int: Fraction] = [:]
    for customer in existing where try holds(standing.among, at: .customer(customer)) {
      members[customer] = try number(standing.value, at: .customer(customer))
    }
    let sorted = members.values.sorted()
    var result = [Value](repeating: .unknown, count: store.customers.count)
    switch standing.kind {
    case .percentile(let percent):
      guard let part = percent.divided(by: Fraction(100)) else { throw NaiveOverflow() }
      let value = Self.value(try Self.quantile(part, sorted), standing.type)
      result = [Value](repeating: value, count: result.count)
    case .quantile(let parts):
      var cuts: [Fraction] = []
      for j in 1..<parts {
        if let cut = try Self.quantile(j, of: parts, sorted) {
          cuts.append(cut)
        }
      }
      for (customer, value) in members {
        result[customer] = .number(Fraction(1 + cuts.count { value > $0 }))
      }
    case .rank(let group):
      for (customer, value) in members {
        let own = try group.map { key throws(NaiveOverflow) in
          try self.value(key, at: .customer(customer))
        }
        if own == .unknown { continue }
        var better = 0
        for (other, otherValue) in members where otherValue > value {
          let theirs = try group.map { key throws(NaiveOverflow) in
            try self.value(key, at: .customer(other))
          }
          if theirs == own { better += 1 }
        }
        result[customer] = .number(Fraction(better + 1))
      }
    }
    standingMemo[standing] = result
    return result
  }

  /// The type-7 quantile j/k of some numbers, nil of none.
  static func quantile(
    _ j: Int, of k: Int, _ numbers: [Fraction]
  ) throws(NaiveOverflow) -> Fraction? {
    guard let part = Fraction(Int128(j), over: Int128(k)) else { throw NaiveOverflow() }
    return try quantile(part, numbers)
  }

  /// The type-7 quantile of some numbers, nil of none.
  static func quantile(_ part: Fraction, _ numbers: [Fraction]) throws(NaiveOverflow) -> Fraction? {
    let sorted = numbers.sorted()
    guard let last = sorted.indices.last else { return nil }
    guard let place = part.multiplied(by: Fraction(last)),
      let rest = place.subtracting(Fraction(place.floor)),
      let step = sorted[min(Int(place.floor) + 1, last)].subtracting(sorted[Int(place.floor)]),
      let share = step.multiplied(by: rest), let result = sorted[Int(place.floor)].adding(share)
    else { throw NaiveOverflow() }
    return result
  }

  /// The most frequent value, the smallest of several.
  static func mode(_ values: [Value]) -> Value {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    guard let most = counts.values.max() else { return .unknown }
    let best = counts.keys.filter { counts[$0] == most }
    return best.min { a, b in
      switch (a, b) {
      case (.text(let a), .text(let b)): Array(a.utf8).lexicographicallyPrecedes(Array(b.utf8))
      case (.flag(let a), .flag(let b)): !a && b
      default: (number(a) ?? Fraction(0)) < (number(b) ?? Fraction(0))
      }
    } ?? .unknown
  }
}
