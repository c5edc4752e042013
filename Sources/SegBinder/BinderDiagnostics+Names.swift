import SegModel
import SegPlan
import SegSyntax
import SegText

/// Mistakes in names: one factory a mistake.
extension Diagnostic {
  static func unknownName(
    _ name: Located<String>, nearest: [(name: String, type: String)]
  ) -> Diagnostic {
    let list = nearest.map { "`\($0.name)` (\($0.type))" }.joined(separator: ", ")
    return Diagnostic(
      code: .unknownName, message: "`\(name.value)` is not an attribute", range: name.range,
      label: nearest.isEmpty ? "`.fields` lists all" : "nearest: \(list)",
      fixIts: fixes(name.range, nearest.map(\.name)))
  }

  static func unknownColumn(
    _ name: Located<String>, of relation: FieldName, nearest: [(name: String, type: String)]
  ) -> Diagnostic {
    let list = nearest.map { "`\($0.name)` (\($0.type))" }.joined(separator: ", ")
    return Diagnostic(
      code: .unknownName, message: "`\(name.value)` is not a column of `\(relation)`",
      range: name.range, label: nearest.isEmpty ? "`.fields` lists all" : "nearest: \(list)",
      fixIts: fixes(name.range, nearest.map(\.name)))
  }

  static func unknownRelation(_ name: Located<String>, nearest: [String]) -> Diagnostic {
    Diagnostic(
      code: .unknownName, message: "`\(name.value)` is not a relation", range: name.range,
      label: nearest.isEmpty
        ? "`.fields` lists all" : "nearest: \(nearest.map { "`\($0)`" }.joined(separator: ", "))",
      fixIts: fixes(name.range, nearest))
  }

  static func unknownSegment(_ name: Located<String>, nearest: [String]) -> Diagnostic {
    Diagnostic(
      code: .unknownSegment, message: "no segment is saved as `\(name.value)`", range: name.range,
      label: nearest.isEmpty
        ? "`.segments` lists all" : "nearest: \(nearest.map { "@\($0)" }.joined(separator: ", "))",
      fixIts: nearest.first.map {
        [
          FixIt(
            "replace with `@\(SyntaxPrinter.name($0, true))`", range: name.range,
            replacement: "@" + SyntaxPrinter.name($0, true))
        ]
      } ?? [])
  }

  static func segmentBroken(_ name: Located<String>, _ cause: Diagnostic?) -> Diagnostic {
    // Who is in a cycle hears of the cycle, not of what it broke.
    if var cycle = cause, cycle.code == .segmentCycle {
      cycle.range = name.range
      return cycle
    }
    return Diagnostic(
      code: .unknownSegment, message: "saved segment `\(name.value)` no longer holds",
      range: name.range, label: cause?.message,
      notes: ["its definition is shown by `.segments`"])
  }

  /// `cycle` names every member in the order in which they use one another, the first again last.
  static func segmentCycle(
    _ name: Located<String>, _ cycle: some Sequence<FieldName>
  ) -> Diagnostic {
    let path = cycle.map { "@" + SyntaxPrinter.name($0.description, true) }
    return Diagnostic(
      code: .segmentCycle,
      message: "`\(name.value)` would be built on itself: \(path.joined(separator: " → "))",
      range: name.range, label: "a saved segment cannot use itself")
  }

  static func segmentsTooDeep(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .nestingTooDeep,
      message: "saved segments use one another more than \(Limits.segmentDepth) deep",
      range: name.range)
  }

  static func nameTaken(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .nameTaken, message: "`\(name.value)` already names a field", range: name.range,
      label: "choose another name")
  }

  static func relationAsValue(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "`\(name.value)` are rows, not one value", range: name.range,
      label: "one value: `count(\(name.value))`; a condition: `any(\(name.value))`")
  }

  static func needsAggregate(
    _ relation: Located<String>, _ column: Located<String>, _ type: FieldType?
  ) -> Diagnostic {
    let path = "\(relation.value).\(column.value)"
    let hint =
      switch type {
      case .money, .number: "one value: `sum(\(path))` or `max(\(path))`"
      case .date, .dateTime: "one value: `max(\(path))`, the latest"
      case nil, .text, .flag, .list:
        "ask about rows: `any(\(relation.value) where \(column.value) ...)`"
      }
    return Diagnostic(
      code: .typeMismatch, message: "a customer has many `\(path)`",
      range: relation.range.union(column.range), label: hint)
  }

  static func unknownGroupColumn(_ range: SourceRange, _ text: String, _ names: [String])
    -> Diagnostic
  {
    let nearest = NearestName.candidates(for: text, among: names)
    return Diagnostic(
      code: .unknownName, message: "the groups have no column `\(text)`", range: range,
      label: "columns: \(names.map { "`\($0)`" }.joined(separator: ", "))",
      fixIts: fixes(range, Array(nearest.prefix(1))))
  }

  static func definitionBroken(_ name: String, _ cause: Diagnostic, _ range: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      code: cause.code, message: "`\(name)` does not hold here: \(cause.message)", range: range,
      label: cause.label)
  }

  static func definitionIsNoValue(_ name: Located<String>, _ definition: DefinitionSyntax)
    -> Diagnostic
  {
    let kind =
      switch definition.meaning {
      case .condition: "a condition"
      case .period: "a period"
      case .list: "a list"
      case .expression: "a value"
      }
    return Diagnostic(
      code: .typeMismatch, message: "`\(name.value)` is \(kind), expected a value",
      range: name.range)
  }

  static func definitionIsNoPeriod(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "expected a period or a list after `in`", range: name.range,
      label: "`\(name.value)` is neither")
  }

  static func definitionIsNoCondition(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      code: .typeMismatch, message: "expected a condition, found a period or a list",
      range: name.range, label: "use it after `in`")
  }

  private static func fixes(_ range: SourceRange, _ names: [String]) -> [FixIt] {
    names.prefix(1).map {
      let text = SyntaxPrinter.name($0)
      return FixIt("replace with `\(text)`", range: range, replacement: text)
    }
  }
}
