import SegEngine
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// `exclude suppressed` against the row-at-a-time evaluator.
@Suite struct SuppressedTests {
  @Test func leavingThemOutAgreesWithTheOracle() throws {
    try OraclePair.forEach(0..<4) { pair in
      let listed = Set((0..<pair.count).filter { $0 % 3 == 1 })
      var context = pair.engine.context
      context.suppressed = Bitmap(count: pair.count, rows: listed)
      let engine = Engine(context, asOf: pair.asOf)
      pair.naive.suppressed = listed
      let stages: [[Narrowing]] = [
        [.exclude(.suppressed)], [.limit(10), .exclude(.suppressed)],
        [.exclude(.suppressed), .sort([]), .limit(7)],
      ]
      for narrowing in stages {
        let plan = SelectionPlan(source: .matching(.constant(true)), narrowing: narrowing)
        let rows = try pair.naive.select(plan).map(Int32.init)
        #expect(try engine.select(plan).rows == rows, "\(pair.place)")
      }
    }
  }
}
