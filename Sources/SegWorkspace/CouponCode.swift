/// A single-use code: symbols drawn at random and one check symbol, in groups of four for reading.
///
/// The alphabet has 31 symbols, a prime: with weights that differ from place to place the sum
/// modulo 31 catches every wrong symbol and every two symbols swapped.
package struct CouponCode: Sendable, Hashable {
  /// The symbols without hyphens, as the register keeps them.
  package let symbols: String

  /// The symbols: no `I`, `L`, `O`, `U` and no `0`, which are misread or make words.
  package static let alphabet = Array("123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

  /// A code as somebody types it; nil when a symbol is wrong or the check fails.
  ///
  /// Case, hyphens and blanks do not matter; `I` and `L` are read as `1`.
  package init?(parsing text: some StringProtocol) {
    var values: [Int] = []
    for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != 0x20 && byte != 0x09 {
      guard let value = Self.value(of: byte) else { return nil }
      values.append(value)
    }
    guard values.count > 1, values.count <= Self.maximumLength, Self.sum(values) == 0 else {
      return nil
    }
    self.init(values: values)
  }

  /// Draws a code with that many random symbols, every one equally likely.
  package init(randomSymbols count: Int, using generator: inout some RandomNumberGenerator) {
    precondition(count > 0 && count < Self.maximumLength, "a code of that length has no check")
    var values = (0..<count).map { _ in Self.draw(using: &generator) }
    // The last place has weight 1, so the check symbol is what the sum lacks.
    values.append((Self.modulus - Self.sum(values + [0])) % Self.modulus)
    self.init(values: values)
  }

  private init(values: [Int]) {
    symbols = String(decoding: values.map { Self.alphabet[$0] }, as: UTF8.self)
  }

  /// Random symbols needed so that one guess hits one of so many codes with a chance of at most
  /// one in a thousand million; at least 11, which do for 25 million codes.
  package static func randomSymbols(forCodes count: Int) -> Int {
    var length = 11
    var space = 25_408_476_896_404_831.0
    while Double(count) / space > 1e-9 {
      length += 1
      space *= Double(modulus)
    }
    return length
  }

  private static let modulus = 31

  /// Value of each byte; -1 for those that are no symbols.
  private static let valueOfByte: [Int8] = {
    var values = [Int8](repeating: -1, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = Int8(value) }
    return values
  }()

  /// Places have the weights 1 to 30 from the right; a longer code would use one twice.
  private static let maximumLength = 30

  /// A symbol's value without bias: bytes past the last multiple of 31 are drawn again.
  private static func draw(using generator: inout some RandomNumberGenerator) -> Int {
    while true {
      let byte = UInt8(truncatingIfNeeded: generator.next() as UInt64)
      if byte < 248 { return Int(byte) % modulus }
    }
  }

  private static func value(of byte: UInt8) -> Int? {
    let upper = (0x61...0x7A).contains(byte) ? byte & 0xDF : byte
    let meant = upper == UInt8(ascii: "I") || upper == UInt8(ascii: "L") ? UInt8(ascii: "1") : upper
    let value = valueOfByte[Int(meant)]
    return value < 0 ? nil : Int(value)
  }

  /// Weighted sum modulo 31, 0 for a sound code.
  private static func sum(_ values: [Int]) -> Int {
    values.reversed().enumerated().reduce(0) { ($0 + ($1.offset + 1) * $1.element) % modulus }
  }
}

extension CouponCode: CustomStringConvertible {
  /// The symbols in groups of four, `ABCD-EFGH-JKMN`.
  package var description: String {
    var text = ""
    for (index, symbol) in symbols.enumerated() {
      if index > 0 && index % 4 == 0 { text.append("-") }
      text.append(symbol)
    }
    return text
  }
}
