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
  /// For lists no row may be given twice.
  package func gathering(_ rows: [Int32], areKnown: Bool = false) -> Column {
    switch self {
    case .integers(let column): .integers(column.gathering(rows, areKnown: areKnown))
    case .text(let column): .text(column.gathering(rows, areKnown: areKnown))
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

/// Columns of equal length under distinct names.
package struct Table: Sendable {
  /// Rows of each column, also when there is none.
  package let rowCount: Int
  /// What the columns are called, in the order of the columns.
  package let fields: [Field]
  /// The values, one column a field.
  package let columns: [Column]
  private let positions: [FieldName: Int]

  /// Joins fields to their columns; every column must have `rowCount` rows, names must differ.
  package init(rowCount: Int, fields: [Field], columns: [Column]) {
    precondition(fields.count == columns.count, "one field a column")
    precondition(columns.allSatisfy { $0.count == rowCount }, "columns of one length")
    self.rowCount = rowCount
    self.fields = fields
    self.columns = columns
    var positions: [FieldName: Int] = [:]
    for (index, field) in fields.enumerated() {
      precondition(positions.updateValue(index, forKey: field.name) == nil, "a name used twice")
    }
    for (index, field) in fields.enumerated() {
      if let source = field.sourceName, positions[source] == nil { positions[source] = index }
    }
    self.positions = positions
  }

  /// Position of a field by its name or its header in the file.
  package func index(of name: FieldName) -> Int? { positions[name] }

  /// The column of a name, with its field.
  package func column(_ name: FieldName) -> (field: Field, column: Column)? {
    positions[name].map { (fields[$0], columns[$0]) }
  }

  /// The value of a cell, for display and for tests; slow in loops.
  package func value(_ row: Int, _ position: Int) -> Value {
    let field = fields[position]
    switch columns[position] {
    case .text(let column): return column[row].map(Value.text) ?? .unknown
    case .flags(let column): return column[row].map(Value.flag) ?? .unknown
    case .lists(let column): return column[row].map(Value.list) ?? .unknown
    case .integers(let column):
      return column[row].map { Self.value(of: $0, field) } ?? .unknown
    }
  }

  /// What a stored integer of a field means.
  package static func value(of stored: Int64, _ field: Field) -> Value {
    switch field.type {
    case .money: .money(Fraction(stored))
    case .date: .date(CalendarDate(dayNumber: Int32(clamping: stored)))
    case .dateTime: .dateTime(Instant(secondsSinceEpoch: stored))
    case .number, .text, .flag, .list:
      Fraction(stored, scale: field.scale).map(Value.number) ?? .unknown
    }
  }
}
