import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// What an `expect` asks; nil after an error.
  mutating func bindExpectation(_ syntax: ExpectationSyntax) -> BoundExpectation? {
    switch syntax.claim {
    case .count(.segment(let name), let bound):
      let segment = bindSegment(name)
      guard let bound = bindBound(bound), let segment else { return nil }
      return .customers(segment, bound)
    case .count(.rows(let rows), let bound):
      if let column = rows.column { bag.report(.expectedRows(column)) }
      let selection = bindRows(rows, in: .customer)?.0
      guard let bound = bindBound(bound), let selection else { return nil }
      return .rows(selection, bound)
    case .disjoint(let names): return bindSegments(names).map { .disjoint($0) }
    case .cover(let names): return bindSegments(names).map { .cover($0) }
    case .fresh(let relation, let duration):
      let rows = RowsSyntax(
        relation: relation, column: nil,
        period: .last(duration, before: nil, duration.range), condition: nil,
        range: relation.range.union(duration.range))
      guard let (selection, described) = bindRows(rows, in: .customer),
        let field = described.dateField.flatMap({ described.field(named: $0) })
      else { return nil }
      if duration.value.seconds != nil, field.type == .date {
        bag.report(.hoursOfDate(duration.range))
        return nil
      }
      return .fresh(selection, date: .column(field.name, field.type))
    }
  }

  private mutating func bindSegments(_ names: [Located<String>]) -> [SegmentReference]? {
    let segments = names.compactMap { bindSegment($0) }
    return segments.count == names.count ? segments : nil
  }

  private mutating func bindBound(
    _ syntax: ExpectationSyntax.Bound
  ) -> BoundExpectation.Bound? {
    switch syntax {
    case .comparison(let sign, let value):
      return bindCount(value).map { .comparison(sign.planComparison, $0) }
    case .between(let low, let high):
      guard let lower = bindCount(low), let upper = bindCount(high) else { return nil }
      guard lower <= upper else {
        bag.report(.reversedBetween(low.range, high.range))
        return nil
      }
      return .between(lower, upper)
    }
  }

  private mutating func bindCount(_ syntax: ExpressionSyntax) -> Fraction? {
    guard let value = bindValue(syntax, in: .customer) else { return nil }
    guard case .constant(.number(let number)) = value else {
      bag.report(.expectedNumber(syntax.range))
      return nil
    }
    return number
  }

  /// Whether a `param` holds up.
  mutating func bind(_ parameter: ParameterSyntax) -> Bool {
    guard let value = bindValue(parameter.value, in: .customer) else { return false }
    return value.isConstant
  }

  /// The value that a parameter stands for; nil after an error.
  mutating func bindParameter(_ name: Located<String>) -> Value? {
    guard let definition = definitions[ParameterSyntax.key(name.value)],
      case .expression(let meaning) = definition.meaning
    else {
      let names = definitions.keys.filter { $0.hasPrefix("$") }.map { String($0.dropFirst()) }
      bag.report(
        .unknownParameter(
          name, nearest: NearestName.candidates(for: name.value, among: names.sorted())))
      return nil
    }
    let bound = within(definition, usedAt: name.range) { $0.bindValue(meaning, in: .customer) }
    guard case .constant(let value)? = bound else { return nil }
    return value
  }
}

extension Diagnostic {
  static func expectedRows(_ column: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .wrongArguments, message: "`expect` counts rows, not values of a column",
      range: column.range, label: "leave the column out")
  }

  static func expectedNumber(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "expected a number that does not depend on customers",
      range: range)
  }

  static func unknownParameter(_ name: Located<String>, nearest: [String]) -> Diagnostic {
    Diagnostic(
      code: .unknownName, message: "`$\(name.value)` has no value", range: name.range,
      label: nearest.isEmpty
        ? "give it one before: `param \(name.value) = ...`"
        : "nearest: \(nearest.map { "`$\($0)`" }.joined(separator: ", "))",
      fixIts: nearest.first.map {
        [FixIt("replace with `$\($0)`", range: name.range, replacement: "$\($0)")]
      } ?? [])
  }
}
