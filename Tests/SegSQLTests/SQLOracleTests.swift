import Foundation
import SegEngine
import SegModel
import SegPlan
import SegSQL
import SegStore
import SegTestSupport
import Testing

/// The engine against SQLite on random stores and random plans: the same customers, not only the
/// same numbers of them.
@Suite struct SQLOracleTests {
  static let isLong = ProcessInfo.processInfo.environment["SEGSH_LONG"] != nil
  /// Stores of a slice; each is asked at each of its four moments.
  static let storesPerSlice: UInt64 = isLong ? 160 : 16
  static let predicatesPerMoment = 8

  /// An engine and a database with the same store.
  struct Pair {
    let seed: UInt64
    let store: RandomStore
    let database: SQLDatabase
    let asOf: AsOf
    let engine: Engine
    let naive: NaiveEvaluator

    var place: String { "seed \(seed), as of \(asOf.day) \(asOf.instant.secondsSinceEpoch)" }

    func writer() -> SQLWriter {
      SQLWriter(database.schema, asOf: asOf, refusesOverflow: true)
    }
  }

  static func forEach(_ seeds: Range<UInt64>, _ body: (Pair) throws -> Void) throws {
    for seed in seeds {
      let store = RandomStore(seed: seed)
      let suppressed = Set((0..<store.snapshot.customerCount).filter { $0 % 3 == 1 })
      let database = try SQLDatabase(
        store.snapshot, shellTags: store.shellTags, frozen: store.frozen, suppressed: suppressed)
      let rows = NaiveStore(store.snapshot)
      let count = store.snapshot.customerCount
      var context = EvaluationContext(
        snapshot: store.snapshot,
        shellTags: store.shellTags.map { tag in
          ShellTag(
            name: tag.name, added: Bitmap(count: count, rows: tag.added),
            removed: Bitmap(count: count, rows: tag.removed))
        },
        frozen: store.frozen.mapValues { Bitmap(count: count, rows: $0) })
      context.suppressed = Bitmap(count: count, rows: suppressed)
      for asOf in store.moments {
        try body(
          Pair(
            seed: seed, store: store, database: database, asOf: asOf,
            engine: Engine(context, asOf: asOf),
            naive: NaiveEvaluator(
              rows, asOf: asOf, shellTags: store.shellTags, frozen: store.frozen)))
      }
    }
  }

  static func seeds(_ slice: UInt64) -> Range<UInt64> {
    slice * storesPerSlice..<(slice + 1) * storesPerSlice
  }

  /// How many answers could be compared; the others left 64 bits.
  struct Tally {
    var compared = 0
    var refused = 0
    var mixed = 0
  }

  @Test(arguments: 0..<UInt64(4))
  func conditionsSelectTheSameCustomers(slice: UInt64) throws {
    var tally = Tally()
    try Self.forEach(Self.seeds(slice)) { pair in
      var plans = RandomPlan(seed: pair.seed &* 61 &+ 3, store: pair.store, naive: pair.naive)
      var asked = 0
      while asked < Self.predicatesPerMoment {
        let plan = SelectionPlan(source: .matching(plans.predicate(depth: asked % 6)))
        if try check(plan, pair, &tally) { asked += 1 }
      }
    }
    let all = Int(Self.storesPerSlice) * 4 * Self.predicatesPerMoment
    #expect(tally.compared + tally.refused == all)
    #expect(tally.refused * 10 < all, "too few exact answers: \(tally)")
    #expect(tally.mixed * 4 > all, "too few conditions that divide customers: \(tally)")
  }

  @Test(arguments: 0..<UInt64(2))
  func selectionsHaveTheSameOrder(slice: UInt64) throws {
    var tally = Tally()
    try Self.forEach(Self.seeds(slice + 40)) { pair in
      var plans = RandomPlan(seed: pair.seed &* 67 &+ 11, store: pair.store, naive: pair.naive)
      var asked = 0
      while asked < 4 {
        if try check(plans.selection(depth: asked % 3), pair, &tally) { asked += 1 }
      }
    }
    #expect(tally.refused * 6 < tally.compared, "too few exact answers: \(tally)")
  }

  /// Why plans may have no SQL: sums of quotients.
  private static let reasons = ["quotients cannot be added up", "groups have no order"]

  /// The SQL of a plan; nil where it cannot have any.
  static func sql(_ write: () throws -> String, of plan: Any, _ pair: Pair) -> String? {
    do { return try write() } catch {
      if !reasons.contains(where: { "\(error)".hasPrefix($0) }) {
        Issue.record("\(pair.place): \(error) for \(plan)")
      }
      return nil
    }
  }

  /// Compares one plan; false for one that has no SQL.
  private func check(_ plan: SelectionPlan, _ pair: Pair, _ tally: inout Tally) throws -> Bool {
    var writer = pair.writer()
    guard let sql = Self.sql({ try writer.select(plan) }, of: plan, pair) else { return false }
    let found: [Int]?
    do { found = try pair.database.numbers(sql) } catch {
      Issue.record("\(pair.place): \(error) for \(plan)")
      throw error
    }
    guard let found, let wanted = try? pair.engine.select(plan) else {
      tally.refused += 1
      return true
    }
    tally.compared += 1
    if !found.isEmpty, found.count < pair.naive.existing.count { tally.mixed += 1 }
    if wanted.rows.map(Int.init) != found {
      Issue.record(
        "\(pair.place): the engine has \(wanted.rows), SQLite \(found) for \(plan)\n\(sql)")
    }
    return true
  }
}
