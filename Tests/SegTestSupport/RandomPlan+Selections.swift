import SegModel
package import SegPlan
import SegStore

extension RandomPlan {
  /// A source with up to three stages.
  package mutating func selection(depth: Int) -> SelectionPlan {
    let count = generator.pick([0, 1, 1, 2, 3])
    return SelectionPlan(
      source: source(depth), narrowing: (0..<count).map { _ in narrowing(max(depth - 1, 0)) })
  }

  private mutating func source(_ depth: Int) -> SelectionSource {
    guard depth > 0, generator.oneIn(3) else {
      return .matching(predicate(min(depth, 2), .customers))
    }
    let operations: [SetStep.Operation] = [.union, .minus, .intersect]
    let steps = (0..<generator.pick(0...3)).map { _ in
      SetStep(generator.pick(operations), segment(depth - 1))
    }
    return .set(first: segment(depth - 1), steps: steps)
  }

  private mutating func narrowing(_ depth: Int, _ scope: Scope = .customers) -> Narrowing {
    if scope == .customers, generator.oneIn(4) {
      let salt = generator.pick(["segsh", "spring", ""])
      switch generator.pick(0...3) {
      case 3:
        let below = Fraction(Int128(generator.pick(1...8)), over: 8) ?? Fraction(1)
        return .places(
          from: Fraction(Int128(generator.pick(0...1)), over: 8) ?? Fraction(0), below: below,
          salt: salt)
      case 0: return .sample(.count(generator.pick([0, 1, 3, 20, 500])), salt: salt)
      case 1: return .sample(.percent(generator.pick(Self.percents)), salt: salt)
      default: return .exclude(generator.oneIn(4) ? .suppressed : segment(depth))
      }
    }
    switch generator.pick(0...4) {
    case 0: return .limit(generator.pick([0, 1, 2, 10, 100, 1000]))
    case 1, 2:
      let keys = (0...generator.pick(0...2)).map { _ in
        SortKey(expression: sortable(depth, scope), isDescending: generator.oneIn(2))
      }
      return .sort(keys)
    default:
      return .rank(
        isTop: generator.oneIn(2),
        generator.oneIn(2)
          ? .count(generator.pick([0, 1, 3, 20, 500])) : .percent(generator.pick(Self.percents)),
        by: sortable(depth, scope))
    }
  }

  private static let percents =
    [0, 1, 10, 33, 50, 99, 100].map { Fraction($0) }
    + [Fraction(25, over: 2), Fraction(1, over: 1000)].compactMap { $0 }

  /// A value that customers or rows can be put in order by.
  private mutating func sortable(_ depth: Int, _ scope: Scope) -> Expression {
    expression(
      generator.pick([.number, .number, .money, .text, .date, .dateTime, .flag]), depth, scope)
  }

  /// Rows with up to two stages and a grouping of them; nil when the store has no relation.
  package mutating func sheet(
    depth: Int
  ) -> (rows: RowSelection, narrowing: [Narrowing], grouping: Grouping)? {
    guard let rows = rows(depth, .customers), rows.relation != "absent" else { return nil }
    let scope = Scope.rows(rows.relation)
    let stages = (0..<generator.pick([0, 0, 1, 2])).map { _ in narrowing(depth, scope) }
    return (rows, stages, grouping(depth, scope))
  }

  /// Groups by one to three keys with statistics, in a random or the default order.
  package mutating func grouping(depth: Int) -> Grouping { grouping(depth, .customers) }

  private mutating func grouping(_ depth: Int, _ scope: Scope) -> Grouping {
    let keys = (0...generator.pick([0, 0, 1, 2])).map { position in
      OutputColumn(
        name: "key\(position)",
        expression: expression(
          generator.pick([.number, .money, .text, .text, .date, .dateTime, .flag, .list]),
          generator.oneIn(3) ? depth : 0, scope))
    }
    let statistics = (0..<generator.pick(0...3)).map { position in
      Statistic(name: "statistic\(position)", kind: statistic(depth, scope))
    }
    var order: [(column: Int, isDescending: Bool)] = []
    if generator.oneIn(2) {
      order = (0...generator.pick(0...1)).map { _ in
        (generator.pick(0...keys.count + statistics.count - 1), generator.oneIn(2))
      }
    }
    return Grouping(
      keys: keys, statistics: statistics, order: order,
      limit: generator.oneIn(4) ? generator.pick(0...5) : nil)
  }

  private mutating func statistic(_ depth: Int, _ scope: Scope) -> Statistic.Kind {
    switch generator.pick(0...3) {
    case 0: return .count
    case 1:
      let type = generator.pick(FieldType.allCases)
      return .values(.count, expression(type, depth, scope))
    case 2:
      guard scope == .customers, let rows = rows(depth, scope) else { return .count }
      let aggregate = aggregate(generator.pick(Self.numericTypes + [.text, .flag]), over: rows)
      return aggregate.function == .nth ? .count : .rows(aggregate)
    default:
      let type = generator.pick(Self.numericTypes + [.text, .flag])
      let functions = Self.functions(of: type).filter {
        $0 != .nth && (scope != .customers || $0 != .first && $0 != .last)
      }
      let function = generator.oneIn(5) ? .distinct : generator.pick(functions)
      return .values(function, expression(type, depth, scope))
    }
  }
}
