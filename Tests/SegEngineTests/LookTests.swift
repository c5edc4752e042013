import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// Looks that count customers against the naive evaluator, on random stores and selections.
@Suite struct LookTests {
  /// The pairs of a few small stores, and of one with more customers than hundredths.
  private static func forEach(_ slice: UInt64, _ body: (OraclePair) -> Void) {
    OraclePair.forEach(8000 + slice * 6..<8000 + (slice + 1) * 6, body)
    let store = RandomStore(seed: 8900 + slice, customerCount: 240)
    let rows = NaiveStore(store.snapshot)
    for asOf in store.moments.prefix(2) {
      body(OraclePair(seed: 8900 + slice, store: store, rows: rows, asOf: asOf))
    }
  }

  /// Compares a look at some customers, or at nobody; `mixed` counts answers of several lines.
  private func compare(
    _ pair: OraclePair, _ plan: SelectionPlan, _ tally: inout Tally, _ what: Any,
    _ engine: (Selection) throws(EvaluationFailure) -> ResultTable,
    _ naive: ([Int]) throws(NaiveOverflow) -> [[Value]]
  ) {
    guard
      let (table, lines) = tally.answers(
        { () throws(EvaluationFailure) in try engine(try pair.engine.select(plan)) },
        { () throws(NaiveOverflow) in try naive(try pair.naive.select(plan)) })
    else { return }
    if lines.count > 1 { tally.mixed += 1 }
    check(table, lines, "\(pair.place): \(what) of \(plan)")
  }

  private func check(_ table: ResultTable, _ lines: [[Value]], _ what: String) {
    let cells = (0..<table.rowCount).map { row in table.columns.map { $0.values[row] } }
    guard cells != lines else { return }
    let place = zip(cells, lines).first { $0 != $1 }.map { "\($0), the oracle \($1)" }
    Issue.record(
      "\(what): \(cells.count) lines, the oracle \(lines.count): \(place ?? "more or less")")
  }

  private func expectEnough(_ tally: Tally) {
    #expect(tally.overflowed * 10 < tally.compared, "too few exact answers: \(tally)")
    #expect(tally.mixed * 10 > tally.compared, "too few answers of several lines: \(tally)")
  }

  @Test(arguments: 0..<UInt64(4))
  func histogramsHaveTheSameSteps(slice: UInt64) {
    var tally = Tally()
    Self.forEach(slice) { pair in
      var plans = RandomPlan(seed: pair.seed &* 71 &+ 5, store: pair.store, naive: pair.naive)
      for number in 0..<6 {
        let histogram = plans.histogram(depth: number % 3)
        compare(
          pair, plans.audience(depth: number % 2), &tally, histogram,
          { selection throws(EvaluationFailure) in
            try pair.engine.histogram(histogram, of: selection)
          },
          { customers throws(NaiveOverflow) in
            try pair.naive.histogram(histogram, of: customers.map { .customer($0) })
          })
      }
    }
    expectEnough(tally)
  }

  @Test(arguments: 0..<UInt64(2))
  func histogramsOfRowsHaveTheSameSteps(slice: UInt64) {
    var tally = Tally()
    Self.forEach(slice + 4) { pair in
      var plans = RandomPlan(seed: pair.seed &* 73 &+ 5, store: pair.store, naive: pair.naive)
      for number in 0..<9 {
        let plan = plans.audience(depth: number % 2)
        guard let (wanted, narrowing, _) = plans.sheet(depth: number % 3) else { continue }
        let histogram = plans.histogram(depth: number % 2, of: wanted.relation)
        compare(
          pair, plan, &tally, (wanted, narrowing, histogram),
          { selection throws(EvaluationFailure) in
            var rows = try pair.engine.rows(wanted, of: selection)
            for stage in narrowing { rows = try pair.engine.narrow(rows, stage) }
            return try pair.engine.histogram(histogram, of: rows)
          },
          { customers throws(NaiveOverflow) in
            try pair.naive.histogram(
              histogram, of: try pair.naive.sheet(wanted, of: customers, narrowing))
          })
      }
    }
    expectEnough(tally)
  }

  @Test(arguments: 0..<UInt64(3))
  func profilesHaveTheSameLines(slice: UInt64) {
    var tally = Tally()
    Self.forEach(slice + 6) { pair in
      var plans = RandomPlan(seed: pair.seed &* 79 &+ 5, store: pair.store, naive: pair.naive)
      for number in 0..<4 {
        let attributes = plans.profiled(depth: number % 3)
        compare(
          pair, plans.selection(depth: number % 2), &tally, attributes,
          { selection throws(EvaluationFailure) in
            try pair.engine.profile(attributes, of: selection) { "\($0)" }
          },
          { customers throws(NaiveOverflow) in
            try pair.naive.profile(attributes, of: customers) { "\($0)" }
          })
      }
    }
    expectEnough(tally)
  }

  @Test(arguments: 0..<UInt64(2))
  func overlapsCountTheSame(slice: UInt64) {
    var tally = Tally()
    Self.forEach(slice + 9) { pair in
      var plans = RandomPlan(seed: pair.seed &* 83 &+ 5, store: pair.store, naive: pair.naive)
      for number in 0..<4 {
        let segments = plans.segments(depth: number % 2)
        compare(
          pair, plans.audience(depth: number % 2), &tally, segments.map(\.name),
          { selection throws(EvaluationFailure) in
            try pair.engine.overlap(segments, of: selection)
          },
          { customers throws(NaiveOverflow) in
            try pair.naive.overlap(segments, of: customers)
          })
      }
    }
    expectEnough(tally)
  }

  @Test(arguments: 0..<UInt64(2))
  func scoresAreCountedTheSame(slice: UInt64) {
    var tally = Tally()
    Self.forEach(slice + 11) { pair in
      var plans = RandomPlan(seed: pair.seed &* 89 &+ 5, store: pair.store, naive: pair.naive)
      for number in 0..<3 {
        let plan = plans.audience(depth: number)
        compare(
          pair, plan, &tally, "rfm",
          { selection throws(EvaluationFailure) in try pair.engine.scores(of: selection) },
          { customers throws(NaiveOverflow) in try pair.naive.scores(of: customers) })
        compare(
          pair, plan, &tally, "rfm grid",
          { selection throws(EvaluationFailure) in try pair.engine.scoreGrid(of: selection) },
          { customers throws(NaiveOverflow) in try pair.naive.scoreGrid(of: customers) })
      }
    }
    expectEnough(tally)
  }
}
