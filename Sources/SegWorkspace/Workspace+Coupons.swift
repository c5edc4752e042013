import GRDB
package import SegModel
package import SegPlan
package import SegStore

/// A code that a customer has in a campaign.
package struct IssuedCoupon: Sendable, Hashable {
  package var code: CouponCode
  /// Last day it is valid.
  package var expires: CalendarDate?
}

/// What a campaign promised when its first code was issued; later runs must promise the same.
package struct CampaignTerms: Sendable, Hashable {
  package var worth: CouponAction.Worth
  package var minimum: Int64?
  /// When the first code was issued.
  package var since: Instant
  /// Codes issued so far.
  package var issued: Int
}

extension Workspace {
  /// The terms of a campaign; nil when no code of it was ever issued.
  package func terms(ofCampaign name: String) throws(WorkspaceFailure) -> CampaignTerms? {
    try read { try Self.campaign(name, in: $0)?.terms }
  }

  /// Customers who have a code of a campaign.
  package func couponHolders(ofCampaign name: String) throws(WorkspaceFailure) -> Bitmap {
    try read { db in
      var holders = Bitmap(count: snapshot.customerCount)
      guard let campaign = try Self.campaign(name, in: db) else { return holders }
      let register = try register(in: db)
      let numbers = try Int.fetchCursor(
        db, sql: "SELECT customer FROM coupon WHERE campaign = ?", arguments: [campaign.id])
      while let number = try numbers.next() {
        let row = Int(register.rows[number])
        if row >= 0 { holders[row] = true }
      }
      return holders
    }
  }

  /// The codes of a campaign by row of the data.
  package func coupons(
    ofCampaign name: String
  ) throws(WorkspaceFailure) -> [Int32: IssuedCoupon] {
    try read { db in
      guard let campaign = try Self.campaign(name, in: db) else { return [:] }
      let register = try register(in: db)
      var result: [Int32: IssuedCoupon] = [:]
      result.reserveCapacity(campaign.terms.issued)
      let cursor = try Row.fetchCursor(
        db, sql: "SELECT customer, code, expires FROM coupon WHERE campaign = ?",
        arguments: [campaign.id])
      while let row = try cursor.next() {
        let number: Int = row[0]
        let symbols: String = row[1]
        let expires: String? = row[2]
        guard let code = CouponCode(parsing: symbols) else {
          throw WorkspaceFailure(.damaged, "a code of campaign `\(name)` is damaged")
        }
        let customer = register.rows[number]
        guard customer >= 0 else { continue }
        result[customer] = IssuedCoupon(
          code: code, expires: expires.flatMap { CalendarDate(parsing: $0) })
      }
      return result
    }
  }

  /// Issues a code to each of the customers that has none in the campaign, in their order and in
  /// one transaction; returns how many were issued.
  ///
  /// Customers who have a code keep it with its expiry. Another worth or minimum than the
  /// campaign began with is refused; another expiry holds for the new codes alone, because
  /// `expires +30d` comes to another day on every day it is run.
  package func issueCoupons(
    _ action: CouponAction, rows: [Int32], context: ActionContext,
    using generator: inout some RandomNumberGenerator
  ) throws(WorkspaceFailure) -> Int {
    try beginExclusive()
    defer { endExclusive() }
    let holders = try couponHolders(ofCampaign: action.campaign)
    let fresh = rows.filter { !holders[Int($0)] }
    try checkTerms(of: action)
    if fresh.isEmpty { return 0 }
    var source = AnyGenerator(generator)
    try write { db in
      let register = try register(holding: fresh, in: db)
      let entry = try record(
        .coupon, context, expected: "\(fresh.count) codes of \(action.campaign)",
        result: "\(fresh.count) codes issued", members: register.set(of: fresh).data, in: db)
      let campaign = try Self.campaignID(action, entry: entry, in: db)
      try Self.insert(
        fresh.map { Int(register.numbers[Int($0)]) }, campaign: campaign, entry: entry,
        expires: action.expires, using: &source, in: db)
    }
    generator = source.base
    return fresh.count
  }

