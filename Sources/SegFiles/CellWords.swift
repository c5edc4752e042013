/// The words that cells use for yes, no and nothing.
enum CellWords {
  /// Whether a cell holds blanks alone.
  static func isBlank(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    (0..<count).allSatisfy { bytes[$0] == 0x20 || bytes[$0] == 0x09 }
  }

  /// Whether a cell that should hold a number, date or flag says that there is none.
  static func isMissingMark(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count <= 19, count > 0 else { return false }
    switch folded(bytes, count) {
    case "--", "-", "null", "n/a", "\\n", "#n/a", "0000-00-00", "0000-00-00 00:00:00": return true
    default: return false
    }
  }

  /// Yes or no in words; nil for anything else.
  static func flag(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool? {
    guard count >= 2, count <= 8 else { return nil }
    var packed: UInt64 = 0
    for index in 0..<count {
      let byte = bytes[index]
      if byte == 0x20 { return paddedFlag(bytes, count) }
      packed = packed << 8 | UInt64((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
    }
    return flagWords[packed]
  }

  @inline(never)  // Blanks around a flag are rare.
  private static func paddedFlag(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool? {
    let text = Array(folded(bytes, count).utf8)
    guard text.count < count else { return nil }
    return text.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { flag($0, buffer.count) }
    }
  }

  /// The words, their bytes packed into one number.
  private static let flagWords: [UInt64: Bool] = {
    let yes = ["yes", "true", "oui", "ja", "si", "sí", "sì", "vrai", "wahr"]
    let no = ["no", "false", "non", "nein", "nee", "faux", "falsch"]
    var words: [UInt64: Bool] = [:]
    for (texts, value) in [(yes, true), (no, false)] {
      for text in texts { words[text.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = value }
    }
    return words
  }()

  /// Yes or no in a column known to be a flag, where single letters, 0 and 1 and the words of
  /// consent exports mean it too.
  static func knownFlag(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool? {
    if let flag = flag(bytes, count) { return flag }
    guard count > 0, count <= 16 else { return nil }
    if count == 1, bytes[0] & 0xFE == 0x30 { return bytes[0] == 0x31 }
    switch folded(bytes, count) {
    case "1", "y", "t", "o", "j", "x", "on", "subscribed", "enabled", "active", "actif", "opted in":
      return true
    case "0", "n", "f", "off", "unsubscribed", "never subscribed", "not subscribed", "disabled",
      "inactive", "inactif", "opted out":
      return false
    default: return nil
    }
  }

  /// Whether the first cell of a line says that the line sums up the file.
  @inline(__always)  // Called per row; measured with the load benchmark.
  static func isTotal(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count >= 4, count <= 16 else { return false }
    switch bytes[0] | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "g"), UInt8(ascii: "s"): return isWordOfTotal(bytes, count)
    default: return false
    }
  }

  @inline(never)  // Few cells begin so.
  private static func isWordOfTotal(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    switch folded(bytes, count).filter({ $0 != ":" && $0 != " " }) {
    case "total", "totals", "totaux", "grandtotal", "totalgeneral", "totalgénéral", "subtotal",
      "soustotal", "sous-total", "summe", "gesamt", "gesamtsumme", "totale", "totaal", "suma",
      "totalgeral", "totalegenerale":
      return true
    default: return false
    }
  }

  private static func folded(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> String {
    var text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return text.lowercased()
  }
}
