import SegModel
import SegPlan
import SegRetention
import SegStore

extension Engine {
  /// How each customer's value stands among those of all.
  func numbers(of standing: Standing) throws(EvaluationFailure) -> NumberVector {
    if let known = standingMemo[standing] { return known }
    let values = try numbers(standing.value, in: .customers)
    var members = try mask(of: standing.among, in: .customers)
    if let known = Bitmap.both(values.known, try existingCustomers()) {
      members.formIntersection(known)
    }
    try poll()
    let result =
      switch standing.kind {
      case .percentile(let place): try Self.percentile(place, of: values, members)
      case .quantile(let parts): try Self.quantiles(parts, of: values, members)
      case .rank(by: nil):
        Self.ranks(of: values, members, groups: [Int32](repeating: 0, count: values.count))
      case .rank(by: let group?):
        try ranks(of: values, members, by: group)
      }
    if standingMemo.count >= Self.keptStandings { standingMemo = [:] }
    standingMemo[standing] = result
    return result
  }

  private static let keptStandings = 8

  /// Fractions of members, ascending.
  private static func ascending(_ values: NumberVector, _ members: Bitmap) -> [Fraction] {
    guard case .uniform(let denominator) = values.denominators else {
      return members.rows.compactMap { values[Int($0)] }.sorted()
    }
    return members.rows.map { values.numerators[Int($0)] }.sorted()
      .compactMap { Fraction(Int128($0), over: Int128(denominator)) }
  }

  /// The members' values at ascending places of their order, without sorting all where they have
  /// one denominator.
  private static func valuesInOrder(
    _ values: NumberVector, _ members: Bitmap, at places: [Int]
  ) -> [Fraction] {
    guard case .uniform(let denominator) = values.denominators else {
      let sorted = ascending(values, members)
      return places.map { sorted[$0] }
    }
    let column = IntegerColumn(values.numerators, validity: members)
    let found = OrderStatistics(column, among: members).values(at: places)
    return places.map {
      Fraction(Int128(found[$0] ?? 0), over: Int128(denominator)) ?? Fraction(0)
    }
  }

  /// The value at `part` of the way between two others.
  private static func between(
    _ low: Fraction, _ high: Fraction, part: Fraction
  ) throws(EvaluationFailure) -> Fraction {
    guard low != high, part != Fraction(0) else { return low }
    guard let step = high.subtracting(low)?.multiplied(by: part), let value = low.adding(step)
    else { throw .overflow }
    return value
  }

  private static func percentile(
    _ percent: Fraction, of values: NumberVector, _ members: Bitmap
  ) throws(EvaluationFailure) -> NumberVector {
    let count = members.population
    guard count > 0 else {
      return NumberVector(values.numerators, known: Bitmap(count: values.count))
    }
    guard
      let place = percent.multiplied(by: Fraction(count - 1))?.divided(by: Fraction(100)),
      let part = place.subtracting(Fraction(place.floor))
    else { throw .overflow }
    let low = Int(place.floor)
    let ends = valuesInOrder(values, members, at: [low, min(low + 1, count - 1)])
    let value = try between(ends[0], ends[1], part: part)
    guard let numerator = Int64(exactly: value.numerator),
      let denominator = Int64(exactly: value.denominator)
    else { throw .overflow }
    return NumberVector([Int64](repeating: numerator, count: values.count), over: denominator)
  }

  private static func quantiles(
    _ parts: Int, of values: NumberVector, _ members: Bitmap
  ) throws(EvaluationFailure) -> NumberVector {
    var scores = [Int64](repeating: 0, count: values.count)
    if case .uniform = values.denominators {
      let sorted = members.rows.map { values.numerators[Int($0)] }.sorted()
      let thresholds = QuantileCuts(ascending: sorted, parts: parts).thresholds
      for row in members.rows {
        let value = values.numerators[Int(row)]
        scores[Int(row)] = 1 + Int64(thresholds.partitionIndex { value <= $0 })
      }
    } else {
      let sorted = ascending(values, members)
      var cuts: [Fraction] = []
      for j in 1..<parts where !sorted.isEmpty {
        let place = (sorted.count - 1) * j
        let part = Fraction(Int128(place % parts), over: Int128(parts)) ?? Fraction(0)
        let low = place / parts
        cuts.append(
          try between(sorted[low], sorted[min(low + 1, sorted.count - 1)], part: part))
      }
      for row in members.rows {
        guard let value = values[Int(row)] else { continue }
        scores[Int(row)] = 1 + Int64(cuts.partitionIndex { value <= $0 })
      }
    }
    return NumberVector(scores, known: members)
  }

  private func ranks(
    of values: NumberVector, _ members: Bitmap, by group: Expression
  ) throws(EvaluationFailure) -> NumberVector {
    let groupValues = try vector(group, in: .customers)
    let grouped = groupValues.known.map { members.intersection($0) } ?? members
    var keys = GroupKeys(rows: grouped.rows)
    keys.split(by: groupValues, type: group.type)
    var groups = [Int32](repeating: 0, count: values.count)
    for (entry, row) in keys.rows.enumerated() { groups[Int(row)] = keys.groups[entry] }
    return Self.ranks(of: values, grouped, groups: groups)
  }

  /// 1 for the largest of its group; equal values share the best place.
  private static func ranks(
    of values: NumberVector, _ members: Bitmap, groups: [Int32]
  ) -> NumberVector {
    let order: [Int32]
    if case .uniform = values.denominators {
      order = members.rows.map { (groups[Int($0)], values.numerators[Int($0)], $0) }
        .sorted { $0.0 == $1.0 ? $0.1 > $1.1 : $0.0 < $1.0 }.map { $0.2 }
    } else {
      order = members.rows.sorted { a, b in
        let (x, y) = (groups[Int(a)], groups[Int(b)])
        return x == y ? values.isBelow(Int(b), Int(a)) : x < y
      }
    }
    var ranks = [Int64](repeating: 0, count: values.count)
    var start = 0
    for (place, row) in order.enumerated() {
      let before = place > 0 ? Int(order[place - 1]) : Int(row)
      if groups[before] != groups[Int(row)] { start = place }
      let isTie =
        place > start && !values.isBelow(Int(row), before)
      ranks[Int(row)] = isTie ? ranks[before] : Int64(place - start + 1)
    }
    return NumberVector(ranks, known: members)
  }
}
