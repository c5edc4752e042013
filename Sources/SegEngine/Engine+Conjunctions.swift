import SegPlan
import SegStore

extension Engine {
  /// Rows for which all of several clauses hold.
  ///
  /// Results that are known are used first, then clauses go by their estimated cost and share:
  /// light ones together, and a costly one is asked only about the rows still in question when they
  /// are few.
  func conjunction(
    _ clauses: [Predicate], in domain: Domain
  ) throws(EvaluationFailure) -> Bitmap {
    let whole = Set(clauses)
    let key = ResultCache.Key.conjunction(whole, domain)
    if let known = results[key] { return known }
    let count = rowCount(of: domain)
    var left = whole
    var result = allButOne(of: whole, in: domain, &left)
    for clause in left {
      guard let known = results[.condition(clause, domain)] else { continue }
      result = Bitmap.both(result, known)
      left.remove(clause)
    }
    var rest = ordered(clauses.filter(left.contains), in: domain)
    let light = rest.prefix { $0.isLight }.prefix(BlockPass.mostNodes / 2)
    if !light.isEmpty {
      result = try together(light.map(\.clause), with: result, in: domain) { .all($0) }
      rest.removeFirst(light.count)
    }
    for (clause, isCostly, _) in rest {
      if result?.isEmpty == true { break }
      try poll()
      // Asking about a third of the rows costs about half of asking about all.
      if let some = result, isCostly, some.population * 3 < count {
        // What is found about a part of the rows only is not kept by itself.
        result = Bitmap.both(some, try evaluate(clause, in: domain, some))
      } else {
        result = Bitmap.both(result, try mask(of: clause, in: domain))
      }
    }
    let rows = result ?? Bitmap(count: count, repeating: true)
    results[key] = rows
    return rows
  }

  /// Most clauses for which combinations of all but one are looked for.
  private static let manyClauses = 16

  /// What all clauses but one came to in an earlier statement; leaves that one in `left`.
  private func allButOne(
    of whole: Set<Predicate>, in domain: Domain, _ left: inout Set<Predicate>
  ) -> Bitmap? {
    guard (3...Self.manyClauses).contains(whole.count) else { return nil }
    for clause in whole {
      if let known = results[.conjunction(whole.subtracting([clause]), domain)] {
        left = [clause]
        return known
      }
    }
    return nil
  }

  /// Clauses in the order of asking; clauses of equal rank keep the order they were written in.
  private func ordered(
    _ clauses: [Predicate], in domain: Domain
  ) -> [(clause: Predicate, isCostly: Bool, isLight: Bool)] {
    let lightest = Double(rowCount(of: domain)) * ConditionEstimate.computed
    let estimates = clauses.map { estimate($0, in: domain) }
    return clauses.indices.sorted { a, b in
      let (x, y) = (estimates[a].rank, estimates[b].rank)
      return x == y ? a < b : x < y
    }.map {
      (
        clauses[$0], estimates[$0].isCostly,
        !estimates[$0].isCostly && estimates[$0].cost < lightest
      )
    }
  }
}
