import SegModel
import SegPlan
import SegStore

extension RandomPlan {
  /// A function, a choice or a standing of a type; nil where there is none.
  mutating func made(_ type: FieldType, _ depth: Int, _ scope: Scope) -> Expression? {
    if generator.oneIn(3), type != .list { return choice(type, depth, scope) }
    switch type {
    case .number:
      switch generator.pick(0...3) {
      case 0:
        let part = generator.pick([ValueFunction.year, .quarter, .month, .week, .weekday, .day])
        return .call(FunctionCall(part, [expression(.date, depth, scope)]))
      case 1:
        let day = naive.asOf.day.adding(
          days: words == nil ? generator.pick([0, 0, -1, -365, 59]) : 0)
        return .call(
          FunctionCall(.age, [expression(.date, depth, scope), .constant(.date(day))]))
      case 2: return .call(FunctionCall(.length, [expression(.text, depth, scope)]))
      default: return generator.oneIn(2) ? rounding(type, depth, scope) : standing(type, depth)
      }
    case .money: return generator.oneIn(2) ? rounding(type, depth, scope) : standing(type, depth)
    case .date:
      let day = naive.asOf.day.adding(
        days: words == nil ? generator.pick([0, 0, 1, -300, 700]) : 0)
      return .call(
        FunctionCall(.anniversary, [expression(.date, depth, scope), .constant(.date(day))]))
    case .text:
      // Only `by` has calendar units as texts.
      switch generator.pick(words == nil ? 0...2 : 1...2) {
      case 0:
        let unit = generator.pick([
          ValueFunction.calendarMonth, .calendarQuarter, .calendarWeek,
        ])
        return .call(FunctionCall(unit, [expression(.date, depth, scope)]))
      case 1:
        let texts = (0...generator.pick(0...2)).map { _ in expression(.text, depth, scope) }
        return .call(FunctionCall(.concat, texts))
      default:
        let function = generator.pick([ValueFunction.lower, .upper, .fold])
        return .call(FunctionCall(function, [expression(.text, depth, scope)]))
      }
    case .dateTime, .flag, .list: return nil
    }
  }

  private mutating func rounding(
    _ type: FieldType, _ depth: Int, _ scope: Scope
  ) -> Expression {
    let value = expression(type, depth, scope)
    let function = generator.pick([ValueFunction.round, .floor, .ceil, .abs])
    guard function != .abs else { return .call(FunctionCall(.abs, [value])) }
    let places: [Int128] = words == nil ? [1, 10] : [1]
    let unit =
      Fraction(generator.pick([1, 1, 10, 100]), over: generator.pick(places)) ?? Fraction(1)
    return .call(
      FunctionCall(function, [value, .constant(type == .money ? .money(unit) : .number(unit))]))
  }

  private mutating func choice(
    _ type: FieldType, _ depth: Int, _ scope: Scope
  ) -> Expression {
    let branches = (0...generator.pick(0...2)).map { _ in
      Choice.Branch(
        condition: predicate(depth, scope), value: expression(type, depth, scope))
    }
    let otherwise = generator.oneIn(3) ? nil : expression(type, depth, scope)
    return .choice(Choice(branches: branches, otherwise: otherwise))
  }

  mutating func standing(_ type: FieldType, _ depth: Int) -> Expression {
    let relations = store.snapshot.relations.keys.sorted()
    var among = Predicate.constant(true)
    if !relations.isEmpty, generator.oneIn(2) {
      among = .exists(RowSelection(relation: generator.pick(relations)))
    }
    // Words leave no choice.
    func owners(of value: Expression) -> Predicate {
      words == nil ? among : PlanText.owners(of: value)
    }
    if type == .money || generator.oneIn(3) {
      let percent = generator.pick([0, 10, 25, 50, 90, 99, 100])
      let value = expression(type, depth, .customers)
      return .standing(
        Standing(.percentile(Fraction(percent)), of: value, among: owners(of: value)))
    }
    let value = expression(generator.pick(Self.numericTypes), depth, .customers)
    if generator.oneIn(2) {
      return .standing(
        Standing(
          .quantile(generator.pick([2, 3, 5, 10, 100])), of: value, among: owners(of: value)))
    }
    let group =
      generator.oneIn(2)
      ? nil : expression(generator.pick([.text, .number, .flag, .date]), depth, .customers)
    return .standing(Standing(.rank(by: group), of: value, among: owners(of: value)))
  }
}
