package import SegModel

/// A synthetic shop: a European seller of coffee and what goes with it, made from a seed.
///
/// The same numbers give the same bytes on every machine: the model uses whole numbers only, and
/// each customer has random streams of its own (SplitMix64), so that any file can be made without
/// the others and a million customers need little memory (about 16 bytes an order while orders,
/// items or events are written).
///
/// The model:
/// - The web shop opens on 2023-01-02 and the data end on 2025-12-31. Sign-ups more than double
///   over the three years; about 4 % registered during 2022, and many of those buy in the first
///   weeks. Customer numbers follow the date of signing up.
/// - 18 % only register. 27.5 % buy once. 31.5 % come back now and then, 21.5 % restock every 26
///   to 60 days (every eighth with a long pause), 1.5 % are cafés and offices with large baskets
///   every one to three weeks; intervals stretch or shrink to give the number of orders asked for.
///   About half of those who come back leave at some time, fewer of the regular and large ones.
/// - What is bought follows the weekday, the month (a dip in summer, a peak in December), Black
///   Friday week and three other campaigns with coupon codes.
/// - A customer has a favourite and a second category, a home channel and an appetite; a twentieth
///   use a coupon nearly always. Prices rise by 4 % a year.
/// - About 2 % of the rows are refunds with a negative amount and their own order id; an order
///   given back whole has the status `refunded`. Some orders are cancelled, failed, pending or
///   tests, and a few samples cost nothing.
/// - The amount of an order is exactly the sum of its items, coupon taken off.
/// - `events.csv` has looks, carts (followed by an order or left), opened and clicked mail and
///   answers to the recommendation question (`nps`, 0 to 10).
/// - Addresses are under example.org, example.com and example.net; phone numbers are invented.
package struct ShopGenerator: Sendable {
  /// Number of rows in `customers.csv`.
  package let customers: Int
  /// Number of rows in `orders.csv`, refunds included.
  package let orders: Int
  private let seed: UInt64

  /// A shop with so many customers and order rows.
  ///
  /// Without `orders` there are 3.8 for each customer. A shop without customers has no orders.
  /// Neither number may pass `mostCustomers` and `mostOrders`.
  package init(customers: Int, orders: Int? = nil, seed: UInt64 = 1) {
    precondition((0...Self.mostCustomers).contains(customers), "number of customers out of bounds")
    precondition((0...Self.mostOrders).contains(orders ?? 0), "number of orders out of bounds")
    self.customers = customers
    self.orders = customers == 0 ? 0 : orders ?? customers * 38_214 / 10_000
    self.seed = seed
  }

  /// Writes one file, header first, in chunks of at most `chunkBytes` bytes.
  package func write<Failure: Error>(
    _ file: ShopFile, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let model = ShopModel(customers: customers, seed: seed)
    var sheet = OrderPlan(model, total: orders).sheet(file, of: model)
    var buffer = CSVBuffer(capacity: Self.chunkBytes)
    buffer.raw(Array(sheet.header.utf8))
    buffer.newline()
    while sheet.fill(&buffer) {
      try sink(buffer.bytes)
      buffer.removeAll()
    }
    if buffer.count > 0 { try sink(buffer.bytes) }
  }

  /// The whole of one file.
  package func bytes(of file: ShopFile) -> [UInt8] {
    var bytes: [UInt8] = []
    write(file) { bytes += $0 }
    return bytes
  }
}

extension ShopGenerator {
  /// The most customers that a shop can have.
  package static let mostCustomers = 100_000_000
  /// The most rows of `orders.csv` that can be asked for.
  package static let mostOrders = 500_000_000
  /// Customers of the shop that `segsh demo` opens.
  package static let demoCustomers = 10_000
  /// Seed of the shop that `segsh demo` opens.
  package static let demoSeed: UInt64 = 1
  /// Largest chunk that `write` hands over, in bytes.
  package static let chunkBytes = 1 << 16

  /// First day with orders, 2023-01-02.
  package static let firstDay = Season.firstDay
  /// Last day with orders, 2025-12-31; the as-of day of the demo.
  package static let lastDay = Season.firstDay.adding(days: Season.lastDay)
  /// What the amounts are in.
  package static let currency = Currency.euro
  /// Where the shop's clock stands: its dates are local times of Europe/Paris.
  package static let zone = TimeZoneRules(
    name: "Europe/Paris", transitions: summerTimes(from: 2021, through: 2027))

  /// Changes of the clock in central Europe: the last Sundays of March and October, 01:00 UTC.
  private static func summerTimes(
    from first: Int, through last: Int
  ) -> [TimeZoneRules.Transition] {
    var changes = [TimeZoneRules.Transition(start: 0, offset: 3600)]
    for year in first...last {
      for (month, offset) in [(3, Int32(7200)), (10, 3600)] {
        guard let end = CalendarDate(year: year, month: month, day: 31) else { continue }
        let sunday = end.adding(days: -(end.weekday % 7))
        changes.append(.init(start: Int64(sunday.dayNumber) * 86_400 + 3600, offset: offset))
      }
    }
    return changes
  }
}

extension OrderPlan {
  fileprivate func sheet(_ file: ShopFile, of model: ShopModel) -> any ShopSheet {
    switch file {
    case .customers: CustomersSheet(model, counts: counts)
    case .orders: OrdersSheet(model, rows: orderRows(model))
    case .items: ItemsSheet(model, rows: orderRows(model))
    case .events: EventsSheet(model, rows: eventRows(model))
    }
  }

  private func orderRows(_ model: ShopModel) -> [OrderRow] {
    Schedule(customers: model.customers) { customer, rows in
      model.appendOrders(
        of: model.profile(customer), count: Int(counts[customer]), to: &rows)
    }.rows
  }

  private func eventRows(_ model: ShopModel) -> [EventRow] {
    var orders: [OrderRow] = []
    var details = OrderDetails()
    return Schedule(customers: model.customers) { customer, rows in
      let profile = model.profile(customer)
      orders.removeAll(keepingCapacity: true)
      model.appendOrders(of: profile, count: Int(counts[customer]), to: &orders)
      model.appendEvents(of: profile, orders: orders, details: &details, to: &rows)
    }.rows
  }
}
