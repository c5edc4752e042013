import SegEngine
import SegModel
import SegPlan
import SegStore
import SegWorkspace

extension Session {
  /// The names that statements may use now.
  func catalog() throws(WorkspaceFailure) -> Catalog {
    if let catalogMemo { return catalogMemo }
    var catalog = workspace.snapshot.catalog
    catalog.profile = profile
    let segments = try workspace.segments()
    for segment in segments {
      guard case .split(let parts) = segment.kind else { continue }
      for part in parts {
        let name = FieldName("\(segment.name).\(part)")
        catalog.segments[name] = SavedSegment(
          name: name, kind: .part(of: segment.name, part), definition: segment.definition)
      }
    }
    for segment in segments { catalog.segments[segment.name] = segment }
    catalogMemo = catalog
    return catalog
  }

  /// Tags in use with their customers, sorted by name.
  func tagCounts() throws(WorkspaceFailure) -> [(name: String, count: Int)] {
    try workspace.tagBitmaps().map { ($0.name, $0.members.population) }
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
