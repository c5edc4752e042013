import SegEngine
import SegModel
import SegPlan
import SegStore
import SegText

extension Session {
  /// Shows what each part of a statement leaves.
  func show(_ plan: ExplainPlan, _ pipeline: BoundPipeline, _ engine: Engine)
    throws(StatementFailure)
  {
    let lines = try evaluating { () throws(EvaluationFailure) in
      try engine.explanation(of: plan)
    }
    let table = Self.table(of: lines)
    lastResult = LastResult(table: table, preview: nil)
    let facts = "as of \(engine.asOf.day) · orders: \(profile.revenuePolicy.name)"
    if options.format.isForPeople {
      let text = [facts, Self.heading] + lines.map(Self.text)
      try print(text.map { DisplayText.escaped($0) + "\n" }.joined())
    } else {
      try print(table)
      reporter.say(facts)
    }
    describePast(pipeline)
  }

  /// Columns: `depth clause left alone unknown of detail`.
  private static func table(of lines: [ExplainLine]) -> ResultTable {
    func counts(_ name: String, _ count: (ExplainLine) -> Int?) -> ResultTable.Column {
      ResultTable.Column(
        name: name, type: .number,
        values: lines.map { count($0).map { .number(Fraction($0)) } ?? .unknown })
    }
    func texts(_ name: String, _ text: (ExplainLine) -> String) -> ResultTable.Column {
      let values = lines.map(text).map { $0.isEmpty ? Value.unknown : .text($0) }
      return ResultTable.Column(name: name, type: .text, values: values)
    }
    return ResultTable(columns: [
      counts("depth") { $0.depth }, texts("clause") { $0.text }, counts("left") { $0.left },
      counts("alone") { $0.alone }, counts("unknown") { $0.unknown },
      texts("of") { $0.relation?.description ?? "customers" },
      texts("detail") { detail(of: $0) { String($0) } },
    ])
  }

  /// Absolute dates, and for how many customers which name is unknown.
  private static func detail(of line: ExplainLine, _ count: (Int) -> String) -> String {
    let unknowns = line.unknownByName.map { "\($0.name) unknown for \(count($0.count))" }
    return (line.bounds.map(describe) + unknowns).joined(separator: "; ")
  }

  private static let width = 14
  private static let heading =
    pad("left") + pad("alone") + "  clause"

  private static func text(of line: ExplainLine) -> String {
    var text = pad(line.left.map(HumanText.count) ?? "")
    text += pad(line.alone.map(HumanText.count) ?? "")
    text += String(repeating: " ", count: 2 + 2 * line.depth) + line.text
    let detail = detail(of: line, HumanText.count)
    return detail.isEmpty ? text : "\(text)  (\(detail))"
  }

  private static func pad(_ text: String) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
