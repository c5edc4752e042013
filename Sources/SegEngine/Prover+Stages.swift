import SegModel
import SegPlan
import SegStore

extension Prover {
  /// Where the customer stands in a stage, and whether that is enough.
  func lines(
    of stage: Narrowing, _ text: String, _ depth: Int, before: Selection,
    after: Selection
  ) throws(EvaluationFailure) -> [ProofLine] {
    guard before.members[customer] else { return [ProofLine(depth, text)] }
    let isKept = after.members[customer]
    var line = ProofLine(depth, text, result: .init(isKept))
    switch stage {
    case .limit(let count):
      line.value = .number(Fraction(place(in: before)))
      line.sign = "<="
      line.bound = .values([.number(Fraction(count))])
    case .sort: line.value = .number(Fraction(place(in: after)))
    case .rank(let isTop, _, let expression):
      let value = try value(of: expression)
      let detail = ProofLine(depth + 1, "ranked by", value: value)
      guard value != .unknown else {
        line.result = .unknown
        return [line, detail]
      }
      let place = try engine.rank(of: Int32(customer), in: before, isTop: isTop, by: expression)
      line.value = .number(Fraction(place))
      line.sign = "<="
      line.bound = .values([.number(Fraction(after.count))])
      return [line, detail]
    case .sample(let amount, let salt):
      let place = try engine.places(salt)[customer]
      line.value = Fraction(Int128(place), over: Int128(1) << 32).map { .number($0) } ?? .unknown
      if case .percent(let percent) = amount, let share = percent.divided(by: Fraction(100)) {
        line.sign = "<"
        line.bound = .values([.number(share)])
      }
    case .places(_, let below, let salt):
      let place = try engine.places(salt)[customer]
      line.value = Fraction(Int128(place), over: Int128(1) << 32).map { .number($0) } ?? .unknown
      line.sign = "<"
      line.bound = .values([.number(below)])
    case .exclude: break
    }
    return [line]
  }

  /// The place of the customer in the order of a selection, from 1.
  private func place(in selection: Selection) -> Int {
    (selection.rows.firstIndex(of: Int32(customer)) ?? -1) + 1
  }
}
