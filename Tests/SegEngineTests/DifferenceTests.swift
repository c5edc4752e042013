import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// Differences between two selections against the algebra of two naive ones.
@Suite struct DifferenceTests {
  @Test(arguments: 0..<UInt64(4))
  func differencesMoveTheSameCustomers(slice: UInt64) throws {
    var tally = Tally()
    for seed in 7000 + slice * 16..<7000 + (slice + 1) * 16 {
      let store = RandomStore(seed: seed)
      let rows = NaiveStore(store.snapshot)
      let pairs = store.moments.map { OraclePair(seed: seed, store: store, rows: rows, asOf: $0) }
      for (here, there) in zip(pairs, pairs.dropFirst() + pairs.prefix(1)) {
        var plans = RandomPlan(seed: seed &* 61 &+ 5, store: store, naive: here.naive)
        for number in 0..<6 {
          let new = plans.outline(depth: 1 + number % 3)
          // The same at another moment, or another one.
          let old = number % 2 == 0 ? new : plans.outline(depth: 1 + number % 3)
          compare(new, old, here, there, &tally)
        }
      }
    }
    #expect(tally.overflowed * 20 < tally.compared, "too few exact answers: \(tally)")
    #expect(tally.mixed * 4 > tally.compared, "too few selections that differ: \(tally)")
  }

  private func compare(
    _ new: SelectionOutline, _ old: SelectionOutline, _ here: OraclePair, _ there: OraclePair,
    _ tally: inout Tally
  ) {
    guard
      let (found, expected) = tally.answers(
        { () throws(EvaluationFailure) in
          try here.engine.difference(of: new, from: old, at: there.engine)
        },
        { () throws(NaiveOverflow) in
          (Set(try here.naive.select(new.plan)), Set(try there.naive.select(old.plan)))
        })
    else { return }
    let entered = expected.0.subtracting(expected.1)
    let left = expected.1.subtracting(expected.0)
    if !entered.isEmpty || !left.isEmpty { tally.mixed += 1 }
    let place = "\(here.place) and \(there.place): \(new) and \(old)"
    #expect(Set(found.entered.rows.map(Int.init)) == entered, "\(place)")
    #expect(Set(found.left.rows.map(Int.init)) == left, "\(place)")
    #expect(found.stayed == expected.0.intersection(expected.1).count, "\(place)")
    let causes =
      try? naiveCauses(.entered, entered, old, there.naive)
      + naiveCauses(.left, left, new, here.naive)
    if let causes { #expect(found.causes == causes, "\(place)") }
  }

  /// Customer by customer, what keeps those who moved out of a selection.
  private func naiveCauses(
    _ change: Difference.Change, _ moved: Set<Int>, _ outline: SelectionOutline,
    _ naive: NaiveEvaluator
  ) throws(NaiveOverflow) -> [Difference.Cause] {
    var causes: [Difference.Cause] = []
    let missing = moved.count { !naive.existing.contains($0) }
    if missing > 0 { causes.append(.init(change, "exists", missing)) }
    var plan = SelectionPlan(source: outline.plan.source)
    switch outline.source {
    case .set:
      causes.append(.init(change, outline.text, moved.subtracting(try naive.select(plan)).count))
    case .condition:
      for clause in outline.clauses {
        var failing = 0
        for customer in moved
        where try !naive.holds(clause.predicate, at: .customer(customer)) { failing += 1 }
        causes.append(.init(change, clause.text, failing))
      }
    }
    for (stage, text) in zip(outline.plan.narrowing, outline.stages) {
      let before = try naive.select(plan)
      plan.narrowing.append(stage)
      let dropped = Set(before).subtracting(try naive.select(plan))
      causes.append(.init(change, text, dropped.intersection(moved).count))
    }
    return causes
  }
}
