package import SegModel

/// The names that statements may use, and what they stand for.
package struct Catalog: Sendable {
  package var profile: StoreProfile
  /// Columns of the customer file, `tags` left out.
  package var attributes: [FieldDescription]
  /// Relations by name; `orders` and `all_orders` are both listed.
  package var relations: [FieldName: RelationDescription]
  package var segments: [FieldName: SavedSegment]

  package init(
    profile: StoreProfile, attributes: [FieldDescription] = [],
    relations: [FieldName: RelationDescription] = [:], segments: [FieldName: SavedSegment] = [:]
  ) {
    self.profile = profile
    self.attributes = attributes
    self.relations = relations
    self.segments = segments
  }

  /// The customer column of a name, or of a header in the file.
  package func attribute(named name: FieldName) -> FieldDescription? {
    Self.find(name, in: attributes)
  }

  static func find(_ name: FieldName, in fields: [FieldDescription]) -> FieldDescription? {
    fields.first { $0.name == name } ?? fields.first { $0.sourceName == name }
  }
}

/// A column as statements see it.
package struct FieldDescription: Sendable, Hashable {
  package var name: FieldName
  package var type: FieldType
  /// The header in the file when it differs.
  package var sourceName: FieldName?
  /// Decimals of a number.
  package var scale: Int

  package init(name: FieldName, type: FieldType, sourceName: FieldName? = nil, scale: Int = 0) {
    self.name = name
    self.type = type
    self.sourceName = sourceName
    self.scale = scale
  }
}

/// A relation as statements see it.
package struct RelationDescription: Sendable, Hashable {
  package var name: FieldName
  package var fields: [FieldDescription]
  /// The field that windows apply to.
  package var dateField: FieldName?
  /// Whether its rows are lines of orders.
  package var belongsToOrders: Bool

  package init(
    name: FieldName, fields: [FieldDescription], dateField: FieldName?, belongsToOrders: Bool
  ) {
    self.name = name
    self.fields = fields
    self.dateField = dateField
    self.belongsToOrders = belongsToOrders
  }

  /// The column of a name, or of a header in the file.
  package func field(named name: FieldName) -> FieldDescription? {
    Catalog.find(name, in: fields)
  }
}

/// A segment that was kept under a name.
package struct SavedSegment: Sendable, Hashable {
  /// What was kept.
  package enum Kind: Sendable, Hashable {
    /// The definition, evaluated at each use.
    case definition
    /// The members, with their number.
    case frozen(count: Int)
    /// A split with the names of its parts: those who are in it stay where they are.
    case split(parts: [String])
    /// One part of the split of a name.
    case part(of: FieldName, String)
  }

  package var name: FieldName
  package var kind: Kind
  /// Canonical text of the source and narrowing stages.
  package var definition: String

  package init(name: FieldName, kind: Kind, definition: String) {
    self.name = name
    self.kind = kind
    self.definition = definition
  }
}
