import SegBinder
import SegEngine
import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegTestSupport
import SegText
import Testing

/// Random conditions as texts: the engine answers what the parser and the binder understood, the
/// naive evaluator what was meant.
@Suite struct TextOracleTests {
  /// Signs of the constructs that must all come up, each in a good number of texts.
  static let constructs = [
    "in last ", "d before ", "h before ", "h)", "min", "in next ", "in this ", "in previous ",
    "-Q", " .. ", " ago", "from now", "today", "yesterday", "did(", " then ", " then not ",
    " within ", " as s0", "regular(", "stopped(", "restarted(", "month(", "week(", "weekday(",
    "quarter(", "year(", "day(", "age(", "birthday(", "round(", "floor(", "ceil(", "abs(",
    "lower(", "upper(", "fold(", "length(", "concat(", "case when ", " else ", "percentile(",
    "rank(", " by ", "quintile(", "ntile(", "count(", "sum(", "avg(", "min(", "max(", "median(",
    "distinct(", "mode(", "first(", "last(", "nth(", "any(", "none(", "all_orders", "order.",
    "customer.", " has ", " not has ", " contains ", " not contains ", " starts with ",
    " ends with ", " matches ", " not matches ", " between ", " not between ", " in (",
    " not in (", " in @", " not in @", " is known", " is not known", " ?? ", " != ", " and ",
    " or ", "not (",
  ]

  /// How often texts have each sign.
  private struct Coverage {
    var counts: [String: Int] = [:]
    var said = 0
    var unsayable = 0

    mutating func note(_ text: String) {
      said += 1
      for construct in TextOracleTests.constructs where text.contains(construct) {
        counts[construct, default: 0] += 1
      }
    }
  }

  /// The names of a store, its frozen segments among them.
  private static func catalog(of store: RandomStore) -> Catalog {
    var catalog = store.snapshot.catalog
    for (name, members) in store.frozen {
      catalog.segments[name] = SavedSegment(
        name: name, kind: .frozen(count: members.count), definition: "segment")
    }
    return catalog
  }

  /// What a condition means to the binder, or what it says against it.
  private static func bind(
    _ condition: String, _ catalog: Catalog, _ asOf: AsOf
  ) -> (predicate: Predicate?, messages: [String]) {
    var bag = DiagnosticBag()
    var parser = Parser(SourceText(name: "text", text: "segment where \(condition)"))
    var binder = Binder(catalog: catalog, asOf: asOf)
    guard let statement = parser.next(into: &bag),
      case .pipeline(let pipeline)? = binder.bind(statement, into: &bag), !bag.hasErrors,
      case .matching(let predicate) = pipeline.source
    else { return (nil, bag.diagnostics.map(\.message)) }
    return (predicate, [])
  }

  @Test func textsMeanWhatWasMeant() {
    var tally = Tally()
    var coverage = Coverage()
    OraclePair.forEach(9000..<9080) { pair in
      var plans = RandomPlan(
        seed: pair.seed &* 97 &+ UInt64(pair.asOf.instant.secondsSinceEpoch), store: pair.store,
        naive: pair.naive)
      plans.words = PlanText(pair.store.snapshot, asOf: pair.asOf)
      let catalog = Self.catalog(of: pair.store)
      for number in 0..<8 {
        let meant = plans.predicate(depth: number % 4)
        guard let text = try? plans.words?.text(meant) else {
          coverage.unsayable += 1
          continue
        }
        coverage.note(text)
        compare(text, meant, pair, catalog, &tally)
      }
    }
    #expect(tally.overflowed * 20 < tally.compared, "too few exact answers: \(tally)")
    #expect(tally.mixed * 4 > tally.compared, "too few conditions that divide: \(tally)")
    #expect(coverage.unsayable * 2 < coverage.said, "too few texts: \(coverage)")
    let rare = Self.constructs.filter { coverage.counts[$0, default: 0] < 5 }
    #expect(rare.isEmpty, "seldom drawn: \(rare)")
  }

  private func compare(
    _ text: String, _ meant: Predicate, _ pair: OraclePair, _ catalog: Catalog,
    _ tally: inout Tally
  ) {
    let (bound, messages) = Self.bind(text, catalog, pair.asOf)
    let (negated, _) = Self.bind("not (\(text))", catalog, pair.asOf)
    guard let bound, let negated else {
      Issue.record("\(pair.place): \(messages) of \(text)")
      return
    }
    guard
      let (bits, rows) = tally.answers(
        { () throws(EvaluationFailure) in try pair.engine.select(bound) },
        { () throws(NaiveOverflow) in try pair.naive.select(meant) })
    else { return }
    if !rows.isEmpty, rows.count < pair.naive.existing.count { tally.mixed += 1 }
    #expect(bits.rows == rows.map(Int32.init), "\(pair.place): \(text)\n\(meant)\n\(bound)")
    let others = try? pair.engine.select(negated)
    #expect(
      bits.population + (others?.population ?? 0) == pair.naive.existing.count,
      "\(pair.place): the partition law fails for \(text)")
  }
}
