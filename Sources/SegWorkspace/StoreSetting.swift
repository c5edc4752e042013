import SegFiles
package import SegModel

/// One setting of a store with its value, already checked.
package enum StoreSetting: Sendable, Hashable {
  case timeZone(TimeZoneRules)
  case currency(Currency)
  case revenuePolicy(RevenuePolicy)
  /// 5 or 10.
  case scoreScale(Int)

  /// The names that `.set` takes.
  package enum Name: String, Sendable, Hashable, CaseIterable {
    case timeZone = "timezone"
    case currency
    case revenuePolicy = "revenue"
    case scoreScale = "rfm_scale"

    /// What it takes, for messages and help.
    package var expectation: String {
      switch self {
      case .timeZone: "the IANA name of a time zone, such as `Europe/Paris`"
      case .currency: "a currency code of three letters, such as `EUR`"
      case .revenuePolicy:
        "one of " + StoreSetting.policies.map { "`\($0.name)`" }.joined(separator: ", ")
      case .scoreScale: "`5` or `10`"
      }
    }
  }

  /// A setting from its name and value as typed.
  package init(name: String, value: String) throws(WorkspaceFailure) {
    guard let known = Name(rawValue: name.lowercased()) else {
      let names = Name.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      throw WorkspaceFailure(.unknownName, "`\(name)` is no setting; there are \(names)")
    }
    guard let setting = Self(known, value) else {
      throw WorkspaceFailure(
        .badValue, "`\(known.rawValue)` takes \(known.expectation), found `\(value)`")
    }
    self = setting
  }

  /// The value of a known setting; nil when the text is none.
  private init?(_ name: Name, _ value: String) {
    switch name {
    case .timeZone:
      guard let rules = TimeZoneLoader.load(value) else { return nil }
      self = .timeZone(rules)
    case .currency:
      guard let currency = Currency(code: value) else { return nil }
      self = .currency(currency)
    case .revenuePolicy:
      guard let found = Self.policies.first(where: { $0.name == value.lowercased() }) else {
        return nil
      }
      self = .revenuePolicy(found.policy)
    case .scoreScale:
      guard value == "5" || value == "10", let scale = Int(value) else { return nil }
      self = .scoreScale(scale)
    }
  }

  /// Which setting it is a value of.
  package var name: Name {
    switch self {
    case .timeZone: .timeZone
    case .currency: .currency
    case .revenuePolicy: .revenuePolicy
    case .scoreScale: .scoreScale
    }
  }

  /// The value as `.set` would take it.
  package var value: String {
    switch self {
    case .timeZone(let rules): rules.name
    case .currency(let currency): currency.code
    case .revenuePolicy(let policy):
      Self.policies.first { $0.policy == policy }?.name ?? Self.standardPolicy
    case .scoreScale(let scale): String(scale)
    }
  }

  /// Whether rows of files were already read by it, so that data at hand forbids a change.
  package var isFixedByData: Bool {
    switch self {
    case .timeZone, .currency, .revenuePolicy: true
    case .scoreScale: false
    }
  }

  static let standardPolicy = "standard"

  /// The revenue policies by the names that settings use.
  static let policies: [(name: String, policy: RevenuePolicy)] = [
    (standardPolicy, .standard),
    (
      "all",
      RevenuePolicy(
        name: "all orders, net of refunds", excluded: [],
        counted: RevenuePolicy.standard.counted.union(RevenuePolicy.standard.excluded))
    ),
  ]
}

extension StoreProfile {
  /// The settings that make up a profile, in the order they are listed.
  package var settings: [StoreSetting] {
    [
      .timeZone(zone), .currency(currency), .revenuePolicy(revenuePolicy),
      .scoreScale(scoreScale),
    ]
  }

  /// The profile with one setting changed.
  package func with(_ setting: StoreSetting) -> StoreProfile {
    var profile = self
    switch setting {
    case .timeZone(let rules): profile.zone = rules
    case .currency(let currency): profile.currency = currency
    case .revenuePolicy(let policy): profile.revenuePolicy = policy
    case .scoreScale(let scale): profile.scoreScale = scale
    }
    return profile
  }
}
