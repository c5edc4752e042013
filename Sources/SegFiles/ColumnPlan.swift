import SegModel
import SegStore

/// How the cells of a column become stored values.
enum ColumnKind: Sendable, Equatable {
  case skipped
  case text(isKey: Bool)
  case number(decimal: UInt8, scale: Int)
  case money(decimal: UInt8, digits: Int, isCents: Bool)
  case date(DateOrder, pivot: Int32)
  case dateTime(DateOrder, isUTC: Bool)
  case flag(isKnown: Bool)
  case list

  /// Whether cells are read as something else than text.
  var isParsed: Bool {
    switch self {
    case .skipped, .text, .list: false
    case .number, .money, .date, .dateTime, .flag: true
    }
  }

  var type: FieldType {
    switch self {
    case .skipped, .text: .text
    case .number: .number
    case .money: .money
    case .date: .date
    case .dateTime: .dateTime
    case .flag: .flag
    case .list: .list
    }
  }
}

/// What is made of one column of the file.
struct ColumnPlan: Sendable, Equatable {
  let header: String
  let name: FieldName
  var kind: ColumnKind
  /// Whether a cell of the column says which currency the row is in.
  var namesCurrency = false

  /// The field the column becomes.
  var field: Field {
    let source = FieldName(header)
    var scale = 0
    if case .number(_, let digits) = kind { scale = digits }
    return Field(
      name: name, type: kind.type, scale: scale, sourceName: source == name ? nil : source)
  }
}
