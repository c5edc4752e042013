import ArgumentParser
import SegFiles
import SegModel
import SegStore

/// The options of reading files, the same for `import` and for files opened directly.
struct ReadingArguments: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What the next file holds: customers, orders, items, events, or a name of your own.",
      valueName: "role"))
  var roles: [String] = []

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "Give a column a meaning, as in Montant=amount or sales_cents=amount:cents.",
      valueName: "column=name"))
  var maps: [String] = []

  @Option(help: "The separator: , ; | or tab.")
  var separator: String?

  @Option(help: "The encoding: utf-8 or windows-1252.")
  var encoding: String?

  @Option(help: "The decimal mark: , or .")
  var decimal: String?

  @Option(help: "The order of day, month and year: dmy, mdy or ymd.")
  var dateOrder: String?

  @Flag(help: "The first line is data; columns are called column1, column2, ...")
  var noHeader = false

  @Option(help: "The currency of the amounts, such as EUR.")
  var currency: String?

  @Flag(help: "Every row of an orders file without order ids is an order of its own.")
  var oneOrderPerRow = false

  @Option(help: "Write the rejected rows to this file.")
  var rejects: String?

  @Option(help: "How many rows may be rejected, N or N%; past it nothing is kept.")
  var maxRejects: String?

  /// The options for each file, in order.
  func options(for files: [String]) throws -> [(path: String, options: ReadingOptions)] {
    var base = ReadingOptions()
    base.columnMap = try maps.map { text in
      guard let mapping = ColumnMapping(parsing: text) else {
        throw ValidationError("--map takes COLUMN=NAME or COLUMN=NAME:cents, found '\(text)'")
      }
      return mapping
    }
    base.separator = try separator.map(Self.separator)
    base.encoding = try encoding.map { name in
      guard let encoding = FileEncoding(name: name) else {
        throw ValidationError("--encoding takes utf-8 or windows-1252, found '\(name)'")
      }
      return encoding
    }
    base.decimal = try decimal.map { mark in
      guard mark == "." || mark == "," else {
        throw ValidationError("--decimal takes , or . and found '\(mark)'")
      }
      return mark == "." ? UInt8(ascii: ".") : UInt8(ascii: ",")
    }
    base.dateOrder = try dateOrder.map { name in
      guard let order = DateOrder(rawValue: name.lowercased()) else {
        throw ValidationError("--date-order takes dmy, mdy or ymd, found '\(name)'")
      }
      return order
    }
    base.currency = try currency.map { code in
      guard let currency = Currency(code: code) else {
        throw ValidationError("--currency takes a code of three letters, found '\(code)'")
      }
      return currency
    }
    base.hasHeader = !noHeader
    base.oneOrderPerRow = oneOrderPerRow
    base.rejectsPath = rejects
    if let maxRejects {
      guard let limit = RejectLimit(parsing: maxRejects) else {
        throw ValidationError("--max-rejects takes N or N%, found '\(maxRejects)'")
      }
      base.maxRejects = limit
    }
    base.mapsOtherFiles = files.count > 1
    let roles = try fileRoles()
    return files.map { path in
      var options = base
      options.role = roles[path]
      return (path, options)
    }
  }

  /// The role of each file that has one, from `ROLE=FILE` as `FileRoles` left them.
  private func fileRoles() throws -> [String: TableRole] {
    var result: [String: TableRole] = [:]
    for pair in roles {
      guard let equals = pair.firstIndex(of: "=") else {
        throw ValidationError("--as \(pair) stands before the file that it is for")
      }
      let name = pair[..<equals].lowercased()
      let path = String(pair[pair.index(after: equals)...])
      switch name {
      case "customers": result[path] = .customers
      case "orders": result[path] = .orders
      case "items": result[path] = .items
      case "events": result[path] = .events
      case "": throw ValidationError("--as takes customers, orders, items, events or a name")
      default: result[path] = .other(FieldName(name))
      }
    }
    return result
  }

  private static func separator(_ text: String) throws -> UInt8 {
    switch text.lowercased() {
    case "tab", "\\t", "\t": return UInt8(ascii: "\t")
    case ",", ";", "|": return text.utf8.first ?? UInt8(ascii: ",")
    default: throw ValidationError("--separator takes , ; | or tab, found '\(text)'")
    }
  }
}
