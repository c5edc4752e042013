import SegModel
import SegPlan
import SegStore
import SegTestSupport
import Testing

/// What is said of joined conditions holds on random stores: nobody is in what never holds.
@Suite struct ConditionFindingTests {
  private let conditions = ConditionFindings(scoreScale: 5)

  @Test(arguments: 0..<UInt64(4))
  func findingsAreTrueOfEveryStore(slice: UInt64) throws {
    var tally: [String: Int] = [:]
    try OraclePair.forEach(7000 + slice * 10..<7000 + (slice + 1) * 10) { pair in
      var plans = RandomPlan(seed: pair.seed &* 53 &+ 1, store: pair.store, naive: pair.naive)
      var generator = SeededGenerator(seed: pair.seed &+ slice)
      let scale = pair.store.snapshot.profile.scoreScale
      let conditions = ConditionFindings(scoreScale: scale)
      for _ in 0..<60 {
        let operands = plans.predicates(alike: &generator)
        let isAny = Bool.random(using: &generator)
        for finding in conditions.findings(operands, isAny: isAny) {
          try check(finding, operands, isAny, pair, &tally)
        }
        for operand in operands {
          guard let truth = conditions.constant(operand) else { continue }
          tally["\(truth)", default: 0] += 1
          try expect(operand, selects: truth, pair)
        }
      }
    }
    for kind in ["never", "always", "redundant", "true", "false"] {
      #expect(tally[kind, default: 0] > 10, "\(tally)")
    }
  }

  private func check(
    _ finding: ConditionFindings.Finding, _ operands: [Predicate], _ isAny: Bool,
    _ pair: OraclePair, _ tally: inout [String: Int]
  ) throws {
    switch finding {
    case .neverHolds(let positions):
      tally["never", default: 0] += 1
      #expect(!isAny)
      try expect(.all(positions.map { operands[$0] }), selects: false, pair)
    case .alwaysHolds(let positions):
      tally["always", default: 0] += 1
      #expect(isAny)
      try expect(.any(positions.map { operands[$0] }), selects: true, pair)
    case .redundant(let position, let reason):
      tally["redundant", default: 0] += 1
      // One selects nobody whom the other does not select, too.
      let (narrow, wide) = isAny ? (position, reason) : (reason, position)
      try expect(.all([operands[narrow], .not(operands[wide])]), selects: false, pair)
    }
  }

  private func expect(_ predicate: Predicate, selects everybody: Bool, _ pair: OraclePair) throws {
    guard let rows = try? pair.naive.select(predicate) else { return }
    #expect(
      rows.count == (everybody ? pair.naive.existing.count : 0), "\(pair.place): \(predicate)")
  }

  @Test func intervalsAreExact() {
    let recency = Expression.metric(.recency)
    func compare(_ comparison: Comparison, _ number: Int) -> Predicate {
      .compare(recency, comparison, .constant(.number(Fraction(number))))
    }
    // Whole days: nothing lies between 9 and 10.
    #expect(
      conditions.findings([compare(.greater, 9), compare(.less, 10)], isAny: false)
        == [.neverHolds([0, 1])])
    #expect(conditions.findings([compare(.greater, 9), compare(.less, 11)], isAny: false).isEmpty)
    // Somebody who never bought has no recency.
    #expect(
      conditions.findings([compare(.less, 30), compare(.greaterOrEqual, 30)], isAny: true)
        .isEmpty)
    #expect(
      conditions.findings([compare(.less, 30), .not(compare(.less, 30))], isAny: true)
        == [.alwaysHolds([0, 1])])
    #expect(
      conditions.findings([compare(.less, 30), compare(.less, 60)], isAny: false)
        == [.redundant(1, because: 0)])
    #expect(
      conditions.findings([compare(.less, 30), compare(.less, 60)], isAny: true)
        == [.redundant(0, because: 1)])
    #expect(conditions.constant(compare(.less, 0)) == false)
    #expect(conditions.constant(compare(.greaterOrEqual, 0)) == nil)
    #expect(conditions.constant(.not(compare(.less, 0))) == true)
    #expect(conditions.constant(.compare(recency, .less, recency)) == false)
    let apart = [compare(.greater, 5), compare(.notEqual, 6), compare(.less, 7)]
    #expect(conditions.findings(apart, isAny: false) == [.neverHolds([0, 1, 2])])
  }
}

extension RandomPlan {
  /// Two to four tests, some of them of the same value with constants near each other.
  fileprivate mutating func predicates(alike generator: inout SeededGenerator) -> [Predicate] {
    var tests = [predicate(depth: 2), predicate(depth: 1)]
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      guard let test = tests.randomElement(using: &generator) else { continue }
      tests.append(test.varied(using: &generator))
    }
    let metrics: [Metric] = [.recency, .frequency, .recencyScore, .monetary]
    let metric = metrics.randomElement(using: &generator) ?? .recency
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      let number = Fraction(Int.random(in: -1...6, using: &generator))
      let value: Value = metric == .monetary ? .money(number) : .number(number)
      let comparison = Comparison.allCases.randomElement(using: &generator) ?? .less
      tests.append(.compare(.metric(metric), comparison, .constant(value)))
    }
    return tests.shuffled(using: &generator)
  }
}

extension Predicate {
  /// A test of the same value.
  fileprivate func varied(using generator: inout SeededGenerator) -> Predicate {
    let comparison = Comparison.allCases.randomElement(using: &generator) ?? .less
    switch self {
    case .compare(let left, _, .constant(.number(let number))):
      let step = Fraction(Int.random(in: -2...2, using: &generator))
      let moved = number.adding(step) ?? number
      return .compare(left, comparison, .constant(.number(moved)))
    case .compare(let left, _, let right): return .compare(left, comparison, right)
    case .compareText(let left, _, let right): return .compareText(left, comparison, right)
    case .isFlag(let value, let flag): return .isFlag(value, !flag)
    case .isOneOf(let value, let values):
      return .isOneOf(value, Array(values.dropFirst()))
    case .isOneOfTexts(let value, let texts): return .isOneOfTexts(value, Set(texts.dropFirst()))
    case .isKnown, .text, .has, .exists, .inSegment, .within, .constant, .follows, .atLeast:
      return .not(self)
    case .all(let operands), .any(let operands): return operands.first ?? .not(self)
    case .not(let operand): return operand
    }
  }
}
