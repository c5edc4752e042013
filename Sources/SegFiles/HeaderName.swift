import Foundation
import SegModel

/// What the reader makes of the spelling of headers.
enum HeaderName {
  /// Letters and digits alone, lower case, without accents: `N° de commande` is `ndecommande`.
  static func folded(_ header: String) -> String {
    let plain = header.replacingOccurrences(of: "ß", with: "ss")
      .folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
    return String(
      plain.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || isDigit($0) })
  }

  /// A name that needs no quotes in a query: the header itself where it is one, else its words
  /// joined by `_`.
  static func fieldName(_ header: String) -> String {
    let scalars = header.unicodeScalars
    let isPlain = scalars.allSatisfy { $0.properties.isAlphabetic || isDigit($0) || $0 == "_" }
    if isPlain, let first = scalars.first, !isDigit(first) { return header }
    var name = String.UnicodeScalarView()
    for scalar in header.lowercased().unicodeScalars {
      if scalar.properties.isAlphabetic || isDigit(scalar) {
        name.append(scalar)
      } else if let last = name.last, last != "_" {
        name.append("_")
      }
    }
    if name.last == "_" { name.removeLast() }
    guard let first = name.first else { return "" }
    return isDigit(first) ? "_" + String(name) : String(name)
  }

  /// Whether the last word of a header says that its values are codes, not quantities.
  static func namesCode(_ header: String) -> Bool {
    let words = words(header)
    guard let last = words.last else { return false }
    if codeWords.contains(last) { return true }
    let whole = words.joined()
    return whole.hasPrefix("idclient") || whole.hasPrefix("codepostal")
  }

  /// Lower-case words without accents, split at anything else and at capitals inside (`orderId`).
  static func words(_ header: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for character in header.folding(options: .diacriticInsensitive, locale: nil) {
      if !character.isLetter && !character.isNumber || (wasLower && character.isUppercase) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if character.isLetter || character.isNumber { word += character.lowercased() }
      wasLower = character.isLowercase
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static let codeWords: Set<String> = [
    "id", "ids", "code", "ref", "reference", "number", "numero", "num", "no", "nr", "nummer",
    "sku", "ean", "ean13", "upc", "gtin", "isbn", "asin", "barcode", "zip", "zipcode", "postcode",
    "cp", "plz", "cap", "phone", "telephone", "tel", "mobile", "portable", "fax", "siret", "siren",
    "iban", "taxvat", "key", "uuid", "guid", "hash", "token", "handle",
    "imei", "serial", "ip",
  ]

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal
  }
}

/// Unicode normalisation, for texts that can need it.
enum Normalization {
  /// The text in NFC.
  static func composed(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }
}
