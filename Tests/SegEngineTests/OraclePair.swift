import SegEngine
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// An engine and the oracle on one random store at one moment.
struct OraclePair {
  let seed: UInt64
  let store: RandomStore
  let asOf: AsOf
  let engine: Engine
  let naive: NaiveEvaluator

  init(seed: UInt64, store: RandomStore, rows: NaiveStore, asOf: AsOf) {
    self.seed = seed
    self.store = store
    self.asOf = asOf
    let count = store.snapshot.customerCount
    let context = EvaluationContext(
      snapshot: store.snapshot,
      shellTags: store.shellTags.map { tag in
        ShellTag(
          name: tag.name, added: Bitmap(count: count, rows: tag.added),
          removed: Bitmap(count: count, rows: tag.removed))
      },
      frozen: store.frozen.mapValues { Bitmap(count: count, rows: $0) })
    engine = Engine(context, asOf: asOf)
    naive = NaiveEvaluator(rows, asOf: asOf, shellTags: store.shellTags, frozen: store.frozen)
  }

  var count: Int { store.snapshot.customerCount }

  /// What a failure prints to be found again.
  var place: String {
    let moment = asOf.isWholeDay ? "\(asOf.day)" : "\(asOf.day) \(asOf.instant.secondsSinceEpoch)"
    return "seed \(seed), \(count) customers, as of \(moment)"
  }

  /// Every pair of the seeds: each store is used at each of its moments.
  static func forEach(_ seeds: Range<UInt64>, _ body: (OraclePair) throws -> Void) rethrows {
    for seed in seeds {
      let store = RandomStore(seed: seed)
      let rows = NaiveStore(store.snapshot)
      for asOf in store.moments {
        try body(OraclePair(seed: seed, store: store, rows: rows, asOf: asOf))
      }
    }
  }
}

/// How many answers could be compared; the others left the exact range.
struct Tally {
  var compared = 0
  var overflowed = 0
  /// Answers that are neither nobody nor everybody.
  var mixed = 0

  /// What both sides say, or nil (counted) when either has no exact answer.
  mutating func answers<A, B>(
    _ engine: () throws(EvaluationFailure) -> A, _ naive: () throws(NaiveOverflow) -> B
  ) -> (engine: A, naive: B)? {
    do {
      let answers = (try engine(), try naive())
      compared += 1
      return answers
    } catch {
      overflowed += 1
      return nil
    }
  }
}

extension OraclePair {
  /// The customers of a condition as both sides see them; nil where one has no exact answer.
  func difference(_ predicate: Predicate) -> (engine: [Int32], naive: [Int32])? {
    var tally = Tally()
    guard
      let (bits, rows) = tally.answers(
        { () throws(EvaluationFailure) in try engine.select(predicate) },
        { () throws(NaiveOverflow) in try naive.select(predicate) }),
      bits.rows != rows.map(Int32.init)
    else { return nil }
    return (bits.rows, rows.map(Int32.init))
  }

  /// A condition inside a failing one, as small as can be, on which both sides differ too.
  func smallest(_ predicate: Predicate) -> Predicate {
    let parts: [Predicate]
    switch predicate {
    case .all(let operands), .any(let operands): parts = operands
    case .not(let operand): parts = [operand]
    default: parts = []
    }
    return parts.first { difference($0) != nil }.map(smallest) ?? predicate
  }
}
