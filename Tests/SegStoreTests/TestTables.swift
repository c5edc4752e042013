import SegModel
import SegStore

/// Columns of test tables, written down in a line each.
enum TestColumn {
  static func text(_ name: FieldName, _ values: [String?]) -> (Field, Column) {
    (Field(name: name, type: .text), .text(TextColumn(values)))
  }

  static func integers(
    _ name: FieldName, _ type: FieldType, _ values: [Int64?], scale: Int = 0
  ) -> (Field, Column) {
    var validity = Bitmap(count: values.count)
    for (row, value) in values.enumerated() where value != nil { validity[row] = true }
    let column = IntegerColumn(values.map { $0 ?? 0 }, validity: validity)
    return (Field(name: name, type: type, scale: scale), .integers(column))
  }

  static func days(_ name: FieldName, _ values: [String?]) -> (Field, Column) {
    integers(
      name, .date,
      values.map { $0.flatMap { CalendarDate(parsing: $0) }.map { Int64($0.dayNumber) } })
  }

  static func money(_ name: FieldName, _ values: [Int64?]) -> (Field, Column) {
    integers(name, .money, values)
  }

  static func lists(_ name: FieldName, _ values: [[String]?]) -> (Field, Column) {
    (Field(name: name, type: .list), .lists(ListColumn(values)))
  }

  static func flags(_ name: FieldName, _ values: [Bool?]) -> (Field, Column) {
    var known = Bitmap(count: values.count)
    var yes = Bitmap(count: values.count)
    for (row, value) in values.enumerated() {
      known[row] = value != nil
      yes[row] = value == true
    }
    return (Field(name: name, type: .flag), .flags(FlagColumn(values: yes, validity: known)))
  }
}

extension SourceTable {
  /// A source whose rows stand on lines 2 and following.
  init(_ role: TableRole, _ columns: [(Field, Column)], file: String = "file.csv") {
    let count = columns.first?.1.count ?? 0
    self.init(
      role: role,
      table: Table(rowCount: count, fields: columns.map(\.0), columns: columns.map(\.1)),
      fileName: file, lineNumbers: LineNumbers((0..<count).map { UInt32($0 + 2) }))
  }
}

extension Table {
  /// The texts of a column from top to bottom.
  func texts(_ name: FieldName) -> [String?] {
    guard case .text(let column)? = column(name)?.column else { return [] }
    return (0..<column.count).map { column[$0] }
  }

  /// The integers of a column from top to bottom.
  func integers(_ name: FieldName) -> [Int64?] {
    guard case .integers(let column)? = column(name)?.column else { return [] }
    return (0..<column.count).map { column[$0] }
  }
}
