/// One thing that a customer did besides ordering.
struct EventRow: Timed {
  enum Kind: UInt8 {
    case view, cart, open, click, nps

    static let cells = ["view", "cart", "open", "click", "nps"].map { Array($0.utf8) }
  }

  let second: UInt32
  let customer: UInt32
  /// Number of the event among those of its customer.
  let slot: UInt32
  let kind: Kind
  /// Answer of an `nps` event, 0 to 10.
  let score: UInt8
  /// Position in the catalogue, of a `view` or a `cart`.
  let product: UInt8
}

extension ShopModel {
  /// Appends what a customer with these orders did.
  ///
  /// Some orders are preceded by a look and a cart, some carts are left, readers open and click,
  /// and a few buyers answer how likely they are to recommend the shop.
  func appendEvents(
    of profile: CustomerProfile, orders: [OrderRow], details: inout OrderDetails,
    to rows: inout [EventRow]
  ) {
    var random = ShopRandom(seed: seed, customer: profile.index, purpose: .events)
    var diary = Diary(customer: profile.index, rows: rows)
    rows = []
    let purchases = orders.filter { !$0.kind.isRefund }
    if !purchases.isEmpty {
      for _ in 0..<random.skewed(3) {
        let order = purchases[random.below(purchases.count)]
        details.fill(order, of: profile, in: self)
        let cart = Int(order.second) - 60 * (2 + random.skewed(600))
        diary.add(.view, at: cart - 30 - random.below(1200), product: details.lines[0].product)
        diary.add(.cart, at: cart, product: details.lines[0].product)
      }
      if random.chance(150) {
        let order = purchases[random.below(purchases.count)]
        let answered = Int(order.second) + 86_400 * (5 + random.below(9)) + random.below(20_000)
        let shares = profile.isActive ? Self.happyScores : Self.lostScores
        diary.add(.nps, at: answered, score: random.index(in: shares))
      }
    }
    if random.chance(orders.isEmpty ? 700 : 600) {
      let product = catalogue.product(of: profile.favourite, using: &random)
      let cart = moment(of: profile, using: &random)
      diary.add(.view, at: cart - 20 - random.below(900), product: product)
      if random.chance(650) { diary.add(.cart, at: cart, product: product) }
    }
    if profile.newsletter == .yes, profile.opensMail {
      for _ in 0...random.below(5) {
        let opened = moment(of: profile, using: &random)
        diary.add(.open, at: opened)
        if random.chance(280) { diary.add(.click, at: opened + 5 + random.below(200)) }
      }
    }
    rows = diary.rows
  }

  /// Some time between signing up and leaving (or the end, for who has not left or never bought).
  private func moment(of profile: CustomerProfile, using random: inout ShopRandom) -> Int {
    let start = max(0, profile.signupDay)
    let end =
      profile.kind == .registered || profile.kind == .oneTime
      ? Season.lastDay : min(Season.lastDay, profile.endDay + 40)
    let day = season.day(random.below(65_536), from: start, through: end)
    return day * 86_400 + secondOfDay(for: .web, using: &random)
  }

  private static let happyScores = [1, 1, 1, 1, 2, 4, 5, 12, 22, 26, 25].runningSum
  private static let lostScores = [6, 3, 5, 6, 7, 11, 12, 16, 15, 11, 8].runningSum

  /// The events of one customer in the making.
  private struct Diary {
    let customer: Int
    var rows: [EventRow]

    /// Notes an event, unless it lies outside the shop's three years.
    mutating func add(_ kind: EventRow.Kind, at second: Int, score: Int = 0, product: Int = 0) {
      guard second >= 0, second < Season.dayCount * 86_400 else { return }
      rows.append(
        EventRow(
          second: UInt32(second), customer: UInt32(customer), slot: UInt32(rows.count), kind: kind,
          score: UInt8(score), product: UInt8(product)))
    }
  }
}

/// `events.csv`, in the order of time.
struct EventsSheet: ShopSheet {
  let header = "customer_id,event_date,type,value,category,sku"

  private let model: ShopModel
  private let rows: [EventRow]
  private var next = 0

  init(_ model: ShopModel, rows: [EventRow]) {
    self.model = model
    self.rows = rows
  }

  mutating func appendNext(to buffer: inout CSVBuffer) -> Bool {
    guard next < rows.count else { return false }
    let row = rows[next]
    model.appendCustomerID(Int(row.customer), to: &buffer)
    buffer.comma()
    buffer.dateTime(Int(row.second), in: model.season)
    buffer.comma()
    buffer.raw(EventRow.Kind.cells[Int(row.kind.rawValue)])
    buffer.comma()
    switch row.kind {
    case .nps:
      buffer.number(Int(row.score))
      buffer.comma()
      buffer.comma()
    case .view, .cart:
      let product = model.catalogue.products[Int(row.product)]
      buffer.comma()
      buffer.raw(model.catalogue.categories[product.category])
      buffer.comma()
      buffer.raw(product.sku)
    case .open, .click:
      buffer.comma()
      buffer.comma()
    }
    buffer.newline()
    next += 1
    return true
  }
}
