package import SegModel
package import SegStore

/// The order of day, month and year in dates written with three numbers.
package enum DateOrder: String, Sendable, Hashable, CaseIterable {
  case dayMonthYear = "dmy"
  case monthDayYear = "mdy"
  case yearMonthDay = "ymd"

  /// How such a date looks, for people.
  package var pattern: String {
    switch self {
    case .dayMonthYear: "dd/mm/yyyy"
    case .monthDayYear: "mm/dd/yyyy"
    case .yearMonthDay: "yyyy/mm/dd"
    }
  }
}

/// How the bytes of a file stand for text.
package enum FileEncoding: String, Sendable, Hashable, CaseIterable {
  case utf8 = "UTF-8"
  case windows1252 = "Windows-1252"

  /// An encoding by a name that people give it; nil for others.
  package init?(name: String) {
    let folded = name.lowercased().filter { $0.isLetter || $0.isNumber }
    switch folded {
    case "utf8", "utf8bom", "utf8sig", "ascii", "usascii": self = .utf8
    case "windows1252", "cp1252", "win1252", "1252", "ansi", "latin1", "iso88591", "iso885915":
      self = .windows1252
    default: return nil
    }
  }
}

/// A column given a meaning by the user, `--map COLUMN=NAME[:cents]`.
package struct ColumnMapping: Sendable, Hashable {
  /// The header in the file, or `column1`, `column2` without headers.
  package var header: String
  /// The canonical name that the column gets.
  package var name: FieldName
  /// Whether the numbers are minor units already.
  package var isCents: Bool

  package init(header: String, name: FieldName, isCents: Bool = false) {
    self.header = header
    self.name = name
    self.isCents = isCents
  }

  /// Reads `COLUMN=NAME` or `COLUMN=NAME:cents`; nil for anything else.
  package init?(parsing text: String) {
    guard let equals = text.lastIndex(of: "=") else { return nil }
    let header = text[..<equals]
    var name = text[text.index(after: equals)...]
    isCents = name.hasSuffix(":cents")
    if isCents { name = name.dropLast(6) }
    guard !header.isEmpty, !name.isEmpty, !name.contains(":") else { return nil }
    self.header = String(header)
    self.name = FieldName(String(name))
  }
}

/// How many rows may be rejected before nothing is kept.
package enum RejectLimit: Sendable, Hashable {
  /// The larger of 1,000 rows and 1 %.
  case standard
  case rows(Int)
  case percent(Double)

  /// Reads `N` or `N%`; nil for anything else.
  package init?(parsing text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
      self = .percent(percent)
    } else {
      guard let rows = Int(text), rows >= 0 else { return nil }
      self = .rows(rows)
    }
  }

  /// Rows that may be rejected out of `total`; never more than half of them.
  package func allowed(of total: Int) -> Int {
    let wanted =
      switch self {
      case .standard: max(1_000, total / 100)
      case .rows(let rows): rows
      case .percent(let percent): Int(Double(total) * percent / 100)
      }
    return min(wanted, total / 2)
  }
}

/// What the user says about a file; everything left nil is detected.
package struct ReadingOptions: Sendable {
  package var role: TableRole?
  package var columnMap: [ColumnMapping] = []
  /// Whether mappings may be meant for other files: those whose column is missing are then listed
  /// in `LoadedFile.unusedMappings` instead of failing the load.
  package var mapsOtherFiles = false
  /// An ASCII separator such as `;` or TAB.
  package var separator: UInt8?
  package var encoding: FileEncoding?
  /// The decimal mark, `.` or `,`.
  package var decimal: UInt8?
  package var dateOrder: DateOrder?
  package var hasHeader = true
  /// Currency of the amounts; beats what the file says.
  package var currency: Currency?
  /// Zone in which times without an offset are local.
  package var zone: TimeZoneRules = .utc
  /// Whether order rows stand for orders even where order ids repeat with products beside them.
  package var oneOrderPerRow = false
  package var maxRejects: RejectLimit = .standard
  /// Where rejected rows are written, if anywhere.
  package var rejectsPath: String?

  package init() {}
}
