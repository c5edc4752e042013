import SegModel
package import SegPlan
import SegStore

extension Engine {
  /// The customers of a plan, in their order.
  package func select(_ plan: SelectionPlan) throws(EvaluationFailure) -> Selection {
    var selection = try select(plan.source)
    for narrowing in plan.narrowing { selection = try narrow(selection, narrowing) }
    return selection
  }

  /// The customers that a pipeline begins with.
  package func select(_ source: SelectionSource) throws(EvaluationFailure) -> Selection {
    switch source {
    case .matching(let predicate): return Selection(members: try select(predicate))
    case .set(let first, let steps):
      // A segment by itself keeps the order that its own stages made.
      if steps.isEmpty, case .saved(let plan) = first.body { return try select(plan) }
      if let condition = Self.condition(of: source) {
        return Selection(members: try select(condition))
      }
      var members = try members(of: first)
      for step in steps {
        let other = try self.members(of: step.segment)
        switch step.operation {
        case .union: members.formUnion(other)
        case .minus: members.subtract(other)
        case .intersect: members.formIntersection(other)
        }
      }
      return try sound(Selection(members: members))
    }
  }

  /// What customers have to fulfil, where segments are put together that ask nothing else of them:
  /// one condition is told faster than several sets are put together.
  private static func condition(of source: SelectionSource) -> Predicate? {
    switch source {
    case .matching(let condition): return condition
    case .set(let first, let steps):
      // Each step nests the condition deeper, which is gone through as deep.
      guard steps.count <= fewSteps else { return nil }
      var whole = condition(of: first)
      for step in steps {
        guard let some = whole, let other = condition(of: step.segment) else { return nil }
        whole =
          switch step.operation {
          case .union: .any([some, other])
          case .minus: .all([some, .not(other)])
          case .intersect: .all([some, other])
          }
      }
      return whole
    }
  }

  /// Most steps of sets that are told as one condition.
  private static let fewSteps = 8

  private static func condition(of segment: SegmentReference) -> Predicate? {
    guard case .saved(let plan) = segment.body, plan.narrowing.isEmpty else { return nil }
    return condition(of: plan.source)
  }

  /// The members of a saved segment.
  func members(of segment: SegmentReference) throws(EvaluationFailure) -> Bitmap {
    switch segment.body {
    case .saved(let plan): return try select(plan).members
    case .frozen: return try existing(context.frozen[segment.name])
    case .suppressed: return try existing(context.suppressed)
    }
  }

  /// Those of some customers who exist by now.
  private func existing(_ customers: Bitmap?) throws(EvaluationFailure) -> Bitmap {
    let members = customers ?? Bitmap(count: snapshot.customerCount)
    return Bitmap.both(members, try existingCustomers()) ?? members
  }

  /// What a stage leaves of a selection.
  package func narrow(
    _ selection: Selection, _ narrowing: Narrowing
  ) throws(EvaluationFailure) -> Selection {
    let rows: [Int32]
    switch narrowing {
    case .limit(let count): rows = Array(selection.rows.prefix(count))
    case .sort(let keys): rows = try sorted(selection.rows, by: keys, in: selection.domain)
    case .rank(let isTop, let amount, let expression):
      rows = try ranked(selection, isTop: isTop, amount, by: expression)
    case .sample(let amount, let salt): return try sampled(selection, amount, salt)
    case .places(let from, let below, let salt):
      return try sound(try part(of: selection, from, below, salt))
    case .exclude(let segment): return try sound(selection.without(try members(of: segment)))
    }
    return try sound(
      Selection(order: rows, count: selection.members.count, of: selection.relation))
  }

