import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// The engine against the naive evaluator on random stores and random plans.
@Suite struct OracleTests {
  /// Stores a slice; eight slices times 32 stores times 4 moments times 22 conditions are
  /// 22,528 pairs of store and condition.
  static let storesPerSlice: UInt64 = 32
  static let predicatesPerMoment = 22

  static func seeds(_ slice: UInt64) -> Range<UInt64> {
    slice * storesPerSlice..<(slice + 1) * storesPerSlice
  }

  @Test(arguments: 0..<UInt64(8))
  func conditionsSelectTheSameCustomers(slice: UInt64) throws {
    var tally = Tally()
    OraclePair.forEach(Self.seeds(slice)) { pair in
      var plans = RandomPlan(seed: pair.seed &* 31 &+ 7, store: pair.store, naive: pair.naive)
      for number in 0..<Self.predicatesPerMoment {
        let predicate = plans.predicate(depth: number % 6)
        guard
          let (bits, rows) = tally.answers(
            { () throws(EvaluationFailure) in try pair.engine.select(predicate) },
            { () throws(NaiveOverflow) in try pair.naive.select(predicate) })
        else { continue }
        if !rows.isEmpty, rows.count < pair.naive.existing.count { tally.mixed += 1 }
        check(bits, rows, predicate, pair)
      }
    }
    let all = Int(Self.storesPerSlice) * 4 * Self.predicatesPerMoment
    #expect(tally.compared + tally.overflowed == all)
    #expect(tally.overflowed * 50 < all, "too few exact answers: \(tally)")
    #expect(tally.mixed * 4 > all, "too few conditions that divide customers: \(tally)")
  }

