import SegModel
package import SegPlan
package import SegStore

extension Snapshot {
  /// The names that statements may use over these data, without segments and the shell's own tags.
  package var catalog: Catalog {
    var catalog = Catalog(profile: profile)
    catalog.attributes = Self.describe(customers.fields.filter { $0.name != "tags" })
    for (name, relation) in relations {
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
    return catalog
  }

  private static func describe(_ fields: [Field]) -> [FieldDescription] {
    fields.map { field in
      FieldDescription(
        name: field.name, type: field.type, sourceName: field.sourceName, scale: field.scale)
    }
  }
}
