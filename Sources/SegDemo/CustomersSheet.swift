import SegModel

/// `customers.csv`, in the order of signing up.
struct CustomersSheet: ShopSheet {
  let header =
    "customer_id,email,phone,first_name,last_name,country,city,postcode,language,company,"
    + "birth_date,signup_date,channel,newsletter,consent_email,consent_sms,loyalty_points,tags"

  private let model: ShopModel
  private let counts: [UInt32]
  private let names = NameTable()
  /// How often each pair of names has been taken: the second `lea.moreau` gets a number.
  private var taken: [UInt32]
  private var next = 0
  private var rows: [OrderRow] = []
  private var details = OrderDetails()

  init(_ model: ShopModel, counts: [UInt32]) {
    self.model = model
    self.counts = counts
    taken = [UInt32](repeating: 0, count: names.firstCount * names.lastCount)
  }

  mutating func appendNext(to buffer: inout CSVBuffer) -> Bool {
    guard next < counts.count else { return false }
    let profile = model.profile(next)
    let spent = spentCents(by: profile)
    var random = ShopRandom(seed: model.seed, customer: next, purpose: .contact)
    model.appendCustomerID(next, to: &buffer)
    buffer.comma()
    let hasPhone = appendPerson(profile, to: &buffer)
    buffer.comma()
    appendBirthDate(profile, to: &buffer, using: &random)
    buffer.comma()
    buffer.raw(model.season.dateText(profile.signupDay))
    buffer.comma()
    buffer.raw(Self.sources[random.index(in: Self.sourceShares)])
    buffer.comma()
    appendConsent(of: profile, hasPhone: hasPhone, to: &buffer, using: &random)
    buffer.comma()
    // A point for each euro, of which some have been turned into vouchers of a hundred.
    let points = max(0, spent / 100)
    buffer.number(points - points / 100 * random.below(101) / 100 * 100)
    buffer.comma()
    appendTags(of: profile, spent: spent, to: &buffer, using: &random)
    buffer.newline()
    next += 1
    return true
  }

  /// What the customer's orders that count come to, refunds taken off.
  private mutating func spentCents(by profile: CustomerProfile) -> Int {
    rows.removeAll(keepingCapacity: true)
    model.appendOrders(of: profile, count: Int(counts[next]), to: &rows)
    var sum = 0
    for row in rows {
      details.fill(row, of: profile, in: model)
      if details.status.counts { sum += details.cents }
    }
    return sum
  }

  /// Writes the cells from `email` to `company`; true when there is a phone number.
  private mutating func appendPerson(
    _ profile: CustomerProfile, to buffer: inout CSVBuffer
  ) -> Bool {
    var random = ShopRandom(seed: model.seed, customer: next, purpose: .identity)
    let country = Places.countries[profile.country]
    let language = Self.language(of: country, using: &random)
    let first = names.first[language][random.skewed(names.first[language].count)]
    let last = names.last[language][random.skewed(names.last[language].count)]
    appendAddress(first, last, to: &buffer, using: &random)
    buffer.comma()
    let hasPhone = random.chance(350)
    if hasPhone { appendPhone(of: country, to: &buffer) }
    buffer.comma()
    buffer.raw(first.cell)
    buffer.comma()
    buffer.raw(last.cell)
    buffer.comma()
    if profile.isCountryKnown { buffer.raw(country.code) }
    buffer.comma()
    // Some give their city and no country, most give both or neither.
    if profile.isCountryKnown || random.chance(300) {
      let city = country.cities[random.skewed(country.cities.count)]
      buffer.quoted(city.name)
      buffer.comma()
      country.postcodes.append(city, to: &buffer, using: &random)
    } else {
      buffer.comma()
    }
    buffer.comma()
    buffer.raw(Places.languages[language])
    buffer.comma()
    if random.chance(profile.kind == .heavy ? 800 : 35) {
      let firms = names.firms[language]
      let firm = firms[random.below(firms.count)]
      buffer.quoted(firm.before + last.cell + firm.after)
    }
    return hasPhone
  }

  private static func language(
    of country: Places.Country, using random: inout ShopRandom
  ) -> Int {
    var draw = random.below(10)
    for (language, share) in country.languages {
      if draw < share { return language }
      draw -= share
    }
    return 0
  }

  /// `lea.moreau@example.org`, with a number from the second of that name on.
  private mutating func appendAddress(
    _ first: NameTable.Name, _ last: NameTable.Name, to buffer: inout CSVBuffer,
    using random: inout ShopRandom
  ) {
    let isKnown = !random.chance(30)
    let domain = Self.domains[random.skewed(Self.domains.count)]
    guard isKnown else { return }
    let pair = first.number * names.lastCount + last.number
    taken[pair] += 1
    buffer.raw(first.address)
    buffer.byte(0x2E)
    buffer.raw(last.address)
    if taken[pair] > 1 { buffer.number(Int(taken[pair])) }
    buffer.raw(domain)
  }

  /// A number of its own for each customer, as long as the digits suffice.
  private func appendPhone(of country: Places.Country, to buffer: inout CSVBuffer) {
    buffer.raw(country.phone.prefix)
    var bound = 1
    for _ in 0..<country.phone.digits { bound *= 10 }
    buffer.number((next * 7_654_321 + 1_203_457) % bound, width: country.phone.digits)
  }

