import SegEngine
import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace

extension Session {
  /// What a bare sheet says about itself: how many rows of how many customers, and the first ones.
  func showSheet(
    _ selection: Selection, _ pipeline: BoundPipeline, _ engine: Engine, began: Double
  ) throws(StatementFailure) {
    guard let relation = selection.relation else { return }
    let columns = try consulting { () throws(WorkspaceFailure) in
      try catalog().relations[relation]?.fields.map {
        OutputColumn(name: $0.name.description, expression: .column($0.name, $0.type))
      } ?? []
    }
    let customers = try evaluating { () throws(EvaluationFailure) in
      try engine.customerCount(of: selection)
    }
    let preview = Preview(
      relation: relation, rows: selection.rows, columns: columns, asOf: engine.asOf)
    lastResult = LastResult(table: nil, preview: preview)
    guard options.format.isForPeople else {
      try print(
        ResultTable(columns: [
          .init(name: "count", type: .number, values: [.number(Fraction(selection.count))]),
          .init(name: "customers", type: .number, values: [.number(Fraction(customers))]),
          .init(name: "asof", type: .date, values: [.date(engine.asOf.day)]),
        ]))
      return describePast(pipeline)
    }
    var facts = [
      "\(HumanText.count(selection.count)) \(relation)",
      "\(HumanText.count(customers)) customer\(customers == 1 ? "" : "s")",
      "as of \(engine.asOf.day)",
    ]
    facts += pipeline.bounds.map(Self.describe)
    let lines = [facts.joined(separator: " · ")] + pastNotes(pipeline)
    try print(lines.joined(separator: "\n") + "\n")
    try show(preview, engine, began: began)
  }
}
