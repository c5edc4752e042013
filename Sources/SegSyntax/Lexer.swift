package import SegText

/// Cuts source into tokens; total over any bytes, and a value that can be copied to look ahead.
///
/// What is wrong with a token is reported when it is cut, and the token stands for what was meant
/// where that is clear.
package struct Lexer: Sendable {
  package let source: SourceText
  /// Offset of the next byte to read.
  var position = 0
  /// What was wrong, in order; the reader takes it away.
  package var problems: [Diagnostic] = []

  package init(_ source: SourceText) {
    self.source = source
    // A byte order mark is no part of the text.
    if source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// All tokens of a source, the last one `.end`.
  package static func tokens(of source: SourceText, into bag: inout DiagnosticBag) -> [Token] {
    var lexer = Self(source)
    var tokens: [Token] = []
    repeat { tokens.append(lexer.next()) } while tokens.last?.kind != .end
    for problem in lexer.problems { bag.report(problem) }
    return tokens
  }

  /// The next token; `.end` again and again at the end.
  package mutating func next() -> Token {
    let isFirst = skipBlanks()
    let start = position
    guard start < source.bytes.count else {
      return Token(kind: .end, range: .empty(at: source.bytes.count), isFirstOnLine: isFirst)
    }
    let kind = scan(source.bytes[start])
    return Token(kind: kind, range: SourceRange(start, position), isFirstOnLine: isFirst)
  }

  /// Skips blanks, line breaks and comments; true when it passed a line break or began at the
  /// start of the source.
  private mutating func skipBlanks() -> Bool {
    var isFirst = position == 0
    while position < source.bytes.count {
      switch source.bytes[position] {
      case UInt8(ascii: "\n"):
        isFirst = true
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "#"):
        position = source.bytes.lineBreak(from: position) ?? source.bytes.count
      case 0x80...:
        let (scalar, length) = scalar(at: position)
        guard let scalar, scalar.properties.isWhitespace else { return isFirst }
        position += length
      default:
        return isFirst
      }
    }
    return isFirst
  }

  /// Reads one token that begins with `byte` at `position`.
  private mutating func scan(_ byte: UInt8) -> Token.Kind {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): scanNumber()
    case UInt8(ascii: "'"): scanText()
    case UInt8(ascii: "\""): scanQuotedName() ? .quotedName : .bad
    case UInt8(ascii: "@"): scanSegmentName()
    case UInt8(ascii: "$"): scanParameter()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): scanWord()
    case UInt8(ascii: "_"): scanWord()
    case 0x80...: scanBeyondASCII()
    default: scanSign(byte)
    }
  }

  private mutating func scanWord() -> Token.Kind {
    let start = position
    skipNameCharacters()
    guard position - start <= Keyword.longestSpelling else { return .word(nil) }
    return .word(Keyword(spelling: source.text(in: SourceRange(start, position))))
  }

  private mutating func scanParameter() -> Token.Kind {
    guard nameCharacterLength(at: position + 1) > 0 else { return scanSign(UInt8(ascii: "$")) }
    position += 1
    skipNameCharacters()
    return .parameter
  }

  /// Moves past letters, digits, marks and `_`.
  mutating func skipNameCharacters() {
    while position < source.bytes.count {
      let length = nameCharacterLength(at: position)
      guard length > 0 else { return }
      position += length
    }
  }

  /// Bytes of the name character at an offset, 0 when there is none.
  func nameCharacterLength(at offset: Int) -> Int {
    guard offset < source.bytes.count else { return 0 }
    switch source.bytes[offset] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): return 1
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): return 1
    case 0x80...:
      let (scalar, length) = scalar(at: offset)
      guard let scalar else { return 0 }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
        return length
      case .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber: return length
      default: return 0
      }
    default: return 0
    }
  }

  /// The Unicode scalar at an offset and its bytes; nil and 1 for invalid UTF-8.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar?, length: Int) {
    var decoder = UTF8()
    let end = Swift.min(offset + 4, source.bytes.count)
    var iterator = source.bytes[offset..<end].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return (nil, 1) }
    return (scalar, UTF8.width(scalar))
  }

  /// The byte at an offset, or 0 past the end.
  func byte(at offset: Int) -> UInt8 {
    offset < source.bytes.count ? source.bytes[offset] : 0
  }

  /// The text of a range.
  func text(_ start: Int, _ end: Int) -> String { source.text(in: SourceRange(start, end)) }
}