  private func ranked(
    _ selection: Selection, isTop: Bool, _ amount: Narrowing.Amount, by expression: Expression
  ) throws(EvaluationFailure) -> [Int32] {
    let vector = try vector(expression, in: selection.domain)
    let candidates = selection.rows.filter { vector.known?[Int($0)] ?? true }
    let wanted: Int
    switch amount {
    case .count(let count): wanted = count
    case .percent(let percent):
      let share = percent.multiplied(by: Fraction(candidates.count))?.divided(by: Fraction(100))
      // Rounded up, so that 1 % of anybody is somebody.
      wanted = Int(clamping: share.map { -$0.negated.floor } ?? 0)
    }
    return PartialSort.first(
      wanted, of: candidates, by: rankOrder(of: vector, isTop: isTop, selection.relation))
  }

  /// Whether one row ranks before another; both of known value.
  private func rankOrder(
    of vector: Vector, isTop: Bool, _ relation: FieldName?
  ) -> (Int32, Int32) -> Bool {
    // Customers stand by id where values are equal, rows as they are stored.
    let ranks = relation == nil ? idRanks() : nil
    let precedes = Self.precedence(in: vector)
    return { a, b in
      if precedes(isTop ? b : a, isTop ? a : b) { return true }
      if precedes(isTop ? a : b, isTop ? b : a) { return false }
      return ranks.map { $0[Int(a)] < $0[Int(b)] } ?? (a < b)
    }
  }

  /// The place of a row of known value among those of a selection, from 1.
  func rank(
    of row: Int32, in selection: Selection, isTop: Bool, by expression: Expression
  ) throws(EvaluationFailure) -> Int {
    let vector = try vector(expression, in: selection.domain)
    let precedes = rankOrder(of: vector, isTop: isTop, selection.relation)
    var place = 1
    for other in selection.rows where vector.known?[Int(other)] ?? true {
      if precedes(other, row) { place += 1 }
    }
    return place
  }

  /// Rows in the order of keys; unknown values last, ties as they came.
  func sorted(
    _ rows: [Int32], by keys: [SortKey], in domain: Domain
  ) throws(EvaluationFailure) -> [Int32] {
    var keyed: [(isBefore: (Int32, Int32) -> Bool, known: Bitmap?, isDescending: Bool)] = []
    for key in keys {
      let vector = try vector(key.expression, in: domain)
      keyed.append((Self.precedence(in: vector), vector.known, key.isDescending))
    }
    // Swift's sort is stable in practice but not by contract: the position settles ties.
    let positions = rows.indices.sorted { x, y in
      let (a, b) = (rows[x], rows[y])
      for key in keyed {
        let knowsA = key.known?[Int(a)] ?? true
        let knowsB = key.known?[Int(b)] ?? true
        if knowsA != knowsB { return knowsA }
        guard knowsA else { continue }
        if key.isBefore(a, b) { return !key.isDescending }
        if key.isBefore(b, a) { return key.isDescending }
      }
      return x < y
    }
    return positions.map { rows[$0] }
  }

  /// Whether the value of one row comes before that of another; both known.
  private static func precedence(in vector: Vector) -> (Int32, Int32) -> Bool {
    switch vector {
    case .numbers(let vector): return { vector.isBelow(Int($0), Int($1)) }
    case .texts(let vector):
      let dictionary = vector.dictionary
      let order = (0..<dictionary.count).sorted {
        dictionary.utf8($0).lexicographicallyPrecedes(dictionary.utf8($1))
      }
      // Equal texts share a rank even where they have two codes.
      var ranks = [Int32](repeating: 0, count: dictionary.count)
      var rank: Int32 = 0
      for (position, code) in order.enumerated() {
        if position > 0, !dictionary.utf8(order[position - 1]).elementsEqual(dictionary.utf8(code))
        {
          rank += 1
        }
        ranks[code] = rank
      }
      return { ranks[Int(vector.codes[Int($0)])] < ranks[Int(vector.codes[Int($1)])] }
    case .flags(let column): return { !column.values[Int($0)] && column.values[Int($1)] }
    case .lists(let lists):
      return { a, b in
        let left = (lists[Int(a)] ?? []).joined(separator: ",")
        let right = (lists[Int(b)] ?? []).joined(separator: ",")
        return left.utf8.lexicographicallyPrecedes(right.utf8)
      }
    }
  }
}
