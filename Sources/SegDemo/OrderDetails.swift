/// What an order row holds: its lines, its coupon and its status.
///
/// One value is filled again for each row, so that no row allocates.
struct OrderDetails {
  struct Line {
    var product: Int
    var quantity: Int
    /// What is paid for the line, in cents, the coupon taken off.
    var cents: Int
  }

  enum Status: Int {
    case paid, pending, cancelled, refunded, failed, test

    static let cells = ["paid", "pending", "cancelled", "refunded", "failed", "test"]
      .map { Array($0.utf8) }

    /// Whether the revenue policy counts the order.
    var counts: Bool {
      switch self {
      case .paid, .pending, .refunded: true
      case .cancelled, .failed, .test: false
      }
    }
  }

  private(set) var lines: [Line] = []
  private(set) var status = Status.paid
  private(set) var coupon: Coupon?
  /// Sum of the lines, in cents; negative for a refund.
  private(set) var cents = 0
  /// Whether it goes to the shop's own country, wherever the customer lives.
  private(set) var isSentHome = false

  /// Draws everything about one row.
  mutating func fill(_ row: OrderRow, of profile: CustomerProfile, in model: ShopModel) {
    let isRefund = row.kind.isRefund
    let day = row.day - Int(row.delayDays)
    let slot = Int(row.slot) - (isRefund ? 1 : 0)
    var random = ShopRandom(
      seed: model.seed, customer: profile.index, purpose: .basket, slot: slot)
    let statusDraw = random.below(1000)
    isSentHome = random.chance(30)
    coupon = Coupon(
      for: profile, slot: slot, day: day, mayBeFree: row.kind == .purchase, in: model.season,
      using: &random)
    fillLines(of: profile, slot: slot, day: day, in: model, using: &random)
    switch row.kind {
    case .purchase: status = Self.status(statusDraw, day: day)
    case .partlyReturned: status = .paid
    case .fullyReturned: status = .refunded
    case .fullRefund, .partialRefund:
      status = .refunded
      coupon = nil
      takeBack(isFull: row.kind == .fullRefund)
    }
    cents = lines.reduce(0) { $0 + $1.cents }
  }

  private static func status(_ draw: Int, day: Int) -> Status {
    switch draw {
    case ..<25: .cancelled
    case ..<40: .failed
    case ..<43: .test
    case ..<47: .pending
    // Transfers of the last days are still on their way.
    case ..<130 where day > Season.lastDay - 9: .pending
    default: .paid
    }
  }

  /// Turns the lines into those of a refund.
  private mutating func takeBack(isFull: Bool) {
    if !isFull {
      lines.removeSubrange(1...)
      let line = lines[0]
      if line.quantity > 1 {
        lines[0].cents = line.cents / line.quantity
        lines[0].quantity = 1
      }
    }
    for index in lines.indices {
      lines[index].quantity.negate()
      lines[index].cents.negate()
    }
  }

  private mutating func fillLines(
    of profile: CustomerProfile, slot: Int, day: Int, in model: ShopModel,
    using random: inout ShopRandom
  ) {
    lines.removeAll(keepingCapacity: true)
    let catalogue = model.catalogue
    var wanted = 1 + random.index(in: Self.lineCounts) + (profile.kind == .heavy ? 1 : 0)
    let percent = 100 - (coupon?.percent ?? 0)
    var category = profile.favourite
    while wanted > 0 {
      wanted -= 1
      switch random.below(100) {
      case ..<57: category = profile.favourite
      case ..<77: category = profile.secondChoice
      default: category = catalogue.category(using: &random)
      }
      if slot == 0, lines.isEmpty, random.chance(80) { category = Catalogue.Category.machines }
      if model.season.campaign(on: day) == .christmas, random.chance(220) {
        category = Catalogue.Category.gifts
      }
      let product = catalogue.product(of: category, using: &random)
      guard !lines.contains(where: { $0.product == product }) else { continue }
      let isDurable =
        category == Catalogue.Category.machines || category == Catalogue.Category.grinders
      let quantity = isDurable ? 1 : 1 + random.skewed(profile.appetite)
      let price = quantity * catalogue.cents(of: product, year: Season.year(day))
      lines.append(
        Line(product: product, quantity: quantity, cents: (price * percent + 50) / 100))
      // Coffee often goes with filters.
      if category == Catalogue.Category.coffee, lines.count == 1, random.chance(120) {
        category = Catalogue.Category.filters
        let filters = catalogue.product(of: category, using: &random)
        let cents = catalogue.cents(of: filters, year: Season.year(day))
        lines.append(Line(product: filters, quantity: 1, cents: (cents * percent + 50) / 100))
      }
    }
  }

  private static let lineCounts = [36, 29, 18, 11, 6].runningSum
}
