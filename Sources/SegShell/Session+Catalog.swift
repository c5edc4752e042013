import SegEngine
import SegModel
import SegPlan
import SegStore
import SegWorkspace

extension Session {
  /// The names that statements may use now.
  func catalog() throws(WorkspaceFailure) -> Catalog {
    if let catalogMemo { return catalogMemo }
    let snapshot = workspace.snapshot
    var catalog = Catalog(profile: profile)
    catalog.attributes = Self.describe(snapshot.customers.fields.filter { $0.name != "tags" })
    for (name, relation) in snapshot.relations {
      catalog.relations[name] = RelationDescription(
        name: name, fields: Self.describe(relation.table.fields),
        dateField: relation.dateField, belongsToOrders: relation.belongsToOrders)
    }
    // A store without orders still answers how many there are: none.
    let orders =
      catalog.relations[Snapshot.allOrders]
      ?? RelationDescription(
        name: Snapshot.allOrders,
        fields: [
          FieldDescription(name: "order_date", type: .date),
          FieldDescription(name: "amount", type: .money),
        ], dateField: "order_date", belongsToOrders: false)
    catalog.relations[Snapshot.allOrders] = orders
    var counted = orders
    counted.name = Snapshot.orders
    catalog.relations[Snapshot.orders] = counted
    for segment in try workspace.segments() { catalog.segments[segment.name] = segment }
    catalog.tags = try tagCounts().map(\.name)
    catalogMemo = catalog
    return catalog
  }

  /// Tags in use with their customers, sorted by name.
  func tagCounts() throws(WorkspaceFailure) -> [(name: String, count: Int)] {
    try workspace.tagBitmaps().map { ($0.name, $0.members.population) }
  }

  private static func describe(_ fields: [Field]) -> [FieldDescription] {
    fields.map { FieldDescription(name: $0.name, type: $0.type, sourceName: $0.sourceName) }
  }

  /// The columns under a summary: who, where from, and the figures of RFM.
  func previewColumns(_ catalog: Catalog) -> [OutputColumn] {
    let names: [FieldName] = ["customer_id", "email", "country"]
    var columns = names.compactMap { catalog.attribute(named: $0) }.map {
      OutputColumn(name: $0.name.description, expression: .attribute($0.name, $0.type))
    }
    if workspace.snapshot.relations[Snapshot.allOrders] != nil {
      columns += [Metric.recency, .frequency, .monetary, .rfm].map {
        OutputColumn(name: $0.rawValue, expression: .metric($0))
      }
    }
    return columns
  }
}
