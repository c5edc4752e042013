import SegModel
package import SegPlan
import SegStore

extension RandomPlan {
  /// Rows that follow one another; nil when the store has no relation.
  package mutating func sequence(_ depth: Int) -> RowSequence? {
    var sequence = RowSequence(steps: [])
    for position in 0...generator.pick([0, 1, 1, 1, 2, 2, 3]) {
      guard var rows = rows(depth, .customers) else { return nil }
      if position > 0, generator.oneIn(2) { rows.relation = sequence.steps[0].rows.relation }
      if rows.relation != sequence.steps.first?.rows.relation ?? rows.relation {
        rows.condition = nil
      } else if position > 0, rows.relation == sequence.steps[0].rows.relation {
        rows.condition = sequence.steps[0].rows.condition
      }
      var step = RowSequence.Step(rows: rows, isExcluded: position > 0 && generator.oneIn(3))
      if position > 0, generator.oneIn(2) { step.span = span() }
      if position > 0, generator.oneIn(2) {
        step.comparisons = comparison(of: rows.relation, position, &sequence)
      }
      sequence.steps.append(step)
    }
    return sequence
  }

  private mutating func span() -> RowSequence.Span {
    switch generator.pick(0...3) {
    case 0: .seconds(Int64(generator.pick([60, 3600, 7200, 86_400, 500_000])))
    case 1: .days(months: generator.pick([1, 3]), days: 0)
    default: .days(months: 0, days: generator.pick([0, 1, 2, 7, 30, 60]))
    }
  }

  /// A value of the row beside one of an earlier step's row.
  private mutating func comparison(
    of relation: FieldName, _ position: Int, _ sequence: inout RowSequence
  ) -> Predicate? {
    let earlier = generator.pick(0...position - 1)
    guard !sequence.steps[earlier].isExcluded else { return nil }
    let type = generator.pick([FieldType.number, .money, .text, .date, .dateTime])
    let others = columns(of: sequence.steps[earlier].rows.relation, type)
    let own = columns(of: relation, type)
    guard !others.isEmpty, !own.isEmpty else { return nil }
    let carried = RowSequence.Carried(step: earlier, column: generator.pick(others))
    let name = FieldName("\u{1}\(earlier).\(carried.column)")
    sequence.carried[name] = carried
    var value = Expression.column(name, type)
    let mine = Expression.column(generator.pick(own), type)
    let sign = generator.pick(Comparison.allCases)
    if type == .text { return .compareText(mine, sign, value) }
    if type == .number || type == .money, generator.oneIn(2) {
      let factor = Expression.constant(.number(Fraction(Int128(generator.pick(1...3)))))
      value = .arithmetic(Arithmetic(first: value, steps: [.init(.multiply, factor)], type: type))
    }
    if type == .date, generator.oneIn(2) { value = .shifted(value, months: 0, days: 7) }
    let compared = Predicate.compare(mine, sign, value)
    switch generator.pick(0...4) {
    case 0: return .not(compared)
    case 1: return .any([compared, .isKnown(.column(name, type))])
    default: return compared
    }
  }

  private func columns(of relation: FieldName, _ type: FieldType) -> [FieldName] {
    let stored = relation == Snapshot.orders ? Snapshot.allOrders : relation
    let table = store.snapshot.relations[stored]?.table
    return table?.fields.filter { $0.type == type }.map(\.name) ?? []
  }
}
