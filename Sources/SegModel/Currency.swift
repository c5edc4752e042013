/// A currency: its ISO 4217 code and how many digits its minor unit has.
package struct Currency: Sendable, Hashable {
  /// ISO 4217 code in upper case, such as `EUR`.
  package let code: String
  /// Digits of the minor unit: 2 for EUR, 0 for JPY, 3 for TND.
  package let digits: Int

  /// A currency by its code; nil unless the code is three letters A to Z.
  package init?(code: String) {
    // Before the change of case: it makes ASCII of some other letters.
    guard code.utf8.count == 3,
      code.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
    else { return nil }
    let upper = code.uppercased()
    self.code = upper
    digits = Self.unusualDigits[upper] ?? 2
  }

  private init(code: String, digits: Int) {
    self.code = code
    self.digits = digits
  }

  /// The euro, the default currency of a store.
  package static let euro = Currency(code: "EUR", digits: 2)

  /// Minor units in one major unit: 100 for EUR.
  package var minorUnitsPerMajor: Int64 {
    (0..<digits).reduce(1) { value, _ in value * 10 }
  }

  /// Currencies whose minor unit has not two digits (ISO 4217 list one).
  private static let unusualDigits: [String: Int] = [
    "BHD": 3, "BIF": 0, "CLF": 4, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3,
    "JPY": 0, "KMF": 0, "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3,
    "UGX": 0, "UYI": 0, "UYW": 4, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
  ]
}
