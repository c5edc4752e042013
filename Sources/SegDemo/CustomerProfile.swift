/// What makes one customer: drawn once from the seed, and the same whenever it is asked for.
struct CustomerProfile {
  /// How a customer buys.
  enum Kind {
    /// Signed up and never bought.
    case registered
    case oneTime
    /// Comes back now and then.
    case occasional
    /// Restocks every 26 to 60 days.
    case regular
    /// A café or an office: large baskets every one to three weeks.
    case heavy
  }

  /// Answer to the newsletter question.
  enum Newsletter {
    case yes, no, unknown
  }

  let index: Int
  let kind: Kind
  /// Position in `Places.countries`.
  let country: Int
  /// Whether the shop knows the country.
  let isCountryKnown: Bool
  /// Days from the shop's first one; below 0 for those who registered before it opened.
  let signupDay: Int
  /// Day of the first order, if there is one.
  let firstDay: Int
  /// Day after which the customer buys no more.
  let endDay: Int
  /// How many orders are expected after the first one, in 1/1024.
  let expectedRepeats: Int
  /// What decides between rounding the number of orders up and down, 0 to 1023.
  let dither: Int
  let favourite: Int
  let secondChoice: Int
  /// Largest quantity of a line.
  let appetite: Int
  let homeChannel: OrderChannel
  let huntsCoupons: Bool
  /// Regular customers who stay away for a while and come back.
  let pauses: Bool
  let newsletter: Newsletter
  let opensMail: Bool

  /// Whether the customer has not left.
  var isActive: Bool { endDay == Season.lastDay }
}

extension ShopModel {
  /// Draws customer `index`.
  func profile(_ index: Int) -> CustomerProfile {
    var random = ShopRandom(seed: seed, customer: index, purpose: .profile)
    let kind = kind(using: &random)
    let signupDay = season.signupDay(of: index, customers: customers)
    let firstDay = firstDay(after: signupDay, using: &random)
    let remaining = Season.lastDay - firstDay
    let stays = random.chance(stayingPermille(of: kind))
    let left = remaining * (random.below(1000) + 20) / 1020
    let span = stays ? remaining : left
    return CustomerProfile(
      index: index, kind: kind, country: random.index(in: Places.shares),
      isCountryKnown: !random.chance(50), signupDay: signupDay, firstDay: firstDay,
      endDay: kind == .oneTime ? firstDay : firstDay + span,
      expectedRepeats: expectedRepeats(of: kind, over: span, using: &random),
      dither: random.below(1024), favourite: catalogue.favourite(using: &random),
      secondChoice: catalogue.category(using: &random),
      appetite: kind == .heavy ? 4 + random.below(4) : 2 + random.below(3),
      homeChannel: OrderChannel(draw: random.below(100)), huntsCoupons: random.chance(55),
      pauses: kind == .regular && random.chance(120), newsletter: newsletter(using: &random),
      opensMail: random.chance(550))
  }

  private func kind(using random: inout ShopRandom) -> CustomerProfile.Kind {
    switch random.below(1000) {
    case ..<180: .registered
    case ..<455: .oneTime
    case ..<770: .occasional
    case ..<985: .regular
    default: .heavy
    }
  }

  private func firstDay(after signupDay: Int, using random: inout ShopRandom) -> Int {
    let draw = random.below(100)
    let lag: Int
    switch (signupDay < 0, draw) {
    // Those who waited for the opening come in its first weeks.
    case (true, _): lag = random.below(46) * random.below(46) / 45
    case (false, ..<62): lag = 0
    case (false, ..<82): lag = 1 + random.below(10)
    case (false, _): lag = 10 + random.skewed(120)
    }
    return min(Season.lastDay, max(0, signupDay) + lag)
  }

  /// How many of a thousand are still customers at the end.
  private func stayingPermille(of kind: CustomerProfile.Kind) -> Int {
    switch kind {
    case .registered, .oneTime: 0
    case .occasional: 480
    case .regular: 640
    case .heavy: 720
    }
  }

  private func expectedRepeats(
    of kind: CustomerProfile.Kind, over span: Int, using random: inout ShopRandom
  ) -> Int {
    switch kind {
    case .registered, .oneTime:
      return 0
    case .occasional:
      let interval = 55 + random.below(110) + random.below(80)
      return max(span < 7 ? 512 : 1024, span * 1024 / interval)
    case .regular:
      let interval = random.chance(250) ? 26 + random.below(6) : 30 + random.below(31)
      return span * 1024 / interval
    case .heavy:
      return span * 1024 / (8 + random.below(15))
    }
  }

  private func newsletter(using random: inout ShopRandom) -> CustomerProfile.Newsletter {
    switch random.below(100) {
    case ..<47: .yes
    case ..<86: .no
    default: .unknown
    }
  }
}
