/// How text from data is measured and made safe for a terminal.
package enum DisplayText {
  /// Text with control, format and bidirectional characters made visible, so that data can never
  /// steer a terminal: controls become pictures (`␛`), others `<U+202E>`.
  package static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !isUnsafe(scalar) {
        result.append(scalar)
      } else if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) {
        result.append(picture)
      } else if scalar.value == 0x7F {
        result.append("\u{2421}")
      } else {
        let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - hexadecimal.count)) + hexadecimal
        result.append(contentsOf: "<U+\(padded)>".unicodeScalars)
      }
    }
    return String(result)
  }

  /// Decimal digits, with or without a sign and a point, those before the point in groups of three.
  package static func grouped(_ digits: String) -> String {
    let sign = digits.hasPrefix("-") ? "-" : ""
    let parts = digits.dropFirst(sign.count).split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = Array(parts.first ?? "")
    var result = ""
    for (position, digit) in whole.enumerated() {
      if position > 0, (whole.count - position) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return sign + result + (parts.count > 1 ? "." + parts[1] : "")
  }

  /// Cells that the text takes on a terminal, by grapheme: wide characters and emoji take two.
  package static func width(of text: some StringProtocol) -> Int {
    var isASCII = true
    for byte in text.utf8 where byte >= 0x80 || byte < 0x20 {
      isASCII = false
      break
    }
    if isASCII { return text.utf8.count }
    return text.reduce(0) { $0 + width(of: $1) }
  }

  /// Text within a number of cells, `…` standing for what was cut; graphemes stay whole.
  package static func clipped(_ text: String, to width: Int) -> String {
    guard self.width(of: text) > width else { return text }
    var used = 0
    let kept = text.prefix { character in
      used += self.width(of: character)
      return used < width
    }
    return kept + "…"
  }

  /// Cells that one grapheme takes.
  package static func width(of character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      if scalar.value == 0xFE0F { return 2 }
      width = max(width, self.width(of: scalar))
    }
    return width
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .surrogate: return 0
    default: break
    }
    let value = scalar.value
    if value < 0x1100 { return 1 }
    if wideRanges.contains(where: { $0.contains(value) }) { return 2 }
    return scalar.properties.isEmojiPresentation ? 2 : 1
  }

  /// East Asian wide and full-width blocks (Unicode UAX 11).
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
  ]

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
