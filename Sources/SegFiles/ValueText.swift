package import SegModel

/// How values read in machine formats: exact, the same everywhere, never cut.
package struct ValueText: Sendable {
  /// The store's currency, which gives money its digits.
  package let currency: Currency
  /// The store's zone, in which date-times are local.
  package let zone: TimeZoneRules

  package init(currency: Currency, zone: TimeZoneRules) {
    self.currency = currency
    self.zone = zone
  }

  /// Most decimal places of a number.
  package static let places = 6

  /// The text of a value; nil when it is unknown.
  package func text(_ value: Value) -> String? {
    switch value {
    case .unknown: nil
    case .number(let number): number.decimalText(decimals: Self.places)
    case .money(let minorUnits): moneyText(minorUnits)
    case .text(let text): text
    case .date(let date): date.description
    case .dateTime(let instant): dateTimeText(instant)
    case .flag(let isYes): isYes ? "yes" : "no"
    case .list(let texts): texts.joined(separator: ", ")
    }
  }

  /// Money in minor units as decimal text with the currency's digits, rounded half up.
  package func moneyText(_ minorUnits: Fraction) -> String {
    let rounded = minorUnits.rounded
    guard currency.digits > 0 else { return String(rounded) }
    let digits = String(rounded.magnitude)
    let missing = max(0, currency.digits + 1 - digits.count)
    let padded = String(repeating: "0", count: missing) + digits
    let sign = rounded < 0 ? "-" : ""
    return sign + padded.dropLast(currency.digits) + "." + padded.suffix(currency.digits)
  }

  /// Local wall time, `2026-11-01T14:30:00`.
  package func dateTimeText(_ instant: Instant) -> String {
    let (day, second) = zone.localParts(of: instant)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(day)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }
}
