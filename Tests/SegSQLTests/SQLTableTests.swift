import SegEngine
import SegModel
import SegPlan
import SegSQL
import SegStore
import SegTestSupport
import Testing

/// Tables of the engine against those of SQLite on random stores and random plans.
@Suite struct SQLTableTests {
  @Test func groupsHaveTheSameCells() throws {
    var compared = 0
    var refused = 0
    try SQLOracleTests.forEach(4000..<4016) { pair in
      var plans = RandomPlan(seed: pair.seed &* 71 &+ 5, store: pair.store, naive: pair.naive)
      var asked = 0
      while asked < 4 {
        let source = SelectionSource.matching(plans.predicate(depth: 1))
        let grouping = plans.grouping(depth: asked % 3)
        let pipeline = BoundPipeline(
          source: source, steps: [], look: .groups(grouping), asOf: pair.asOf)
        guard
          let sql = SQLOracleTests.sql(
            { try SQLWriter.statement(pipeline, pair.database.schema, refusesOverflow: true) },
            of: grouping, pair)
        else { continue }
        asked += 1
        guard
          let found = try pair.database.rows(sql),
          let table = try? pair.engine.groups(grouping, of: pair.engine.select(source))
        else {
          refused += 1
          continue
        }
        compared += 1
        if !table.isShown(in: found) {
          Issue.record("\(pair.place): \(grouping) of \(source)\nSQLite \(found)\n\(sql)")
        }
      }
    }
    #expect(refused * 4 < compared, "too few exact answers: \(refused), \(compared)")
  }

  @Test func groupsOfRowsHaveTheSameCells() throws {
    var compared = 0
    var refused = 0
    try SQLOracleTests.forEach(6000..<6012) { pair in
      var plans = RandomPlan(seed: pair.seed &* 79 &+ 1, store: pair.store, naive: pair.naive)
      var asked = 0
      while asked < 4 {
        let source = SelectionSource.matching(plans.predicate(depth: 0))
        guard let (rows, _, grouping) = plans.sheet(depth: asked % 3) else { break }
        let pipeline = BoundPipeline(
          source: source, steps: [.rows(rows)], look: .groups(grouping), asOf: pair.asOf)
        guard
          let sql = SQLOracleTests.sql(
            { try SQLWriter.statement(pipeline, pair.database.schema, refusesOverflow: true) },
            of: grouping, pair)
        else { continue }
        asked += 1
        guard
          let found = try pair.database.rows(sql),
          let table = try? pair.engine.groups(
            grouping, of: pair.engine.rows(rows, of: pair.engine.select(source)))
        else {
          refused += 1
          continue
        }
        compared += 1
        if !table.isShown(in: found) {
          Issue.record("\(pair.place): \(grouping) of \(rows)\nSQLite \(found)\n\(sql)")
        }
      }
    }
    #expect(refused * 4 < compared, "too few exact answers: \(refused), \(compared)")
  }

  @Test func sheetsHaveTheSameRows() throws {
    var compared = 0
    var refused = 0
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
          refused += 1
          continue
        }
        for stage in narrowing { sheet = try pair.engine.narrow(sheet, stage) }
        compared += 1
        // The row's own number follows the customer's id.
        let numbers = found.map { $0[1].number }
        if numbers != sheet.rows.map({ Optional(Int($0)) }) {
          Issue.record("\(pair.place): \(rows), \(narrowing) of \(customers)\n\(numbers)\n\(sql)")
        }
      }
    }
    #expect(refused * 4 < compared, "too few exact answers: \(refused), \(compared)")
  }
}
