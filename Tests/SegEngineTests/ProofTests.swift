import SegEngine
import SegModel
import SegPlan
import SegTestSupport
import Testing

/// Proof trees against the naive evaluator, line by line.
@Suite struct ProofTests {
  @Test(arguments: 0..<UInt64(4))
  func proofsTellTheSame(slice: UInt64) throws {
    var tally = Tally()
    var results: [String: Int] = [:]
    OraclePair.forEach(6000 + slice * 16..<6000 + (slice + 1) * 16) { pair in
      var plans = RandomPlan(seed: pair.seed &* 59 &+ 3, store: pair.store, naive: pair.naive)
      guard pair.count > 0 else { return }
      for number in 0..<8 {
        let outline = plans.outline(depth: number % 5)
        for customer in Set([0, pair.count / 2, pair.count - 1]).sorted() {
          guard
            let (found, expected) = tally.answers(
              { () throws(EvaluationFailure) in
                try pair.engine.proof(of: outline, for: customer, mostRows: 3)
              },
              { () throws(NaiveOverflow) in
                try pair.naive.proof(of: outline, for: customer, mostRows: 3)
              })
          else { continue }
          let lines = found.map(Self.comparable)
          for line in lines { results[line.result ?? "", default: 0] += 1 }
          if lines != expected {
            let place = zip(lines, expected).first { $0 != $1 }
            Issue.record(
              "\(pair.place): customer \(customer), \(String(describing: place)), \(outline)")
          }
        }
      }
    }
    #expect(tally.overflowed * 20 < tally.compared, "too few exact answers: \(tally)")
    for word in ["true", "false", "unknown", ""] {
      #expect(results[word, default: 0] > 100, "too few lines of every kind: \(results)")
    }
  }

  private static func comparable(_ line: ProofLine) -> NaiveProofLine {
    let bounds: [Value] =
      switch line.bound {
      case .values(let values)?: values
      case .range(let low, let high)?: [low, high]
      case .window?, .oneOf?, nil: []
      }
    return NaiveProofLine(line.depth, line.result?.rawValue, line.value, bounds)
  }
}