  /// Equality with the oracle, the partition law and the form of the bitmap.
  private func check(_ bits: Bitmap, _ rows: [Int], _ predicate: Predicate, _ pair: OraclePair) {
    #expect(bits.count == pair.count && bits.isWellFormed, "\(pair.place): \(predicate)")
    if bits.rows != rows.map(Int32.init) {
      let smallest = pair.smallest(predicate)
      let (engine, naive) = pair.difference(smallest) ?? (bits.rows, rows.map(Int32.init))
      Issue.record(
        "\(pair.place): the engine has \(engine), the oracle \(naive) for \(smallest)")
    }
    let others = try? pair.engine.select(.not(predicate))
    #expect(
      others?.isWellFormed == true
        && bits.population + (others?.population ?? 0) == pair.naive.existing.count,
      "\(pair.place): the partition law fails for \(predicate)")
  }

  @Test(arguments: 0..<UInt64(4))
  func expressionsHaveTheSameValues(slice: UInt64) throws {
    var tally = Tally()
    OraclePair.forEach(1000 + slice * 24..<1000 + (slice + 1) * 24) { pair in
      var plans = RandomPlan(seed: pair.seed &* 37 &+ 5, store: pair.store, naive: pair.naive)
      let customers = (0..<pair.count).map(Int32.init)
      for number in 0..<16 {
        let expression = plans.expression(depth: number % 5)
        let column = OutputColumn(name: "value", expression: expression)
        guard
          let (table, values) = tally.answers(
            { () throws(EvaluationFailure) in try pair.engine.table([column], rows: customers) },
            { () throws(NaiveOverflow) in
              var values: [Value] = []
              for customer in 0..<pair.count {
                values.append(try pair.naive.value(expression, at: .customer(customer)))
              }
              return values
            })
        else { continue }
        let found = table.columns[0].values
        if found != values {
          let row = zip(found, values).enumerated().first { $0.element.0 != $0.element.1 }
          Issue.record("\(pair.place): \(String(describing: row)) of \(expression)")
        }
        #expect(
          (try? pair.engine.unknownCount(expression))
            == pair.naive.existing.count { values[$0] == .unknown },
          "\(pair.place): unknown values of \(expression)")
      }
    }
    #expect(tally.overflowed * 50 < tally.compared, "too few exact answers: \(tally)")
  }

  @Test(arguments: 0..<UInt64(4))
  func selectionsKeepTheSameOrder(slice: UInt64) throws {
    var tally = Tally()
    OraclePair.forEach(2000 + slice * 24..<2000 + (slice + 1) * 24) { pair in
      var plans = RandomPlan(seed: pair.seed &* 41 &+ 3, store: pair.store, naive: pair.naive)
      for number in 0..<10 {
        let plan = plans.selection(depth: 1 + number % 3)
        guard
          let (selection, rows) = tally.answers(
            { () throws(EvaluationFailure) in try pair.engine.select(plan) },
            { () throws(NaiveOverflow) in try pair.naive.select(plan) })
        else { continue }
        #expect(
          selection.members.isWellFormed
            && selection.members == Bitmap(count: pair.count, rows: rows)
            && selection.rows == rows.map(Int32.init) && selection.count == rows.count,
          "\(pair.place): \(plan)")
      }
    }
    #expect(tally.overflowed * 50 < tally.compared, "too few exact answers: \(tally)")
  }

  @Test(arguments: 0..<UInt64(4))
  func groupingsHaveTheSameRows(slice: UInt64) throws {
    var tally = Tally()
    OraclePair.forEach(3000 + slice * 16..<3000 + (slice + 1) * 16) { pair in
      var plans = RandomPlan(seed: pair.seed &* 43 &+ 1, store: pair.store, naive: pair.naive)
      for number in 0..<8 {
        let grouping = plans.grouping(depth: number % 4)
        let predicate = plans.predicate(depth: 1)
        guard
          let (table, rows) = tally.answers(
            { () throws(EvaluationFailure) in
              let selection = Selection(members: try pair.engine.select(predicate))
              return try pair.engine.groups(grouping, of: selection)
            },
            { () throws(NaiveOverflow) in
              try pair.naive.groups(grouping, of: try pair.naive.select(predicate))
            })
        else { continue }
        let found = (0..<table.rowCount).map { row in table.columns.map { $0.values[row] } }
        #expect(found == rows, "\(pair.place): \(grouping) of \(predicate)")
      }
    }
    #expect(tally.overflowed * 20 < tally.compared, "too few exact answers: \(tally)")
  }

  @Test(arguments: 0..<UInt64(4))
  func sheetsHaveTheSameRows(slice: UInt64) throws {
    var tally = Tally()
    OraclePair.forEach(5000 + slice * 16..<5000 + (slice + 1) * 16) { pair in
      var plans = RandomPlan(seed: pair.seed &* 53 &+ 7, store: pair.store, naive: pair.naive)
      for number in 0..<8 {
        let customers = plans.selection(depth: number % 2)
        guard let (wanted, narrowing, grouping) = plans.sheet(depth: number % 3),
          let (found, expected) = tally.answers(
            { () throws(EvaluationFailure) in
              var rows = try pair.engine.rows(wanted, of: try pair.engine.select(customers))
              for stage in narrowing { rows = try pair.engine.narrow(rows, stage) }
              return (rows, try pair.engine.groups(grouping, of: rows))
            },
            { () throws(NaiveOverflow) in
              let rows = try pair.naive.sheet(
                wanted, of: try pair.naive.select(customers), narrowing)
              return (rows, try pair.naive.groups(grouping, of: rows))
            })
        else { continue }
        let plan = "\(pair.place): \(wanted), \(narrowing), \(grouping) of \(customers)"
        let rows = expected.0.compactMap { place -> Int32? in
          if case .row(_, let row) = place { Int32(row) } else { nil }
        }
        #expect(found.0.rows == rows && found.0.count == rows.count, "\(plan)")
        let table = found.1
        let cells = (0..<table.rowCount).map { row in table.columns.map { $0.values[row] } }
        #expect(cells == expected.1, "\(plan)")
      }
    }
    #expect(tally.overflowed * 20 < tally.compared, "too few exact answers: \(tally)")
  }
}
