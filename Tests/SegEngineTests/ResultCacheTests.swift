@testable import SegEngine
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

  /// An engine that goes on to later and earlier seconds of its day answers as new ones do.
  @Test func answersHoldAtTheMomentsAnEngineMovesTo() {
    var moved = 0
    var stayed = 0
    var generator = SeededGenerator(seed: 7)
    OraclePair.forEach(9000..<9040) { pair in
      guard !pair.asOf.isWholeDay else { return }
      var plans = RandomPlan(seed: pair.seed &* 71 &+ 3, store: pair.store, naive: pair.naive)
      var predicates = (0..<8).map { plans.predicate(depth: $0 % 3) }
      // Rows that others must not follow for some hours, which are over in one of the next steps.
      for hours in [1, 3, 6, 12] as [Int64] {
        guard let step = plans.sequence(0)?.steps.first else { continue }
        let other = RowSequence.Step(
          rows: step.rows, isExcluded: true, span: .seconds(hours * 3600))
        predicates.append(.follows(RowSequence(steps: [step, other])))
      }
      let context = pair.engine.context
      var engine = pair.engine
      for step in 0..<36 {
        let distance = generator.pick([-7200, -60, -1, 1, 60, 3600, 20_000])
        let second = engine.asOf.instant.secondsSinceEpoch + Int64(distance)
        let next = AsOf(
          instant: Instant(secondsSinceEpoch: second), zone: context.snapshot.profile.zone)
        if engine.move(to: next) {
          moved += 1
        } else {
          stayed += 1
          engine = Engine(context, asOf: next)
        }
        let predicate = predicates[step % predicates.count]
        guard let expected = try? Engine(context, asOf: next, cacheBytes: 0).select(predicate),
          let found = try? engine.select(predicate)
        else { continue }
        #expect(found == expected, "\(pair.place), \(second): \(predicate)")
      }
    }
    #expect(moved > 200 && stayed > 200, "\(moved) moved, \(stayed) not")
  }

  /// Lists of a condition, such as the ids of a file, take room like its result.
  @Test func listsCountAgainstTheBound() {
    var cache = ResultCache(bound: 100_000)
    let result = Bitmap(count: 64)
    func key(_ number: Int, _ count: Int) -> ResultCache.Key {
      let ids = Set((0..<count).map { "\(number)-\($0)" })
      let condition = Predicate.isOneOfTexts(.attribute("customer_id", .text), ids)
      return .condition(.any([.constant(false), condition]), .customers)
    }
    cache[key(0, 10_000)] = result
    #expect(cache[key(0, 10_000)] == nil, "larger than the cache")
    for number in 1...20 { cache[key(number, 1000)] = result }
    #expect(cache.bytes <= 100_000)
    #expect(cache[key(20, 1000)] == result)
    #expect(cache[key(1, 1000)] == nil)
    cache[key(20, 1000)] = nil
    let before = cache.bytes
    cache[key(21, 10)] = result
    cache[key(21, 10)] = nil
    #expect(cache.bytes == before)
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
