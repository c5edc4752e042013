package import SegModel
package import SegStore

/// How the lines of a file end.
package enum LineEnd: String, Sendable, Hashable {
  case lf = "LF"
  case crlf = "CRLF"
  case cr = "CR"
  case mixed = "mixed line ends"
}

/// What became of one column of a file.
package struct ColumnDescription: Sendable, Hashable {
  /// The header as written, or `column1` without headers.
  package var header: String
  /// The name it goes by; nil when the column was left out.
  package var name: FieldName?
  package var type: FieldType

  package init(header: String, name: FieldName?, type: FieldType) {
    self.header = header
    self.name = name
    self.type = type
  }
}

/// How a file was read, as detected or as told.
package struct FileDialect: Sendable, Hashable {
  package var separator: UInt8
  /// Whether any cell is in double quotes.
  package var isQuoted: Bool
  package var hasByteOrderMark: Bool
  package var lineEnd: LineEnd
  package var encoding: FileEncoding
  /// The decimal mark; nil when no number has one.
  package var decimal: UInt8?
  /// The order of dates of three numbers; nil when there are none.
  package var dateOrder: DateOrder?
  package var hasHeader: Bool
  package var role: TableRole
  package var columns: [ColumnDescription]

  /// The role as people call it, `orders`.
  package var roleName: String { role.name }

  /// One line: role, separator, encoding, marks.
  package var summary: String {
    var parts = [roleName, "separator " + Self.name(ofSeparator: separator)]
    parts.append(encoding.rawValue + (hasByteOrderMark ? " with BOM" : ""))
    parts.append(lineEnd.rawValue)
    if let decimal { parts.append("decimal `\(Character(Unicode.Scalar(decimal)))`") }
    if let dateOrder { parts.append("dates " + dateOrder.pattern) }
    if !hasHeader { parts.append("no header") }
    return parts.joined(separator: " · ")
  }

  /// The columns in one line: header, the name it goes by where that differs, type.
  package var columnSummary: String {
    columns.map { column in
      guard let name = column.name else { return "\(column.header): left out" }
      let arrow = name.description == column.header ? "" : " → \(name)"
      return "\(column.header)\(arrow) (\(column.type.rawValue))"
    }.joined(separator: ", ")
  }

  static func name(ofSeparator separator: UInt8) -> String {
    separator == 0x09 ? "TAB" : "`\(Character(Unicode.Scalar(separator)))`"
  }
}

extension TableRole {
  /// The word that `--as` takes for the role.
  package var name: String {
    switch self {
    case .customers: "customers"
    case .orders: "orders"
    case .items: "items"
    case .events: "events"
    case .other(let name): name.description
    }
  }

  /// The role that a word for `--as` means.
  package init(name: String) {
    switch name.lowercased() {
    case "customers": self = .customers
    case "orders": self = .orders
    case "items": self = .items
    case "events": self = .events
    default: self = .other(FieldName(name))
    }
  }
}
