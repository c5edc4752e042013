import SegText

extension Lexer {
  /// Reads an operator, a bracket or another sign.
  mutating func scanSign(_ byte: UInt8) -> Token.Kind {
    let start = position
    let next = self.byte(at: start + 1)
    for (spelling, kind) in Self.doubleSigns where spelling[0] == byte && spelling[1] == next {
      position += 2
      return kind
    }
    for (spelling, foreign) in Self.foreignSigns where spelling[0] == byte && spelling[1] == next {
      position += 2
      return scanForeign(foreign, from: start)
    }
    position += 1
    if let kind = Self.singleSigns[byte] { return kind }
    if byte == UInt8(ascii: "!") {
      return scanForeign(ForeignSign(kind: .word(.not), replacement: "not"), from: start)
    }
    if byte == UInt8(ascii: "&") {
      return scanForeign(ForeignSign(kind: .word(.and), replacement: "and"), from: start)
    }
    if byte == UInt8(ascii: "[") {
      return scanForeign(ForeignSign(kind: .leftBracket, replacement: "("), from: start)
    }
    if byte == UInt8(ascii: "]") {
      return scanForeign(ForeignSign(kind: .rightBracket, replacement: ")"), from: start)
    }
    if byte == UInt8(ascii: "`"), let end = end(ofBackticksFrom: position) {
      position = end + 1
      let name = text(start + 1, end)
      problems.append(.backticks(name, at: SourceRange(start, position)))
      return .badLiteral
    }
    problems.append(.badCharacter(text(start, position), at: SourceRange(start, position)))
    return .bad
  }

  /// Where the backtick is that closes a name on its line.
  private func end(ofBackticksFrom start: Int) -> Int? {
    let line = source.bytes[start...].prefix { $0 != 0x0A }
    guard let end = line.firstIndex(of: UInt8(ascii: "`")), end > start else { return nil }
    return end
  }

  /// Reads what begins with a byte above ASCII: a word, a quote or an operator of a word processor.
  mutating func scanBeyondASCII() -> Token.Kind {
    let start = position
    if nameCharacterLength(at: start) > 0 {
      skipNameCharacters()
      return .word(nil)
    }
    let (scalar, length) = scalar(at: start)
    position += length
    if let scalar {
      if let closers = Self.quotes[scalar] { return scanCurlyText(from: start, closers: closers) }
      if let foreign = Self.typographicSigns[scalar] { return scanForeign(foreign, from: start) }
      if scalar.properties.generalCategory == .currencySymbol {
        problems.append(.currencySign(text(start, position), at: SourceRange(start, position)))
        return .bad
      }
    } else {
      // A run of invalid bytes is one mistake.
      while position < source.bytes.count, source.bytes[position] >= 0x80,
        self.scalar(at: position).scalar == nil
      {
        position += 1
      }
    }
    problems.append(.badCharacter(text(start, position), at: SourceRange(start, position)))
    return .bad
  }

  /// Reports an operator of another language and takes it for ours.
  private mutating func scanForeign(_ foreign: ForeignSign, from start: Int) -> Token.Kind {
    var replacement = foreign.replacement
    if case .word = foreign.kind {
      // A word needs blanks around it.
      if start > 0, !isBlank(byte(at: start - 1)) { replacement = " " + replacement }
      if !isBlank(byte(at: position)) { replacement += " " }
    }
    problems.append(
      .foreignOperator(
        text(start, position), ours: foreign.replacement, replacement: replacement,
        at: SourceRange(start, position)))
    return foreign.kind
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0 || byte == 0x20 || byte == 0x0A }

  /// An operator of another language: the token and the spelling that it has here.
  private struct ForeignSign {
    var kind: Token.Kind
    var replacement: String
  }

  private static let singleSigns: [UInt8: Token.Kind] = [
    UInt8(ascii: "+"): .plus, UInt8(ascii: "-"): .minus, UInt8(ascii: "*"): .times,
    UInt8(ascii: "/"): .divide, UInt8(ascii: "="): .equal, UInt8(ascii: "<"): .less,
    UInt8(ascii: ">"): .greater, UInt8(ascii: "("): .leftBracket,
    UInt8(ascii: ")"): .rightBracket, UInt8(ascii: ","): .comma, UInt8(ascii: "|"): .pipe,
    UInt8(ascii: "."): .dot, UInt8(ascii: ";"): .semicolon,
  ]

  private static let doubleSigns: [([UInt8], Token.Kind)] = [
    (Array("!=".utf8), .notEqual), (Array("<=".utf8), .lessOrEqual),
    (Array(">=".utf8), .greaterOrEqual), (Array("??".utf8), .coalesce), (Array("..".utf8), .dots),
  ]

  private static let foreignSigns: [([UInt8], ForeignSign)] = [
    (Array("==".utf8), ForeignSign(kind: .equal, replacement: "=")),
    (Array("<>".utf8), ForeignSign(kind: .notEqual, replacement: "!=")),
    (Array("=<".utf8), ForeignSign(kind: .lessOrEqual, replacement: "<=")),
    (Array("=>".utf8), ForeignSign(kind: .greaterOrEqual, replacement: ">=")),
    (Array("&&".utf8), ForeignSign(kind: .word(.and), replacement: "and")),
    (Array("||".utf8), ForeignSign(kind: .word(.or), replacement: "or")),
  ]

  private static let typographicSigns: [Unicode.Scalar: ForeignSign] = [
    "≠": ForeignSign(kind: .notEqual, replacement: "!="),
    "≤": ForeignSign(kind: .lessOrEqual, replacement: "<="),
    "≥": ForeignSign(kind: .greaterOrEqual, replacement: ">="),
    "−": ForeignSign(kind: .minus, replacement: "-"),
    "–": ForeignSign(kind: .minus, replacement: "-"),
    "×": ForeignSign(kind: .times, replacement: "*"),
    "÷": ForeignSign(kind: .divide, replacement: "/"),
    "…": ForeignSign(kind: .dots, replacement: ".."),
  ]

  /// Quotes that word processors put, with what may close each.
  private static let quotes: [Unicode.Scalar: [Unicode.Scalar]] = [
    "‘": ["’", "'"], "’": ["’", "'"], "‚": ["’", "‘"], "“": ["”", "\""], "”": ["”", "\""],
    "„": ["“", "”"],
    "«": ["»"], "»": ["«", "»"],
  ]
}
