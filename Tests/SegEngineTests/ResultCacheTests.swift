import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// What is remembered of conditions changes nothing but the time.
@Suite struct ResultCacheTests {
  /// An engine that remembers, one with room for little and one that remembers nothing agree on
  /// statements that share clauses.
  @Test(arguments: 0..<UInt64(24))
  func answersDoNotDependOnEarlierOnes(seed: UInt64) throws {
    OraclePair.forEach(6000 + seed..<6001 + seed) { pair in
      var plans = RandomPlan(seed: pair.seed &* 53 &+ 1, store: pair.store, naive: pair.naive)
      let context = pair.engine.context
      let little = Engine(context, asOf: pair.asOf, cacheBytes: 64)
      let clauses = (0..<6).map { plans.predicate(depth: $0 % 3) }
      for choice in 1..<UInt64(24) {
        let chosen = clauses.indices.filter { choice &* 37 >> UInt64($0) & 1 == 1 }
          .map { clauses[$0] }
        let predicate = Predicate.all(choice % 2 == 0 ? chosen : chosen.reversed())
        let fresh = Engine(context, asOf: pair.asOf, cacheBytes: 0)
        // Which clause leaves the exact range first depends on the order of asking.
        guard let expected = try? fresh.select(predicate) else { continue }
        for engine in [pair.engine, little] {
          guard let found = try? engine.select(predicate) else { continue }
          #expect(found == expected, "\(pair.place): \(predicate)")
        }
      }
    }
  }

  /// A tag given in the shell, and the members of a frozen segment, are seen by an engine made
  /// after them; the one before has no say.
  @Test func newFactsNeedANewEngine() throws {
    let store = RandomStore(seed: 5)
    let count = store.snapshot.customerCount
    let asOf = AsOf(day: .init(dayNumber: 20_000), zone: .utc)
    let tagged = Predicate.has(.tags, "of this test alone")
    let before = Engine(EvaluationContext(snapshot: store.snapshot), asOf: asOf)
    #expect(try before.select(tagged).isEmpty)
    let everybody = Bitmap(count: count, repeating: true)
    let tag = ShellTag(name: "of this test alone", added: everybody, removed: Bitmap(count: count))
    let after = Engine(
      EvaluationContext(snapshot: store.snapshot, shellTags: [tag]), asOf: asOf)
    #expect(try after.select(tagged).population == after.customerCount())
  }
}
