import SegModel
import SegPlan
import SegStore

extension RandomPlan {
  /// A period in words; nil when no words are wanted.
  mutating func wordedWindow() -> TimeWindow? {
    guard let calendar = words?.calendar else { return nil }
    let (text, window) = calendar.period(&generator, hasHours: generator.oneIn(2))
    words?.periods[window] = text
    return window
  }

  /// A day in words, now and then.
  mutating func wordedDay() -> CalendarDate? {
    guard let calendar = words?.calendar, generator.oneIn(3) else { return nil }
    let (text, day) = calendar.day(&generator)
    words?.days[day] = text
    return day
  }

  /// How rows came, in words.
  mutating func habit(_ depth: Int) -> Predicate? {
    guard let words, var rows = rows(depth, .customers) else { return nil }
    rows.window = nil
    guard store.snapshot.relations[stored(rows.relation)]?.dateField != nil,
      let text = try? self.words?.text(rows, nil, .customers)
    else { return nil }
    let (said, predicate) = words.calendar.habit(rows, text, &generator)
    self.words?.conditions[predicate] = said
    return predicate
  }

  private func stored(_ relation: FieldName) -> FieldName {
    relation == Snapshot.orders ? Snapshot.allOrders : relation
  }

  /// A test that has a form of its own in words.
  mutating func wordedTest(_ depth: Int, _ scope: Scope) -> Predicate? {
    switch generator.pick(0...8) {
    case 0: return birthday(depth, scope)
    case 1:
      let value = expression(generator.pick(Self.numericTypes), depth, scope)
      let ends = [self.value(near: value, scope), self.value(near: value, scope)]
        .sorted { NaiveEvaluator.comes($0, before: $1) }
      let range: [Predicate] = [
        .compare(value, .greaterOrEqual, .constant(ends[0])),
        .compare(value, .lessOrEqual, .constant(ends[1])),
      ]
      return .all(range)
    case 2:
      let day = Expression.localDay(expression(.dateTime, 0, scope))
      let values = (0...generator.pick(0...2)).map { _ in value(near: day, scope) }
      return .isOneOf(day, values)
    case 3, 4, 5, 6: return madeTest(depth, scope)
    case 7:
      let pattern = Predicate.text(
        expression(.text, depth, scope), generator.pick(TextTest.allCases),
        generator.pick(Self.patterns))
      return .not(generator.oneIn(3) ? .inSegment(segment(depth)) : pattern)
    default:
      let day = Expression.localDay(expression(.dateTime, 0, scope))
      return .compare(day, generator.pick(Comparison.allCases), constant(near: day, scope))
    }
  }

  /// A comparison of what a function, a choice, a standing or an aggregate makes.
  private mutating func madeTest(_ depth: Int, _ scope: Scope) -> Predicate? {
    let type = generator.pick([FieldType.number, .number, .number, .money, .text])
    let value: Expression?
    switch generator.pick(0...3) {
    case 0: value = aggregate(type, depth, scope)
    case 1 where type == .number: value = standing(type, depth)
    default: value = made(type, depth, scope)
    }
    guard let value else { return nil }
    let (sign, bound) = (generator.pick(Comparison.allCases), constant(near: value, scope))
    return type == .text ? .compareText(value, sign, bound) : .compare(value, sign, bound)
  }

  /// Any birthday in a period: the days of its months, asked for one by one.
  private mutating func birthday(_ depth: Int, _ scope: Scope) -> Predicate? {
    let date = expression(.date, depth, scope)
    guard case .days(let from?, let through?)? = wordedWindow(), from <= through,
      let period = try? words?.text(.days(from: from, through: through)),
      let subject = try? words?.dayText(date, scope)
    else { return nil }
    var wanted: [Int: Set<Int>] = [:]
    for number in from.dayNumber...min(through.dayNumber, from.dayNumber + 1500) {
      let (year, month, day) = CalendarDate(dayNumber: number).components
      wanted[month, default: []].insert(day)
      let isCommon = CalendarDate(year: year, month: 2, day: 29) == nil
      if month == 2, day == 28, isCommon { wanted[month]?.insert(29) }
    }
    let months = wanted.sorted { $0.key < $1.key }.map { month, days in
      let days = days.sorted().map { Value.number(Fraction($0)) }
      return Predicate.all([
        .isOneOf(.call(FunctionCall(.month, [date])), [.number(Fraction(month))]),
        .isOneOf(.call(FunctionCall(.day, [date])), days),
      ])
    }
    words?.conditions[.any(months)] = "birthday(\(subject)) in \(period)"
    return .any(months)
  }
}