  private func appendBirthDate(
    _ profile: CustomerProfile, to buffer: inout CSVBuffer, using random: inout ShopRandom
  ) {
    let isKnown = random.chance(600)
    // Of age when signing up, and not yet 86 at the end; most between 25 and 60.
    let youngest = Season.firstDay.adding(days: profile.signupDay).adding(months: -18 * 12)
    let oldest = Season.firstDay.adding(days: Season.lastDay).adding(months: -86 * 12)
    let span = Int(youngest.dayNumber - oldest.dayNumber)
    let age = (random.below(span) + random.below(span) + random.skewed(span)) / 3
    var birth = youngest.adding(days: -age)
    if random.chance(3) {
      let leapYear = max(1940, birth.components.year / 4 * 4)
      birth = CalendarDate(year: leapYear, month: 2, day: 29) ?? birth
    }
    guard isKnown else { return }
    let (year, month, day) = birth.components
    buffer.number(year, width: 4)
    buffer.byte(0x2D)
    buffer.number(month, width: 2)
    buffer.byte(0x2D)
    buffer.number(day, width: 2)
  }

  /// Writes `newsletter`, `consent_email` and `consent_sms`.
  private func appendConsent(
    of profile: CustomerProfile, hasPhone: Bool, to buffer: inout CSVBuffer,
    using random: inout ShopRandom
  ) {
    let mail = random.below(100)
    let text = random.below(100)
    let subscribed = Self.consents[0]
    let unsubscribed = Self.consents[1]
    let never = Self.consents[2]
    switch profile.newsletter {
    case .yes:
      buffer.raw(Self.yes)
      buffer.comma()
      buffer.raw(mail < 93 ? subscribed : unsubscribed)
    case .no:
      buffer.raw(Self.no)
      buffer.comma()
      buffer.raw(mail < 10 ? subscribed : mail < 45 ? unsubscribed : never)
    case .unknown:
      buffer.comma()
      if mail < 35 { buffer.raw(never) }
    }
    buffer.comma()
    if hasPhone {
      buffer.raw(text < 38 ? subscribed : text < 50 ? unsubscribed : never)
    } else if text < 45 {
      buffer.raw(never)
    }
  }

  private func appendTags(
    of profile: CustomerProfile, spent: Int, to buffer: inout CSVBuffer,
    using random: inout ShopRandom
  ) {
    let isNewsletterReader =
      profile.newsletter == .yes && profile.signupDay < 730 && random.chance(350)
    let isAmbassador = random.chance(profile.isActive ? 45 : 8)
    let isBlocked = random.chance(9)
    let isInClub = random.chance(40)
    let holds = [
      spent >= Self.vipCents,
      profile.kind == .heavy && random.chance(650),
      isBlocked || spent >= Self.vipCents && random.chance(40),
      isNewsletterReader, isAmbassador, profile.signupDay < 0, isInClub,
    ]
    let count = holds.count { $0 }
    guard count > 0 else { return }
    if count > 1 { buffer.byte(0x22) }
    var isFirst = true
    for (tag, isHeld) in zip(Self.tags, holds) where isHeld {
      if !isFirst { buffer.comma() }
      buffer.raw(tag)
      isFirst = false
    }
    if count > 1 { buffer.byte(0x22) }
  }

  /// What a customer must have spent to be tagged as `vip`.
  private static let vipCents = 150_000

  private static let tags = [
    "vip", "wholesale", "blocked", "newsletter-2024", "ambassador", "early-bird", "café-club",
  ].map { Array($0.utf8) }
  private static let domains = ["@example.org", "@example.com", "@example.net"]
    .map { Array($0.utf8) }
  private static let sources = ["organic", "ads", "social", "email", "referral", "store"]
    .map { Array($0.utf8) }
  private static let sourceShares = [32, 24, 15, 12, 9, 8].runningSum
  private static let consents = ["subscribed", "unsubscribed", "never subscribed"]
    .map { Array($0.utf8) }
  private static let yes = Array("yes".utf8)
  private static let no = Array("no".utf8)
}

extension Places.PostcodeStyle {
  /// Writes a postcode of the city.
  func append(
    _ city: Places.City, to buffer: inout CSVBuffer, using random: inout ShopRandom
  ) {
    let code = city.code + random.below(city.spread)
    buffer.raw(city.prefix)
    switch self {
    case .digits(let width):
      buffer.number(code, width: width)
    case .dutch:
      buffer.number(code, width: 4)
      buffer.byte(0x20)
      buffer.letter(using: &random)
      buffer.letter(using: &random)
    case .portuguese:
      buffer.number(code, width: 4)
      buffer.byte(0x2D)
      buffer.number(random.below(1000), width: 3)
    case .irish:
      buffer.number(code, width: 2)
      buffer.byte(0x20)
      buffer.letter(using: &random)
      buffer.number(random.below(1000), width: 3)
    case .british:
      buffer.number(code)
      buffer.byte(0x20)
      buffer.number(random.below(10))
      buffer.letter(using: &random)
      buffer.letter(using: &random)
    }
  }
}

extension CSVBuffer {
  fileprivate mutating func letter(using random: inout ShopRandom) {
    byte(0x41 + UInt8(random.below(26)))
  }
}
