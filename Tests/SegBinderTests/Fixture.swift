import SegBinder
import SegModel
import SegPlan
import SegSyntax
import SegText

/// A catalog like that of a small shop, and statements bound against it.
enum Shop {
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
    ],
    relations: [
      "orders": relation("orders", false), "all_orders": relation("all_orders", false),
      "items": RelationDescription(
        name: "items",
        fields: [
          FieldDescription(name: "sku", type: .text),
          FieldDescription(name: "quantity", type: .number),
          FieldDescription(name: "amount", type: .money),
          FieldDescription(name: "order_date", type: .dateTime),
        ], dateField: "order_date", belongsToOrders: true),
    ],
    segments: [
      "vip": SavedSegment(
        name: "vip", kind: .definition, definition: "segment where monetary > 500"),
      "a": SavedSegment(name: "a", kind: .definition, definition: "@b"),
      "b": SavedSegment(name: "b", kind: .definition, definition: "segment where in @a"),
      "others": SavedSegment(
        name: "others", kind: .definition, definition: "segment | exclude @vip"),
      "broken": SavedSegment(
        name: "broken", kind: .definition, definition: "segment where gone = 1"),
      "old": SavedSegment(name: "old", kind: .frozen(count: 3), definition: "segment"),
    ])

  static let asOf = AsOf(day: CalendarDate(dayNumber: 20_454), zone: .utc)  // 2026-01-01

  private static func relation(_ name: FieldName, _ belongs: Bool) -> RelationDescription {
    RelationDescription(
      name: name,
      fields: [
        FieldDescription(name: "order_id", type: .text),
        FieldDescription(name: "order_date", type: .dateTime),
        FieldDescription(name: "amount", type: .money, sourceName: "Montant"),
        FieldDescription(name: "status", type: .text),
      ], dateField: "order_date", belongsToOrders: belongs)
  }

  /// The last statement of a text with everything that was said about the text.
  static func bind(
    _ text: String, _ catalog: Catalog = catalog
  ) -> (statement: BoundStatement?, diagnostics: [Diagnostic]) {
    var bag = DiagnosticBag()
    var definitions: [String: DefinitionSyntax] = [:]
    var last: BoundStatement?
    for statement in Parser.parse(SourceText(name: "test", text: text), into: &bag) {
      var binder = Binder(catalog: catalog, asOf: asOf, definitions: definitions)
      last = binder.bind(statement, into: &bag)
      if case .definition(let definition) = statement {
        definitions[definition.name.value.lowercased()] = definition
      }
    }
    return (last, bag.diagnostics)
  }

  /// The condition of `segment where ...`, or nil after an error.
  static func predicate(_ condition: String) -> Predicate? {
    guard case .pipeline(let pipeline)? = bind("segment where \(condition)").statement,
      case .matching(let predicate) = pipeline.source
    else { return nil }
    return predicate
  }

  /// The window of `birth_date in ...`.
  static func window(_ period: String) -> TimeWindow? {
    guard case .within(_, let window)? = predicate("birth_date in \(period)") else { return nil }
    return window
  }
}
