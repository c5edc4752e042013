import Foundation
import SegFiles
import SegModel
import SegStore

/// How and from where a file was read, as the database keeps it, so that it can be read again.
struct StoredReading: Codable {
  private struct Mapping: Codable {
    var header: String
    var name: String
    var isCents: Bool
  }

  /// Absolute path.
  let path: String
  private var role: String?
  private var columns: [Mapping]
  private var separator: UInt8?
  private var encoding: String?
  private var decimal: UInt8?
  private var dateOrder: String?
  private var hasHeader: Bool
  private var currency: String?
  private var oneOrderPerRow: Bool

  init(path: String, _ options: ReadingOptions) {
    let folder = FileManager.default.currentDirectoryPath
    self.path = path.hasPrefix("/") ? path : folder + "/" + path
    role = options.role?.name
    columns = options.columnMap.map {
      Mapping(header: $0.header, name: $0.name.description, isCents: $0.isCents)
    }
    separator = options.separator
    encoding = options.encoding?.rawValue
    decimal = options.decimal
    dateOrder = options.dateOrder?.rawValue
    hasHeader = options.hasHeader
    currency = options.currency?.code
    oneOrderPerRow = options.oneOrderPerRow
  }

  /// The options, for a store of a time zone; rows are not rejected anew.
  func options(zone: TimeZoneRules) -> ReadingOptions {
    var options = ReadingOptions()
    options.role = role.map { TableRole(name: $0) }
    options.columnMap = columns.map {
      ColumnMapping(header: $0.header, name: FieldName($0.name), isCents: $0.isCents)
    }
    // Which columns a file must have was settled when it came in.
    options.mapsOtherFiles = true
    options.separator = separator
    options.encoding = encoding.flatMap(FileEncoding.init(rawValue:))
    options.decimal = decimal
    options.dateOrder = dateOrder.flatMap(DateOrder.init(rawValue:))
    options.hasHeader = hasHeader
    options.currency = currency.flatMap { Currency(code: $0) }
    options.oneOrderPerRow = oneOrderPerRow
    options.zone = zone
    options.maxRejects = .percent(100)
    return options
  }

  /// As text for the database.
  var json: String? {
    (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }

  init?(json: String) {
    guard let reading = try? JSONDecoder().decode(Self.self, from: Data(json.utf8)) else {
      return nil
    }
    self = reading
  }
}
