import SegModel
import SegPlan
import SegStore

extension Engine {
  /// The rows of a domain for which a condition holds.
  ///
  /// Recursion is as deep as the statement's nesting, which the parser bounds.
  func mask(of predicate: Predicate, in domain: Domain) throws(EvaluationFailure) -> Bitmap {
    try poll()
    let key = ResultCache.Key.condition(predicate, domain)
    if let known = results[key] { return known }
    let result = try evaluate(predicate, in: domain, nil)
    results[key] = result
    return result
  }

  /// The rows of a domain for which a condition holds, out of the candidates at least (nil: all).
  ///
  /// Rows that are no candidates may be there or not.
  func evaluate(
    _ predicate: Predicate, in domain: Domain, _ candidates: Bitmap?
  ) throws(EvaluationFailure) -> Bitmap {
    if let test = try blockTest(of: predicate, in: domain) {
      return MaskKernels.rows(test, count: rowCount(of: domain))
    }
    switch predicate {
    case .constant(let value): return Bitmap(count: rowCount(of: domain), repeating: value)
    case .all(let operands): return try conjunction(operands, in: domain)
    case .any(let operands): return try disjunction(operands, in: domain)
    case .not(let operand):
      return try candidates == nil
        ? together([operand], in: domain) { .all([$0[0].opposite]) }
        : evaluate(operand, in: domain, candidates).complement
    case .compare(let left, let comparison, let right):
      return try compare(left, comparison, right, in: domain, candidates)
    case .compareText(let left, let comparison, let right):
      return try compareText(left, comparison, right, in: domain)
    case .isFlag(let expression, let wanted): return try flag(expression, is: wanted, in: domain)
    case .isOneOf(let expression, let values):
      return try isOneOf(expression, values, in: domain)
    case .isOneOfTexts, .text: preconditionFailure("tests of texts are told by blocks")
    case .has(let expression, let text): return try has(expression, text, in: domain)
    case .within(let expression, let window):
      return try within(expression, window, in: domain)
    case .isKnown(let expression):
      return try known(expression, in: domain)
        ?? Bitmap(count: rowCount(of: domain), repeating: true)
    case .exists(let rows): return try exists(rows, in: domain, candidates)
    case .inSegment(let segment): return try spread(members(of: segment), to: domain)
    case .follows(let sequence):
      return domain == .customers
        ? try customers(fulfilling: sequence)
        : try spread(mask(of: predicate, in: .customers), to: domain)
    case .atLeast(let count, let operands):
      var tally = BitTally(count: rowCount(of: domain))
      for operand in operands { tally.add(try mask(of: operand, in: domain)) }
      return tally.rows(withAtLeast: count)
    }
  }

  /// Bits of customers as bits of a domain's rows.
  func spread(_ customers: Bitmap, to domain: Domain) throws(EvaluationFailure) -> Bitmap {
    switch domain {
    case .customers: customers
    case .rows(let name):
      relation(name).map { $0.customers.rows(of: customers) } ?? Bitmap(count: 0)
    }
  }
}

extension Engine {
  private func compare(
    _ left: Expression, _ comparison: Comparison, _ right: Expression, in domain: Domain,
    _ candidates: Bitmap? = nil
  ) throws(EvaluationFailure) -> Bitmap {
    if comparison == .notEqual {
      return try compare(left, .equal, right, in: domain, candidates).complement
    }
    if case .constant = left, right.isConstant == false {
      return try compare(right, comparison.mirrored, left, in: domain, candidates)
    }
    if case .constant(let value) = right, let bound = value.fraction,
      case .aggregate(let aggregate) = left,
      let result = try compare(aggregate, comparison, bound, in: domain, candidates)
    {
      return result
    }
    let a = try numbers(left, in: domain)
    let b = try numbers(right, in: domain)
    var result = Self.compare(a, comparison, b)
    if let known = Bitmap.both(a.known, b.known) { result.formIntersection(known) }
    return result
  }

  private static func compare(
    _ a: NumberVector, _ comparison: Comparison, _ b: NumberVector
  ) -> Bitmap {
    if case .uniform(let x) = a.denominators, case .uniform(let y) = b.denominators, x == y {
      return MaskKernels.mask(count: a.count) {
        comparison.holds(a.numerators[$0], b.numerators[$0])
      }
    }
    return MaskKernels.mask(count: a.count) { row in
      // 64-bit numerators times 64-bit denominators fit in 128 bits exactly.
      let left = Int128(a.numerators[row]) * Int128(b.denominator(row))
      let right = Int128(b.numerators[row]) * Int128(a.denominator(row))
      return comparison.holds(left, right)
    }
  }

