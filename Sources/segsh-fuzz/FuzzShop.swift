import SegModel
import SegPlan

/// The names of a small shop, of every type, with segments built on each other.
enum FuzzShop {
  static let asOf = AsOf(day: CalendarDate(dayNumber: 20_454), zone: .utc)

  static let catalog = Catalog(
    profile: StoreProfile(),
    attributes: [
      FieldDescription(name: "customer_id", type: .text),
      FieldDescription(name: "email", type: .text, sourceName: "E-Mail"),
      FieldDescription(name: "country", type: .text),
      FieldDescription(name: "newsletter", type: .flag),
      FieldDescription(name: "birth_date", type: .date),
      FieldDescription(name: "points", type: .number),
      FieldDescription(name: "created_at", type: .dateTime),
      FieldDescription(name: "interests", type: .list),
    ],
    relations: [
      "orders": relation("orders"), "all_orders": relation("all_orders"),
      "items": RelationDescription(
        name: "items",
        fields: [
          FieldDescription(name: "sku", type: .text),
          FieldDescription(name: "quantity", type: .number),
          FieldDescription(name: "amount", type: .money),
          FieldDescription(name: "order_date", type: .dateTime),
        ], dateField: "order_date", belongsToOrders: true),
      "events": RelationDescription(
        name: "events", fields: [FieldDescription(name: "type", type: .text)], dateField: nil,
        belongsToOrders: false),
    ],
    segments: [
      "vip": SavedSegment(
        name: "vip", kind: .definition, definition: "segment where monetary > 500"),
      "a": SavedSegment(name: "a", kind: .definition, definition: "@b"),
      "b": SavedSegment(name: "b", kind: .definition, definition: "segment where in @a"),
      "old": SavedSegment(name: "old", kind: .frozen(count: 3), definition: "segment"),
    ], tags: ["vip"])

  private static func relation(_ name: FieldName) -> RelationDescription {
    RelationDescription(
      name: name,
      fields: [
        FieldDescription(name: "order_id", type: .text),
        FieldDescription(name: "order_date", type: .dateTime),
        FieldDescription(name: "amount", type: .money, sourceName: "Montant"),
        FieldDescription(name: "status", type: .text),
        FieldDescription(name: "coupon", type: .text),
      ], dateField: "order_date", belongsToOrders: true)
  }
}
