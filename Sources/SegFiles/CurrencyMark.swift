import SegModel

/// A currency as it stands beside an amount: an ISO code, or a sign that several share.
struct CurrencyMark: Hashable {
  /// Up to three ASCII letters, packed.
  private let packed: UInt32

  init(_ code: String) {
    packed = code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  static let none = CurrencyMark("")
  static let dollar = CurrencyMark("$")
  static let yen = CurrencyMark("Y")
  static let crown = CurrencyMark("kr")

  /// The mark as text, for messages.
  var text: String {
    let bytes = [packed >> 16, packed >> 8, packed].map { UInt8(truncatingIfNeeded: $0) }
    let letters = String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
    return self == .yen ? "¥" : letters
  }

  /// The one currency that the mark means; nil for shared signs.
  var currency: Currency? { packed > 0xFFFF ? Currency(code: text) : nil }

  /// Whether the mark can stand for a currency.
  func matches(_ currency: Currency) -> Bool {
    if self == .none { return true }
    if self == .dollar { return Self.dollars.contains(currency.code) }
    if self == .yen { return currency.code == "JPY" || currency.code == "CNY" }
    if self == .crown { return Self.crowns.contains(currency.code) }
    return self == CurrencyMark(currency.code)
  }

  /// The mark that a run of letters at the start of `bytes` is, with a dollar sign after it.
  static func word(
    _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> (length: Int, mark: CurrencyMark?) {
    var letters: [UInt8] = []
    while letters.count < count, letters.count < 4,
      (0x61...0x7A).contains(bytes[letters.count] | 0x20)
    {
      letters.append(bytes[letters.count] & 0xDF)
    }
    let text = String(decoding: letters, as: UTF8.self)
    if letters.count < count, bytes[letters.count] == UInt8(ascii: "$") {
      return (letters.count + 1, prefixedDollars[text].map { CurrencyMark($0) })
    }
    if let code = words[text] { return (letters.count, CurrencyMark(code)) }
    return (letters.count, codes.contains(text) ? CurrencyMark(text) : nil)
  }

  private static let prefixedDollars = [
    "US": "USD", "R": "BRL", "A": "AUD", "AU": "AUD", "C": "CAD", "CA": "CAD", "NZ": "NZD",
    "HK": "HKD", "S": "SGD", "MX": "MXN",
  ]
  private static let words = ["KR": "kr", "FR": "CHF", "SFR": "CHF", "EURO": "EUR"]
  private static let dollars: Set<String> = [
    "USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "CLP", "COP", "ARS", "TWD",
  ]
  private static let crowns: Set<String> = ["SEK", "NOK", "DKK", "ISK"]
  private static let codes: Set<String> = [
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN",
    "CZK", "HUF", "RON", "BGN", "TND", "MAD", "DZD", "TRY", "BRL", "MXN", "INR", "ZAR", "SGD",
    "HKD", "XOF", "XAF", "XPF", "KRW", "ILS", "AED", "SAR", "ISK", "UAH", "RUB", "THB",
  ]
}