  /// Refuses a campaign that was begun with another worth or minimum, naming the first.
  package func checkTerms(of action: CouponAction) throws(WorkspaceFailure) {
    guard let terms = try terms(ofCampaign: action.campaign) else { return }
    guard terms.worth != action.worth || terms.minimum != action.minimum else { return }
    let text = Self.describe(terms.worth, terms.minimum, profile.currency)
    let day = profile.zone.day(of: terms.since)
    throw WorkspaceFailure(
      .conflict,
      "campaign `\(action.campaign)` was begun on \(day) with \(text); "
        + "expected the same or another campaign")
  }

  /// The worth and minimum of a code for people, such as `15% from 50.00 EUR`.
  package static func describe(
    _ worth: CouponAction.Worth, _ minimum: Int64?, _ currency: Currency
  ) -> String {
    func money(_ minorUnits: Int64) -> String {
      let amount = Fraction(minorUnits, scale: currency.digits) ?? Fraction(minorUnits)
      return amount.decimalText(decimals: currency.digits, fixed: true) + " " + currency.code
    }
    let worthText =
      switch worth {
      case .percent(let percent): percent.decimalText(decimals: 6) + "%"
      case .amount(let minorUnits): money(minorUnits)
      }
    return minimum.map { worthText + " from " + money($0) } ?? worthText
  }

  private static func insert(
    _ customers: [Int], campaign: Int64, entry: Int64, expires: CalendarDate?,
    using generator: inout some RandomNumberGenerator, in db: Database
  ) throws {
    let issued = try Int.fetchOne(db, sql: "SELECT count(*) FROM coupon") ?? 0
    let length = CouponCode.randomSymbols(forCodes: issued + customers.count)
    let insertion = try db.makeStatement(
      sql: """
        INSERT INTO coupon (code, campaign, customer, expires, action) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (code) DO NOTHING
        """)
    for customer in customers {
      repeat {
        let code = CouponCode(randomSymbols: length, using: &generator)
        try insertion.execute(
          arguments: [code.symbols, campaign, customer, expires?.description, entry])
      } while db.changesCount == 0
    }
  }

  private static func campaignID(
    _ action: CouponAction, entry: Int64, in db: Database
  ) throws -> Int64 {
    if let known = try campaign(action.campaign, in: db) { return known.id }
    try db.execute(
      sql: "INSERT INTO campaign (name, worth, minimum, action) VALUES (?, ?, ?, ?)",
      arguments: [action.campaign.nfc, action.worth.stored, action.minimum, entry])
    return db.lastInsertedRowID
  }

  private static func campaign(
    _ name: String, in db: Database
  ) throws -> (id: Int64, terms: CampaignTerms)? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT campaign.id, worth, minimum, at,
          (SELECT count(*) FROM coupon WHERE coupon.campaign = campaign.id) AS issued
        FROM campaign JOIN action ON action.id = campaign.action WHERE name = ?
        """, arguments: [name.nfc])
    guard let row else { return nil }
    guard let worth = CouponAction.Worth(stored: row["worth"]) else {
      throw WorkspaceFailure(.damaged, "the terms of campaign `\(name)` are damaged")
    }
    let terms = CampaignTerms(
      worth: worth, minimum: row["minimum"], since: Instant(secondsSinceEpoch: row["at"]),
      issued: row["issued"])
    return (row["id"], terms)
  }
}

/// A generator that a transaction's closure may take along.
private struct AnyGenerator<Base: RandomNumberGenerator>: RandomNumberGenerator {
  var base: Base

  init(_ base: Base) { self.base = base }

  mutating func next() -> UInt64 { base.next() }
}

extension CouponAction.Worth {
  /// The form in the register: `15/1 %` or `500`.
  var stored: String {
    switch self {
    case .percent(let percent): "\(percent.numerator)/\(percent.denominator) %"
    case .amount(let minorUnits): String(minorUnits)
    }
  }

  init?(stored text: String) {
    guard text.hasSuffix(" %") else {
      guard let minorUnits = Int64(text) else { return nil }
      self = .amount(minorUnits)
      return
    }
    let parts = text.dropLast(2).split(separator: "/")
    guard parts.count == 2, let top = Int128(parts[0]), let bottom = Int128(parts[1]),
      let percent = Fraction(top, over: bottom)
    else { return nil }
    self = .percent(percent)
  }
}
