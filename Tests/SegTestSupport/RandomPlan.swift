import SegModel
package import SegPlan
import SegStore

/// Makes typed plans of every kind about a store, with constants near the values it holds.
package struct RandomPlan {
  /// What a plan is about.
  enum Scope: Equatable {
    case customers
    /// Rows of a relation under the name that the plan gives it.
    case rows(FieldName)
  }

  var generator: SeededGenerator
  let store: RandomStore
  /// Answers what constants should be near to.
  let naive: NaiveEvaluator
  /// Words for what is drawn; when there are any, only what can be said is drawn.
  package var words: PlanText?

  package init(seed: UInt64, store: RandomStore, naive: NaiveEvaluator) {
    generator = SeededGenerator(seed: seed)
    self.store = store
    self.naive = naive
  }

  /// A condition on customers, nested at most `depth` deep.
  package mutating func predicate(depth: Int) -> Predicate { predicate(depth, .customers) }

  /// A value of customers of a random type.
  package mutating func expression(depth: Int) -> Expression {
    expression(generator.pick(FieldType.allCases), depth, .customers)
  }

  mutating func predicate(_ depth: Int, _ scope: Scope) -> Predicate {
    guard depth > 0, !generator.oneIn(3) else { return test(depth, scope) }
    switch generator.pick(0...3) {
    case 0: return .all(operands(depth, scope))
    case 1: return .any(operands(depth, scope))
    case 2: return .not(predicate(depth - 1, scope))
    default: return rowTest(depth, scope) ?? test(depth, scope)
    }
  }

  private mutating func operands(_ depth: Int, _ scope: Scope) -> [Predicate] {
    let count = generator.pick([0, 1, 2, 2, 2, 3])
    return (0..<count).map { _ in predicate(depth - 1, scope) }
  }

  private mutating func rowTest(_ depth: Int, _ scope: Scope) -> Predicate? {
    switch generator.pick(0...5) {
    case 0, 1: return sequence(min(depth - 1, 1)).map { .follows($0) }
    case 2:
      if words != nil { return habit(depth - 1) }
      let conditions = operands(depth, scope)
      return .atLeast(generator.pick(0...3), conditions)
    default: break
    }
    guard let rows = rows(depth - 1, scope) else { return nil }
    return .exists(rows)
  }

  private mutating func test(_ depth: Int, _ scope: Scope) -> Predicate {
    // Words are few where values are made of nothing.
    let below = max(depth - 1, words == nil ? 0 : generator.pick([0, 1, 2]))
    if words != nil, generator.oneIn(3), let said = wordedTest(below, scope) { return said }
    switch generator.pick(0...13) {
    case 0: return generator.oneIn(5) ? .constant(generator.oneIn(2)) : numeric(below, scope)
    case 1, 2, 3, 4: return numeric(below, scope)
    case 5:
      let left = expression(.text, below, scope)
      let right = generator.oneIn(3) ? expression(.text, below, scope) : constant(near: left, scope)
      return .compareText(left, generator.pick(Comparison.allCases), right)
    case 6: return .isFlag(expression(.flag, below, scope), generator.oneIn(2))
    case 7:
      let value = expression(generator.pick(Self.numericTypes), below, scope)
      return .isOneOf(
        value, (0...generator.pick(0...3)).map { _ in self.value(near: value, scope) })
    case 8:
      let texts = (0...generator.pick(0...3)).map { _ in generator.pick(Self.patterns) }
      return .isOneOfTexts(expression(.text, below, scope), Set(texts))
    case 9:
      return .text(
        expression(.text, below, scope), generator.pick(TextTest.allCases),
        generator.pick(Self.patterns))
    case 10:
      return .has(expression(.list, below, scope), generator.pick(RandomStoreMaker.tags + ["no"]))
    case 11: return .within(expression(generator.pick([.date, .dateTime]), below, scope), window())
    case 12: return .isKnown(expression(generator.pick(FieldType.allCases), below, scope))
    default: return .inSegment(segment(below))
    }
  }

  private mutating func numeric(_ depth: Int, _ scope: Scope) -> Predicate {
    let left = expression(generator.pick(Self.numericTypes), depth, scope)
    let right =
      generator.oneIn(4) ? expression(left.type, depth, scope) : constant(near: left, scope)
    let comparison = generator.pick(Comparison.allCases)
    return generator.oneIn(8)
      ? .compare(right, comparison, left) : .compare(left, comparison, right)
  }

  static let numericTypes: [FieldType] = [.number, .number, .money, .money, .date, .dateTime]
  static let patterns =
    RandomStoreMaker.words + ["FR", "BE", "web", "A1", "*", "?", "*a*", "?b*", "*é", "a??", "**b"]

  /// A segment kept by definition, frozen, or gone from the workspace.
  mutating func segment(_ depth: Int) -> SegmentReference {
    if generator.oneIn(2) || words != nil {
      return SegmentReference(
        name: generator.pick(["frozen_few", "frozen_half", "gone"]), body: .frozen)
    }
    return SegmentReference(name: "kept", body: .saved(selection(depth: min(depth, 2))))
  }

  /// Days or instants near the as-of moment; some windows are open or empty.
  mutating func window() -> TimeWindow {
    if let said = wordedWindow() { return said }
    let day = naive.asOf.day
    if generator.oneIn(4) {
      let hours = generator.pick([1, 3, 24, 47])
      let end = naive.asOf.instant.secondsSinceEpoch - Int64(generator.pick([0, 0, 3600, 7200]))
      return .instants(
        after: Instant(secondsSinceEpoch: end - Int64(hours) * 3600),
        through: Instant(secondsSinceEpoch: end))
    }
    let from = day.adding(days: -generator.pick([0, 1, 2, 7, 29, 30, 90, 365]))
    let length = generator.pick([-1, 0, 1, 6, 29, 30, 100])
    switch generator.pick(0...5) {
    case 0: return .days(from: from, through: nil)
    case 1: return .days(from: nil, through: from)
    case 2: return .days(from: from, through: day)
    default: return .days(from: from, through: from.adding(days: length))
    }
  }

  /// Some rows tied to what is at hand; nil when the store has no relation.
  mutating func rows(_ depth: Int, _ scope: Scope) -> RowSelection? {
    var names = Array(store.snapshot.relations.keys).sorted()
    guard !names.isEmpty else { return nil }
    if names.contains(Snapshot.allOrders) { names += [Snapshot.orders, Snapshot.orders] }
    if words == nil, generator.oneIn(25) { names = ["absent"] }
    var rows = RowSelection(relation: generator.pick(names))
    // In words the lines inside of an order are always its own.
    let isForced = words != nil && rows.relation == Snapshot.items
    if scope == .rows(Snapshot.orders) || scope == .rows(Snapshot.allOrders),
      store.snapshot.relations[Snapshot.items] != nil, isForced || generator.oneIn(2)
    {
      rows = RowSelection(relation: Snapshot.items, link: .order)
    }
    if generator.oneIn(2) { rows.window = window() }
    if rows.relation != "absent", depth > 0, !generator.oneIn(3) {
      rows.condition = predicate(depth - 1, .rows(rows.relation))
    }
    return rows
  }
}
