import SegDemo
import SegModel

/// The default shop, read back from its files once for all tests.
struct DemoShop: Sendable {
  struct Customer: Sendable {
    let cells: [String: String]
    let signup: CalendarDate
    var orders: [Order] = []

    /// Orders that count as revenue.
    var counted: [Order] {
      orders.filter { !["cancelled", "failed", "test"].contains($0.status) }
    }
    /// Those that are no refunds.
    var purchases: [Order] { counted.filter { $0.cents >= 0 } }
    /// Days since the last purchase, at the shop's last day.
    var recency: Int? {
      purchases.map { Int(ShopGenerator.lastDay.dayNumber - $0.day.dayNumber) }.min()
    }
    var monetaryCents: Int { counted.reduce(0) { $0 + $1.cents } }
    var tags: [String] { cells["tags", default: ""].split(separator: ",").map(String.init) }
  }

  struct Order: Sendable {
    let id: String
    let customer: String
    let time: String
    let day: CalendarDate
    let status: String
    let cents: Int
    let coupon: String
    let channel: String
    var items: [Item] = []
  }

  struct Item: Sendable {
    let sku: String
    let category: String
    let quantity: Int
    let cents: Int
  }

  struct Unreadable: Error {
    let cell: String
  }

  let customers: [Customer]
  let orders: [Order]
  let events: [[String]]

  static let demo = Result { try DemoShop(ShopGenerator(customers: 10_000)) }

  init(_ shop: ShopGenerator) throws {
    var items: [String: [Item]] = [:]
    for row in try CSVTable(shop.bytes(of: .items)).rows {
      guard let quantity = Int(row[4]) else { throw Unreadable(cell: row[4]) }
      items[row[0], default: []].append(
        Item(sku: row[1], category: row[3], quantity: quantity, cents: try Self.cents(row[5])))
    }
    orders = try CSVTable(shop.bytes(of: .orders)).rows.map { row in
      Order(
        id: row[0], customer: row[1], time: row[2], day: try Self.day(String(row[2].prefix(10))),
        status: row[3], cents: try Self.cents(row[4]), coupon: row[5], channel: row[6],
        items: items.removeValue(forKey: row[0]) ?? [])
    }
    guard items.isEmpty else { throw Unreadable(cell: items.keys.min() ?? "") }
    let ordersOf = Dictionary(grouping: orders, by: \.customer)
    let table = try CSVTable(shop.bytes(of: .customers))
    customers = try table.rows.map { row in
      let cells = Dictionary(zip(table.header, row)) { first, _ in first }
      return Customer(
        cells: cells, signup: try Self.day(cells["signup_date", default: ""]),
        orders: ordersOf[row[0]] ?? [])
    }
    events = try CSVTable(shop.bytes(of: .events)).rows
  }

  static func day(_ text: String) throws -> CalendarDate {
    guard let day = CalendarDate(parsing: text) else { throw Unreadable(cell: text) }
    return day
  }

  /// Reads `-12.50`, exactly that form.
  private static func cents(_ text: String) throws -> Int {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1].utf8.count == 2, let whole = Int(parts[0]),
      let rest = Int(parts[1])
    else { throw Unreadable(cell: text) }
    return text.hasPrefix("-") ? whole * 100 - rest : whole * 100 + rest
  }
}
