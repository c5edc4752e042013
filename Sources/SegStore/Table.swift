package import SegModel

/// Columns of equal length under distinct names.
///
/// Columns of a table that came from a snapshot's file are read at their first use.
package struct Table: Sendable {
  /// Rows of each column, also when there is none.
  package let rowCount: Int
  /// What the columns are called, in the order of the columns.
  package let fields: [Field]
  private let cells: [Deferred<Column>]
  private let positions: [FieldName: Int]

  /// Joins fields to their columns; every column must have `rowCount` rows, names must differ.
  package init(rowCount: Int, fields: [Field], columns: [Column]) {
    precondition(columns.allSatisfy { $0.count == rowCount }, "columns of one length")
    self.init(rowCount: rowCount, fields: fields, cells: columns.map { Deferred($0) })
  }

  /// The same with columns that may still have to be read.
  init(rowCount: Int, fields: [Field], cells: [Deferred<Column>]) {
    precondition(fields.count == cells.count, "one field a column")
    self.rowCount = rowCount
    self.fields = fields
    self.cells = cells
    var positions: [FieldName: Int] = [:]
    for (index, field) in fields.enumerated() {
      precondition(positions.updateValue(index, forKey: field.name) == nil, "a name used twice")
    }
    for (index, field) in fields.enumerated() {
      if let source = field.sourceName, positions[source] == nil { positions[source] = index }
    }
    self.positions = positions
  }

  /// The values, one column a field; all that were not read yet are read now.
  package var columns: [Column] { cells.map(\.value) }

  /// Position of a field by its name or its header in the file.
  package func index(of name: FieldName) -> Int? { positions[name] }

  /// The column of a name, with its field.
  package func column(_ name: FieldName) -> (field: Field, column: Column)? {
    positions[name].map { (fields[$0], cells[$0].value) }
  }

  /// The field of a name, whose column is not read for that.
  package func field(_ name: FieldName) -> Field? { positions[name].map { fields[$0] } }

  /// The column of a name, which may still have to be read.
  func cell(_ name: FieldName) -> Deferred<Column>? { positions[name].map { cells[$0] } }

  /// What was wrong with the first of those columns that proved damaged when they were read.
  var damage: SnapshotDamage? { cells.lazy.compactMap(\.damage).first }

  /// The value of a cell, for display and for tests; slow in loops.
  package func value(_ row: Int, _ position: Int) -> Value {
    let field = fields[position]
    switch cells[position].value {
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
