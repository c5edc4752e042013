import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
import SegWorkspace

/// The commands that list and change what the workspace keeps.
extension Session {
  func fieldTable() throws(StatementFailure) -> ResultTable {
    let catalog = try consulting { () throws(WorkspaceFailure) in try self.catalog() }
    var rows: [[String]] = []
    for field in catalog.attributes { rows.append(row(of: field, owner: "customer")) }
    rows.append(["customer", "tags", FieldType.list.rawValue, ""])
    for metric in Metric.allCases {
      rows.append(["customer", metric.rawValue, metric.type.rawValue, metric.meaning])
    }
    for relation in catalog.relations.values.sorted(by: { $0.name < $1.name }) {
      for field in relation.fields { rows.append(row(of: field, owner: relation.name.description)) }
    }
    for definition in definitions.values.sorted(by: { $0.name.value < $1.name.value }) {
      let isParameter = definition.name.value.hasPrefix("$")
      rows.append([isParameter ? "param" : "let", definition.name.value, "", ""])
    }
    return table(["of", "field", "type", "note"], rows)
  }

  private func row(of field: FieldDescription, owner: String) -> [String] {
    let note = field.sourceName.map { "`\($0)` in the file" } ?? ""
    return [owner, field.name.description, field.type.rawValue, note]
  }

  func segmentTable() throws(StatementFailure) -> ResultTable {
    let segments = try consulting { () throws(WorkspaceFailure) in try workspace.segments() }
    return table(
      ["segment", "kind", "definition"],
      segments.map { segment in
        let kind =
          switch segment.kind {
          case .definition: "saved"
          case .frozen(let count): "frozen, \(count)"
          case .split(let parts): "split, " + parts.joined(separator: " ")
          case .part: "part"
          }
        return [segment.name.description, kind, segment.definition]
      })
  }

  func tagTable() throws(StatementFailure) -> ResultTable {
    let tags = try consulting { () throws(WorkspaceFailure) in try tagCounts() }
    return ResultTable(columns: [
      .init(name: "tag", type: .text, values: tags.map { .text($0.name) }),
      .init(name: "customers", type: .number, values: tags.map { .number(Fraction($0.count)) }),
    ])
  }

  func settingTable() -> ResultTable {
    table(["setting", "value"], profile.settings.map { [$0.name.rawValue, $0.value] })
  }

  /// A table of texts; an empty one is unknown.
  private func table(_ names: [String], _ rows: [[String]]) -> ResultTable {
    ResultTable(
      columns: names.enumerated().map { position, name in
        ResultTable.Column(
          name: name, type: .text,
          values: rows.map { $0[position].isEmpty ? .text("") : .text($0[position]) })
      })
  }

  func set(_ name: String, to value: String, _ source: SourceText) throws(StatementFailure) -> Bool
  {
    try consulting { () throws(WorkspaceFailure) in
      let setting = try StoreSetting(name: name, value: value)
      try workspace.set(setting, context: ActionContext(".set \(name) \(value)"))
    }
    invalidate()
    reporter.say("\(name) is \(value)")
    return true
  }
}

extension Metric {
  /// What `.fields` says about it.
  var meaning: String {
    switch self {
    case .recency: "whole days since the last order"
    case .frequency: "number of orders"
    case .monetary: "what the orders that count came to, net of refunds"
    case .aov: "monetary / frequency"
    case .firstOrder: "day of the first order"
    case .lastOrder: "day of the last order"
    case .tenure: "whole days since the first order"
    case .interval: "average days between orders"
    case .recencyScore: "recency score, the best is most recent"
    case .frequencyScore: "frequency score"
    case .monetaryScore: "monetary score"
    case .rfm: "the three scores together, 555 the best"
    }
  }
}
