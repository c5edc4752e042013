import SegModel

extension Predicate {
  /// What the condition asks about and where it holds.
  ///
  /// A condition on several things is one thing by itself. Nil for constants and what has no such
  /// form.
  package func truth() -> (subject: ConditionSubject, set: TruthSet)? {
    switch self {
    case .constant: return nil
    case .not(let operand): return operand.truth().map { ($0.subject, $0.set.complement) }
    case .all(let operands): return Self.joined(operands) { $0.intersection($1) } ?? asWhole
    case .any(let operands): return Self.joined(operands) { $0.union($1) } ?? asWhole
    case .compare(let left, let comparison, let right):
      return Self.comparison(left, comparison, right)
    case .compareText(let value, .equal, .constant(.text(let text))):
      return (.value(value), TruthSet(.texts([text], isExcluding: false), holdsForUnknown: false))
    case .compareText(let value, .notEqual, .constant(.text(let text))):
      return (.value(value), TruthSet(.texts([text], isExcluding: true), holdsForUnknown: true))
    case .isFlag(let value, let flag): return (.value(value), .point(Fraction(flag ? 1 : 0)))
    case .isOneOf(let value, let values): return Self.oneOf(value, values)
    case .isOneOfTexts(let value, let texts):
      return (.value(value), TruthSet(.texts(texts, isExcluding: false), holdsForUnknown: false))
    case .within(let value, let window): return Self.window(value, window)
    case .isKnown(let value): return (.value(value), Self.known(value.type))
    case .compareText, .text, .has, .exists, .inSegment, .follows, .atLeast: return asWhole
    }
  }

  private var asWhole: (ConditionSubject, TruthSet)? { (.condition(self), .point(Fraction(1))) }

  private static func known(_ type: FieldType) -> TruthSet {
    type == .text
      ? TruthSet(.texts([], isExcluding: true), holdsForUnknown: false)
      : .range(from: nil, to: nil)
  }

  private static func joined(
    _ operands: [Predicate], by operation: (TruthSet, TruthSet) -> TruthSet?
  ) -> (ConditionSubject, TruthSet)? {
    guard operands.count <= ConditionFindings.mostOperands, let first = operands.first?.truth()
    else { return nil }
    var set = first.set
    for operand in operands.dropFirst() {
      guard let next = operand.truth(), next.subject == first.subject,
        let both = operation(set, next.set)
      else { return nil }
      set = both
    }
    return (first.subject, set)
  }

  private static func comparison(
    _ left: Expression, _ comparison: Comparison, _ right: Expression
  ) -> (ConditionSubject, TruthSet)? {
    switch (left, right) {
    case (.constant(let a), .constant(let b)):
      guard a.orderedNumber != nil, b.orderedNumber != nil else { return nil }
      return (.order(left, right), .values(comparison, Fraction(0)))
    case (let value, .constant(let constant)):
      return constant.orderedNumber.map { (.value(value), .values(comparison, $0)) }
    case (.constant(let constant), let value):
      return constant.orderedNumber.map { (.value(value), .values(comparison.mirrored, $0)) }
    default: return (.order(left, right), .values(comparison, Fraction(0)))
    }
  }

  private static func oneOf(
    _ value: Expression, _ values: [Value]
  ) -> (ConditionSubject, TruthSet)? {
    guard values.count <= ConditionFindings.mostOperands else { return nil }
    var set = TruthSet.range(from: nil, to: nil).complement
    set.holdsForUnknown = false
    for constant in values {
      guard let number = constant.orderedNumber, let more = set.union(.point(number)) else {
        return nil
      }
      set = more
    }
    return (.value(value), set)
  }

  private static func window(
    _ value: Expression, _ window: TimeWindow
  ) -> (ConditionSubject, TruthSet)? {
    switch window {
    case .days(let from, let through):
      let set = TruthSet.range(
        from: from.map { TruthSet.Border(Fraction($0.dayNumber), isAfter: false) },
        to: through.map { TruthSet.Border(Fraction($0.dayNumber), isAfter: true) })
      return (.value(value.type == .dateTime ? .localDay(value) : value), set)
    case .instants(let after, let through):
      guard value.type == .dateTime else { return nil }
      let set = TruthSet.range(
        from: TruthSet.Border(Fraction(after.secondsSinceEpoch), isAfter: true),
        to: TruthSet.Border(Fraction(through.secondsSinceEpoch), isAfter: true))
      return (.value(value), set)
    }
  }
}

extension TruthSet {
  /// The values that compare so with a number.
  fileprivate static func values(_ comparison: Comparison, _ number: Fraction) -> Self {
    let before = Border(number, isAfter: false)
    let after = Border(number, isAfter: true)
    return switch comparison {
    case .equal: .point(number)
    case .notEqual: point(number).complement
    case .less: range(from: nil, to: before)
    case .lessOrEqual: range(from: nil, to: after)
    case .greater: range(from: after, to: nil)
    case .greaterOrEqual: range(from: before, to: nil)
    }
  }
}

extension Comparison {
  /// The comparison of the right side with the left.
  fileprivate var mirrored: Self {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
