import SegModel
import SegPlan
import SegStore

extension Engine {
  /// The first known of several values.
  func coalesce(
    _ operands: [Expression], in domain: Domain
  ) throws(EvaluationFailure) -> Vector {
    var result = try vector(operands[0], in: domain)
    for operand in operands.dropFirst() {
      guard let known = result.known else { return result }
      result = result.chosen(where: known, else: try vector(operand, in: domain))
    }
    return result
  }

  /// The value of the first branch that holds.
  func vector(of choice: Choice, in domain: Domain) throws(EvaluationFailure) -> Vector {
    let count = rowCount(of: domain)
    let type = Expression.choice(choice).type
    var result =
      try choice.otherwise.map { value throws(EvaluationFailure) in try vector(value, in: domain) }
      ?? Vector.unknown(type, count: count)
    // From the last branch to the first, so that the first has the last word.
    for branch in choice.branches.reversed() {
      let mask = try mask(of: branch.condition, in: domain)
      result = try vector(branch.value, in: domain).chosen(where: mask, else: result)
    }
    return result
  }
}

extension Vector {
  /// A vector without any known value.
  static func unknown(_ type: FieldType, count: Int) -> Vector {
    let known = Bitmap(count: count)
    switch type {
    case .number, .money, .date, .dateTime:
      return .numbers(NumberVector([Int64](repeating: 0, count: count), known: known))
    case .text:
      return .texts(
        TextVector(
          codes: [UInt32](repeating: 0, count: count), dictionary: TextDictionary([""]),
          known: known))
    case .flag: return .flags(FlagColumn(values: known, validity: known))
    case .list: return .lists(ListVector(names: [], members: [], known: known))
    }
  }

  /// These values where a mask is set, those of another vector elsewhere.
  func chosen(where mask: Bitmap, else other: Vector) -> Vector {
    var known: Bitmap?
    if self.known != nil || other.known != nil {
      let own = self.known.map { mask.intersection($0) } ?? mask
      known = own.union((other.known?.subtracting(mask)) ?? mask.complement)
    }
    switch (self, other) {
    case (.numbers(let a), .numbers(let b)): return .numbers(Self.choose(mask, a, b, known))
    case (.texts(let a), .texts(let b)): return .texts(Self.choose(mask, a, b, known))
    case (.flags(let a), .flags(let b)):
      var values = a.values.intersection(mask).union(b.values.subtracting(mask))
      if let known { values.formIntersection(known) }
      return .flags(FlagColumn(values: values, validity: known))
    default: preconditionFailure("a choice between types")
    }
  }

  private static func choose(
    _ mask: Bitmap, _ a: NumberVector, _ b: NumberVector, _ known: Bitmap?
  ) -> NumberVector {
    var numerators = b.numerators
    for row in mask.rows { numerators[Int(row)] = a.numerators[Int(row)] }
    if case .uniform(let x) = a.denominators, case .uniform(let y) = b.denominators, x == y {
      return NumberVector(numerators, over: x, known: known)
    }
    let denominators = (0..<a.count).map { mask[$0] ? a.denominator($0) : b.denominator($0) }
    return NumberVector(numerators, overEach: denominators, known: known)
  }

  private static func choose(
    _ mask: Bitmap, _ a: TextVector, _ b: TextVector, _ known: Bitmap?
  ) -> TextVector {
    // Both dictionaries end to end: a text may then have two codes, which tests do not mind.
    let shift = UInt32(a.dictionary.count)
    let dictionary = TextDictionary.joined([a.dictionary, b.dictionary])
    // Unknown rows may point past the end when b has no text at all.
    let last = UInt32(max(dictionary.count - 1, 0))
    let codes = a.codes.indices.map { mask[$0] ? a.codes[$0] : min(b.codes[$0] &+ shift, last) }
    return TextVector(codes: codes, dictionary: dictionary, known: known)
  }
}
