package import SegModel

/// The values of one field for every row of a table.
package enum Column: Sendable {
  /// Numbers (times a power of ten), money (minor units), dates (day numbers), date-times (epoch
  /// seconds).
  case integers(IntegerColumn)
  case text(TextColumn)
  case flags(FlagColumn)
  case lists(ListColumn)

  /// Number of rows.
  package var count: Int {
    switch self {
    case .integers(let column): column.count
    case .text(let column): column.count
    case .flags(let column): column.count
    case .lists(let column): column.count
    }
  }

  /// Rows whose value is known; nil when all are.
  package var validity: Bitmap? {
    switch self {
    case .integers(let column): column.validity
    case .text(let column): column.validity
    case .flags(let column): column.validity
    case .lists(let column): column.validity
    }
  }
}

extension Column {
  /// The values of the given rows in their order; a negative row is unknown, and
  /// `areKnown` says that there is none.
  ///
  /// Faster where `groups` put values in that order.
  ///
  /// For lists no row may be given twice.
  package func gathering(
    _ rows: [Int32], areKnown: Bool = false, groups: RowGroups? = nil
  ) -> Column {
    switch self {
    case .integers(let column):
      .integers(column.gathering(rows, areKnown: areKnown, groups: groups))
    case .text(let column): .text(column.gathering(rows, areKnown: areKnown, groups: groups))
    case .flags(let column): .flags(column.gathering(rows, areKnown: areKnown))
    case .lists(let column): .lists(column.gathering(rows, areKnown: areKnown))
    }
  }
}

/// What a column is called and what its stored values mean.
package struct Field: Sendable, Hashable {
  /// The canonical name, by which queries know it.
  package var name: FieldName
  /// What its values are in the language.
  package var type: FieldType
  /// For numbers: how many decimal digits the stored integers carry.
  package var scale: Int
  /// The header in the file, when it differs from the name; it works in queries too.
  package var sourceName: FieldName?

  package init(name: FieldName, type: FieldType, scale: Int = 0, sourceName: FieldName? = nil) {
    self.name = name
    self.type = type
    self.scale = scale
    self.sourceName = sourceName
  }
}
