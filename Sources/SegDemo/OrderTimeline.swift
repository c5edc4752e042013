/// When one order row happens, and what kind it is; the rest is drawn when it is written.
struct OrderRow: Timed {
  enum Kind: UInt8 {
    case purchase
    /// A purchase of which the next row takes a part back.
    case partlyReturned
    /// A purchase that the next row takes back whole.
    case fullyReturned
    /// The money back for a part of the row before.
    case partialRefund
    /// The money back for the whole row before.
    case fullRefund

    var isRefund: Bool { self == .fullRefund || self == .partialRefund }
  }

  let second: UInt32
  let customer: UInt32
  /// Number of the row among those of its customer.
  let slot: UInt32
  var kind: Kind
  let channel: OrderChannel
  /// For a refund, how many days ago the purchase was.
  let delayDays: UInt8

  var day: Int { Int(second) / 86_400 }
}

extension ShopModel {
  /// Appends a customer's `count` order rows, in the order of their slots.
  func appendOrders(of profile: CustomerProfile, count: Int, to rows: inout [OrderRow]) {
    guard count > 0 else { return }
    var random = ShopRandom(seed: seed, customer: profile.index, purpose: .timeline)
    let phase = random.below(65_536)
    let cut = 16_000 + random.below(16_000)
    var purchases = 0
    for slot in 0..<count {
      if slot > 0, let last = rows.last, last.kind == .purchase,
        isRefunded(profile.kind, slot: slot, using: &random)
      {
        let isFull = random.chance(560)
        rows[rows.count - 1].kind = isFull ? .fullyReturned : .partlyReturned
        rows.append(
          refund(of: last, slot: slot, kind: isFull ? .fullRefund : .partialRefund, using: &random))
        continue
      }
      var fraction = 0
      if purchases > 0 {
        fraction = place(of: purchases, count: count, phase: phase, of: profile, using: &random)
        if profile.pauses {
          fraction = fraction * 7 / 10
          if fraction > cut { fraction += 19_660 }
        }
      }
      let day = season.day(fraction, from: profile.firstDay, through: profile.endDay)
      let channel = channel(of: profile, on: day, using: &random)
      let time = secondOfDay(for: channel, using: &random)
      rows.append(
        OrderRow(
          second: UInt32(day * 86_400 + time), customer: UInt32(profile.index),
          slot: UInt32(slot), kind: .purchase, channel: channel, delayDays: 0))
      purchases += 1
    }
  }

  private func isRefunded(
    _ kind: CustomerProfile.Kind, slot: Int, using random: inout ShopRandom
  ) -> Bool {
    // A one-time buyer has a second row only to take the first one back.
    kind == .oneTime && slot == 1 || random.chance(23)
  }

  /// How far through the customer's time a purchase lies, of 65,536.
  private func place(
    of purchase: Int, count: Int, phase: Int, of profile: CustomerProfile,
    using random: inout ShopRandom
  ) -> Int {
    let draw = random.below(65_536)
    switch profile.kind {
    case .regular, .heavy:
      let steps = purchase * 65_536 + (draw - 32_768) / 3
      return min(65_535, steps * 65_536 / ((count - 1) * 65_536 + phase))
    case .registered, .oneTime, .occasional:
      // The second order often comes soon after the first.
      return purchase == 1 && count > 2 ? draw * draw / 65_536 : draw
    }
  }

  private func refund(
    of purchase: OrderRow, slot: Int, kind: OrderRow.Kind, using random: inout ShopRandom
  ) -> OrderRow {
    let delay = min(Season.lastDay - purchase.day, 2 + random.below(19))
    let time =
      delay == 0
      ? min(86_399, Int(purchase.second) % 86_400 + 1800)
      : secondOfDay(for: .pos, using: &random)
    return OrderRow(
      second: UInt32((purchase.day + delay) * 86_400 + time), customer: purchase.customer,
      slot: UInt32(slot), kind: kind, channel: purchase.channel, delayDays: UInt8(delay))
  }

  private func channel(
    of profile: CustomerProfile, on day: Int, using random: inout ShopRandom
  ) -> OrderChannel {
    let isAtHome = random.chance(740)
    let draw = OrderChannel(draw: random.below(100))
    switch isAtHome ? profile.homeChannel : draw {
    // The app came out in September 2023, and the counter is closed on Sundays.
    case .app where day < 245: return .web
    case .pos where Season.weekday(day) == 7: return .web
    case let channel: return channel
    }
  }

  /// A time of day: opening hours at the counter, else mostly noon and evening and never in the
  /// hour that the change to summer time skips.
  func secondOfDay(for channel: OrderChannel, using random: inout ShopRandom) -> Int {
    let hour = random.index(in: channel == .pos ? Self.counterHours : Self.onlineHours)
    return hour * 3600 + random.below(3600)
  }

  private static let counterHours = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 10, 12, 12, 9, 8, 9, 11, 13, 10, 0, 0, 0, 0, 0,
  ].runningSum
  private static let onlineHours = [
    3, 2, 0, 1, 1, 2, 6, 14, 24, 36, 44, 46, 50, 46, 38, 36, 36, 40, 46, 54, 64, 62, 40, 16,
  ].runningSum
}
