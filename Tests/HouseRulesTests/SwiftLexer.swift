/// One lexical element of a Swift file.
struct SwiftToken {
  enum Kind {
    case word, quotedWord, number, sign, string
  }

  let kind: Kind
  let text: String
  /// From 1.
  let line: Int
  /// Whether it follows the token before it without a blank.
  let isJoined: Bool

  func isWord(_ word: String) -> Bool { kind == .word && text == word }

  func isSign(_ sign: String) -> Bool { kind == .sign && text == sign }
}

/// One comment of a Swift file, from its slashes on.
struct SwiftComment {
  let text: String
  let line: Int

  /// Whether it documents what stands under it, and says something.
  var isDocumentation: Bool {
    text.hasPrefix("///") && text.contains { $0 != "/" && !$0.isWhitespace }
  }
}

/// Cuts a Swift file into tokens and comments, so that rules see code apart from text.
///
/// It knows nested comments, plain, raw and multi-line strings with interpolations, and extended
/// regular expressions. Signs are single characters.
struct SwiftLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lastEnd = 0
  private(set) var tokens: [SwiftToken] = []
  private(set) var comments: [SwiftComment] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
    lexCode(untilBracket: false)
  }

  private func byte(_ offset: Int) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  private func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  private func text(from start: Int) -> String {
    String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
  }

  private mutating func advance() {
    if byte(0) == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  private mutating func append(_ kind: SwiftToken.Kind, from start: Int, line: Int) {
    append(kind, text(from: start), start: start, line: line)
  }

  private mutating func append(
    _ kind: SwiftToken.Kind, _ text: String, start: Int, line: Int
  ) {
    tokens.append(SwiftToken(kind: kind, text: text, line: line, isJoined: start == lastEnd))
    lastEnd = position
  }

  /// Reads code to the end, or to the bracket that closes an interpolation.
  private mutating func lexCode(untilBracket: Bool) {
    var depth = 0
    while position < bytes.count {
      let start = position
      switch byte(0) {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        advance()
      case UInt8(ascii: "/") where starts(with: "//"): lexLineComment()
      case UInt8(ascii: "/") where starts(with: "/*"): lexBlockComment()
      case UInt8(ascii: "\""): lexString(hashes: 0)
      case UInt8(ascii: "#") where isRawLiteral: lexRawLiteral()
      case UInt8(ascii: "`"):
        repeat { advance() } while position < bytes.count && byte(0) != UInt8(ascii: "`")
        let name = String(text(from: start).dropFirst())
        advance()
        append(.quotedWord, name, start: start, line: line)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): lexNumber()
      case let first where Self.isWord(first):
        while Self.isWord(byte(0)) { advance() }
        append(.word, from: start, line: line)
      case let first:
        if first == UInt8(ascii: "(") { depth += 1 }
        if first == UInt8(ascii: ")") { depth -= 1 }
        advance()
        if untilBracket, depth < 0 { return }
        append(.sign, from: start, line: line)
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      true
    default: false
    }
  }
}

extension SwiftLexer {
  private mutating func lexLineComment() {
    let start = position
    while position < bytes.count, byte(0) != UInt8(ascii: "\n") { advance() }
    comments.append(SwiftComment(text: text(from: start), line: line))
  }

  private mutating func lexBlockComment() {
    let start = position
    let firstLine = line
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        position += 2
      } else if starts(with: "*/") {
        depth -= 1
        position += 2
      } else {
        advance()
      }
    } while depth > 0 && position < bytes.count
    comments.append(SwiftComment(text: text(from: start), line: firstLine))
  }

  private mutating func lexNumber() {
    let start = position
    while Self.isWord(byte(0))
      || byte(0) == UInt8(ascii: ".") && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte(1))
    {
      advance()
    }
    append(.number, from: start, line: line)
  }

  /// Whether number signs lead to a raw string or an extended regular expression.
  private var isRawLiteral: Bool {
    var offset = 0
    while byte(offset) == UInt8(ascii: "#") { offset += 1 }
    return byte(offset) == UInt8(ascii: "\"") || byte(offset) == UInt8(ascii: "/")
  }

  private mutating func lexRawLiteral() {
    var hashes = 0
    while byte(0) == UInt8(ascii: "#") {
      hashes += 1
      advance()
    }
    guard byte(0) == UInt8(ascii: "/") else { return lexString(hashes: hashes) }
    let start = position
    let firstLine = line
    let end = [UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
    repeat { advance() } while position < bytes.count && !bytes[position...].starts(with: end)
    append(.string, from: start, line: firstLine)
    position += end.count
  }

  /// Reads a string; code in its interpolations is read as code.
  private mutating func lexString(hashes: Int) {
    let start = position
    let firstLine = line
    let quotes = starts(with: "\"\"\"") ? 3 : 1
    let fence = Array(repeating: UInt8(ascii: "#"), count: hashes)
    let end = Array(repeating: UInt8(ascii: "\""), count: quotes) + fence
    let escape = [UInt8(ascii: "\\")] + fence
    position += quotes
    while position < bytes.count, !bytes[position...].starts(with: end) {
      guard bytes[position...].starts(with: escape) else {
        advance()
        continue
      }
      position += escape.count
      let isInterpolation = byte(0) == UInt8(ascii: "(")
      advance()
      if isInterpolation { lexCode(untilBracket: true) }
    }
    position += end.count
    append(.string, from: start, line: firstLine)
  }
}