  /// Rows for which one of some conditions holds.
  private func disjunction(
    _ operands: [Predicate], in domain: Domain
  ) throws(EvaluationFailure) -> Bitmap {
    if operands.count < BlockPass.mostNodes {
      return try together(operands, in: domain) { .any($0) }
    }
    var result = Bitmap(count: rowCount(of: domain))
    for operand in operands { result.formUnion(try mask(of: operand, in: domain)) }
    return result
  }

  private func isOneOf(
    _ expression: Expression, _ values: [Value], in domain: Domain
  ) throws(EvaluationFailure) -> Bitmap {
    var result = Bitmap(count: rowCount(of: domain))
    for value in values {
      result.formUnion(try compare(expression, .equal, .constant(value), in: domain))
    }
    return result
  }

  private func compareText(
    _ left: Expression, _ comparison: Comparison, _ right: Expression, in domain: Domain
  ) throws(EvaluationFailure) -> Bitmap {
    if comparison == .notEqual {
      return try compareText(left, .equal, right, in: domain).complement
    }
    let a = try texts(left, in: domain)
    let b = try texts(right, in: domain)
    var result = Bitmap(count: rowCount(of: domain))
    for row in 0..<result.count {
      if let x = a[row], let y = b[row], comparison.holds(x, y) { result[row] = true }
    }
    return result
  }

  private func flag(
    _ expression: Expression, is wanted: Bool, in domain: Domain
  ) throws(EvaluationFailure) -> Bitmap {
    guard case .flags(let column) = try vector(expression, in: domain) else {
      preconditionFailure("a yes/no test on another type")
    }
    if wanted { return column.values }
    let known = column.validity ?? Bitmap(count: column.count, repeating: true)
    return known.subtracting(column.values)
  }

  private func has(
    _ expression: Expression, _ text: String, in domain: Domain
  ) throws(EvaluationFailure) -> Bitmap {
    guard case .lists(let vector) = try vector(expression, in: domain) else {
      preconditionFailure("a list test on another type")
    }
    return vector.rows(having: text, count: rowCount(of: domain))
  }

  private func within(
    _ expression: Expression, _ window: TimeWindow, in domain: Domain
  ) throws(EvaluationFailure) -> Bitmap {
    switch window {
    case .days(let from, let through):
      let day = expression.type == .dateTime ? Expression.localDay(expression) : expression
      guard let inside = Self.dayNumbers(from, through) else {
        return Bitmap(count: rowCount(of: domain))
      }
      return Self.inRange(try numbers(day, in: domain), inside)
    case .instants(let after, let through):
      guard after < through else { return Bitmap(count: rowCount(of: domain)) }
      if expression.type == .date {
        return try within(expression, days(after: after, through: through), in: domain)
      }
      let range = after.secondsSinceEpoch + 1...through.secondsSinceEpoch
      return Self.inRange(try numbers(expression, in: domain), range)
    }
  }

  private static func inRange(_ vector: NumberVector, _ range: ClosedRange<Int64>) -> Bitmap {
    var result = MaskKernels.mask(count: vector.count) { range.contains(vector.numerators[$0]) }
    if let known = vector.known { result.formIntersection(known) }
    return result
  }
}

extension Comparison {
  /// The comparison with its sides swapped.
  var mirrored: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }

  @inline(__always)
  func holds<Number: FixedWidthInteger>(_ a: Number, _ b: Number) -> Bool {
    switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }

  /// Texts are equal when canonically equivalent, and ordered by their UTF-8 bytes.
  func holds(_ a: String, _ b: String) -> Bool {
    switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a.utf8.lexicographicallyPrecedes(b.utf8)
    case .lessOrEqual: !b.utf8.lexicographicallyPrecedes(a.utf8)
    case .greater: b.utf8.lexicographicallyPrecedes(a.utf8)
    case .greaterOrEqual: !a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }
}

extension Expression {
  var isConstant: Bool { if case .constant = self { true } else { false } }
}
