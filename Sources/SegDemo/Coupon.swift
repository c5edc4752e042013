/// A coupon code and what it takes off.
struct Coupon {
  /// The offers of the shop; those of a campaign have the year in their code.
  private enum Offer: Int {
    case blackFriday, christmas, summer, spring, welcome, extra, loyal, sample

    static let codes = [
      "BF", "NOEL", "SUMMER", "SPRING", "WELCOME10", "EXTRA5", "LOYAL5", "SAMPLE",
    ].map { Array($0.utf8) }

    var percent: Int {
      switch self {
      case .blackFriday: 25
      case .summer: 15
      case .christmas, .spring, .welcome: 10
      case .extra, .loyal: 5
      case .sample: 100
      }
    }

    var isOfCampaign: Bool { rawValue <= Offer.spring.rawValue }
  }

  private let offer: Offer
  /// Last two digits of the year.
  private let year: Int

  /// What the coupon takes off, in percent.
  var percent: Int { offer.percent }

  /// The coupon that an order is placed with, if any; takes one number from the stream.
  init?(
    for profile: CustomerProfile, slot: Int, day: Int, mayBeFree: Bool, in season: Season,
    using random: inout ShopRandom
  ) {
    let draw = random.below(1000) - (profile.huntsCoupons ? 900 : 0)
    year = 23 + Season.year(day)
    if draw >= 998, mayBeFree {
      offer = .sample
    } else if slot == 0, draw < 190 {
      offer = .welcome
    } else if let campaign = season.campaign(on: day), draw < Self.permille(of: campaign) {
      offer = Self.offer(of: campaign)
    } else if draw < 0 {
      offer = .extra
    } else if profile.kind == .regular, draw < 30 {
      offer = .loyal
    } else {
      return nil
    }
  }

  /// Writes the code, such as `BF25` in 2025.
  func append(to buffer: inout CSVBuffer) {
    buffer.raw(Offer.codes[offer.rawValue])
    if offer.isOfCampaign { buffer.number(year) }
  }

  private static func offer(of campaign: Season.Campaign) -> Offer {
    switch campaign {
    case .blackFriday: .blackFriday
    case .christmas: .christmas
    case .summer: .summer
    case .spring: .spring
    }
  }

  private static func permille(of campaign: Season.Campaign) -> Int {
    switch campaign {
    case .blackFriday: 420
    case .christmas: 90
    case .summer, .spring: 160
    }
  }
}
