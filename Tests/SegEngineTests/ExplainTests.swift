import SegEngine
import SegModel
import SegPlan
import SegTestSupport
import Testing

/// Explanations against the naive evaluator, line by line.
@Suite struct ExplainTests {
  @Test(arguments: 0..<UInt64(4))
  func explanationsCountTheSame(slice: UInt64) throws {
    var tally = Tally()
    OraclePair.forEach(4000 + slice * 12..<4000 + (slice + 1) * 12) { pair in
      var plans = RandomPlan(seed: pair.seed &* 47 &+ 9, store: pair.store, naive: pair.naive)
      for number in 0..<4 {
        let plan = plans.explanation(depth: 1 + number % 3)
        guard
          let (found, expected) = tally.answers(
            { () throws(EvaluationFailure) in try pair.engine.explanation(of: plan) },
            { () throws(NaiveOverflow) in try pair.naive.explanation(of: plan) })
        else { continue }
        let lines = found.map { NaiveExplainLine($0.depth, $0.left, $0.alone, $0.unknown) }
        #expect(lines == expected, "\(pair.place): \(plan)")
        if found.contains(where: { $0.depth > 0 && $0.left != nil }) { tally.mixed += 1 }
        for line in found {
          let counts = line.unknownByName.map(\.count)
          #expect(counts.isEmpty == ((line.unknown ?? 0) == 0), "\(line)")
          #expect(counts.allSatisfy { $0 <= line.unknown ?? 0 }, "\(line)")
        }
      }
    }
    #expect(tally.overflowed * 20 < tally.compared, "too few exact answers: \(tally)")
    #expect(tally.mixed * 10 > tally.compared, "too few saved segments inside: \(tally)")
  }
}
