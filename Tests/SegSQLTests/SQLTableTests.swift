import SegEngine
import SegModel
import SegPlan
import SegSQL
import SegStore
import SegTestSupport
import Testing

/// Tables of the engine against those of SQLite on random stores and random plans.
@Suite struct SQLTableTests {
  private struct Tally {
    var compared = 0
    var refused = 0

    func expectEnough() {
      #expect(refused * 4 < compared, "too few exact answers: \(refused), \(compared)")
    }
  }

  @Test func groupsHaveTheSameCells() throws {
    var tally = Tally()
    try SQLOracleTests.forEach(4000..<4016) { pair in
      var plans = RandomPlan(seed: pair.seed &* 71 &+ 5, store: pair.store, naive: pair.naive)
      var asked = 0
      while asked < 4 {
        let source = SelectionSource.matching(plans.predicate(depth: 1))
        if try check(source, [], plans.grouping(depth: asked % 3), pair, &tally) { asked += 1 }
      }
    }
    tally.expectEnough()
  }

  @Test func groupsOfRowsHaveTheSameCells() throws {
    var tally = Tally()
    try SQLOracleTests.forEach(6000..<6012) { pair in
      var plans = RandomPlan(seed: pair.seed &* 79 &+ 1, store: pair.store, naive: pair.naive)
      var asked = 0
      while asked < 4 {
        // An order of the customers is none of their rows'.
        let customers = plans.selection(depth: asked % 2)
        guard let (rows, _, grouping) = plans.sheet(depth: asked % 3) else { break }
        let steps = customers.narrowing.map { BoundPipeline.Step.narrow($0) } + [.rows(rows)]
        if try check(customers.source, steps, grouping, pair, &tally) { asked += 1 }
      }
    }
    tally.expectEnough()
  }

  /// Clause 11.3: what nothing dates stands as in the file, whatever the order of the customers.
  @Test func undatedRowsStandAsInTheFile() throws {
    var tally = Tally()
    let size = Expression.column("size", .number)
    let grouping = Grouping(
      keys: [OutputColumn(name: "open", expression: .column("open", .flag))],
      statistics: [
        Statistic(name: "first", kind: .values(.first, size)),
        Statistic(name: "last", kind: .values(.last, size)),
      ])
    let backwards = SortKey(
      expression: .attribute("customer_id", .text), isDescending: true)
    try SQLOracleTests.forEach(6000..<6012) { pair in
      guard pair.store.snapshot.relations["notes"] != nil else { return }
      _ = try check(
        .matching(.constant(true)),
        [.narrow(.sort([backwards])), .rows(RowSelection(relation: "notes"))], grouping, pair,
        &tally)
    }
    #expect(tally.compared > 6)
  }

  /// Compares the groups of what steps leave of a source; false for what has no SQL.
  private func check(
    _ source: SelectionSource, _ steps: [BoundPipeline.Step], _ grouping: Grouping,
    _ pair: SQLOracleTests.Pair, _ tally: inout Tally
  ) throws -> Bool {
    let pipeline = BoundPipeline(
      source: source, steps: steps, look: .groups(grouping), asOf: pair.asOf)
    guard
      let sql = SQLOracleTests.sql(
        { try SQLWriter.statement(pipeline, pair.database.schema, refusesOverflow: true) },
        of: grouping, pair)
    else { return false }
    guard let found = try pair.database.rows(sql),
      let table = try? groups(grouping, pipeline, pair.engine)
    else {
      tally.refused += 1
      return true
    }
    tally.compared += 1
    if !table.isShown(in: found) {
      Issue.record("\(pair.place): \(grouping) of \(source), \(steps)\nSQLite \(found)\n\(sql)")
    }
    return true
  }

  private func groups(
    _ grouping: Grouping, _ pipeline: BoundPipeline, _ engine: Engine
  ) throws -> ResultTable {
    var selection = try engine.select(pipeline.source)
    for step in pipeline.steps {
      switch step {
      case .narrow(let stage): selection = try engine.narrow(selection, stage)
      case .rows(let rows): selection = try engine.rows(rows, of: selection)
      case .act: Issue.record("nothing is done here")
      }
    }
    return try engine.groups(grouping, of: selection)
  }

  @Test func sheetsHaveTheSameRows() throws {
    var tally = Tally()
    try SQLOracleTests.forEach(5000..<5016) { pair in
      var plans = RandomPlan(seed: pair.seed &* 73 &+ 9, store: pair.store, naive: pair.naive)
      var asked = 0
      while asked < 4 {
        let customers = plans.selection(depth: asked % 2)
        guard let (rows, narrowing, _) = plans.sheet(depth: asked % 3) else { break }
        let pipeline = BoundPipeline(
          source: customers.source,
          steps: customers.narrowing.map { .narrow($0) } + [.rows(rows)]
            + narrowing.map { .narrow($0) },
          look: .summary, asOf: pair.asOf)
        guard
          let sql = SQLOracleTests.sql(
            { try SQLWriter.statement(pipeline, pair.database.schema, refusesOverflow: true) },
            of: rows, pair)
        else { continue }
        asked += 1
        guard
          let found = try pair.database.rows(sql),
          var sheet = try? pair.engine.rows(rows, of: pair.engine.select(customers))
        else {
          tally.refused += 1
          continue
        }
        for stage in narrowing { sheet = try pair.engine.narrow(sheet, stage) }
        tally.compared += 1
        // The row's own number follows the customer's id.
        let numbers = found.map { $0[1].number }
        if numbers != sheet.rows.map({ Optional(Int($0)) }) {
          Issue.record("\(pair.place): \(rows), \(narrowing) of \(customers)\n\(numbers)\n\(sql)")
        }
      }
    }
    tally.expectEnough()
  }
}
