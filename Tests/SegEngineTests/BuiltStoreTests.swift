import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// A store that went through the builder answers like the rows it was built from.
@Suite struct BuiltStoreTests {
  @Test(arguments: 5000..<UInt64(5024))
  func builtStoresAnswerTheSame(seed: UInt64) throws {
    let store = RandomStore(seed: seed)
    let (snapshot, report) = SnapshotBuilder.build(
      from: nil, adding: store.sources(), profile: store.snapshot.profile)
    try #require(snapshot.customerCount == store.snapshot.customerCount, "seed \(seed): \(report)")
    for source in report.sources {
      #expect(source.rejected.isEmpty && source.merged == 0, "seed \(seed): \(source)")
    }
    let rows = NaiveStore(store.snapshot)
    for asOf in store.moments {
      let pair = OraclePair(seed: seed, store: store, rows: rows, asOf: asOf)
      var context = pair.engine.context
      context.snapshot = snapshot
      let engine = Engine(context, asOf: asOf)
      var plans = RandomPlan(seed: seed, store: store, naive: pair.naive)
      var tally = Tally()
      for _ in 0..<12 {
        let predicate = plans.predicate(depth: 3)
        guard
          let (bits, expected) = tally.answers(
            { () throws(EvaluationFailure) in try engine.select(predicate) },
            { () throws(NaiveOverflow) in try pair.naive.select(predicate) })
        else { continue }
        #expect(bits.rows == expected.map(Int32.init), "\(pair.place): \(predicate)")
      }
      #expect(tally.overflowed < 6)
    }
  }
}
