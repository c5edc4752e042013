package import SegText

extension Lexer {
  /// Reads `'text'`, which may run over several lines.
  mutating func scanText() -> Token.Kind {
    let start = position
    guard skipQuoted(UInt8(ascii: "'")) else {
      problems.append(.unterminatedText(openedAt: SourceRange(start, start + 1)))
      return .badLiteral
    }
    return .text
  }

  /// Reads `"name"`; false when it is not closed or empty, after reporting that.
  mutating func scanQuotedName() -> Bool {
    let start = position
    guard skipQuoted(UInt8(ascii: "\"")) else {
      problems.append(.unterminatedName(openedAt: SourceRange(start, start + 1)))
      return false
    }
    if position - start == 2 {
      problems.append(.emptyName(at: SourceRange(start, position)))
      return false
    }
    return true
  }

  /// Reads `@name` or `@"name"`.
  mutating func scanSegmentName() -> Token.Kind {
    let start = position
    position += 1
    if byte(at: position) == UInt8(ascii: "\"") { return scanQuotedName() ? .segmentName : .bad }
    skipNameCharacters()
    if position > start + 1, byte(at: position) == UInt8(ascii: ".") {
      // A part of a split, `@spring.a`.
      let end = position
      position += 1
      skipNameCharacters()
      if position == end + 1 { position = end }
    }
    if position == start + 1 {
      problems.append(.missingSegmentName(at: SourceRange(start, position)))
      return .bad
    }
    return .segmentName
  }

  /// Moves past a quoted run with its quotes; when it is never closed, to the end of its first
  /// line, so that the lines after it can still be read.
  private mutating func skipQuoted(_ quote: UInt8) -> Bool {
    let start = position
    position += 1
    var firstLineEnd: Int?
    while position < source.bytes.count {
      let byte = source.bytes[position]
      if byte == quote {
        position += 1
        guard self.byte(at: position) == quote, position < source.bytes.count else { return true }
      } else if byte == UInt8(ascii: "\n"), firstLineEnd == nil {
        firstLineEnd = position
      }
      position += 1
    }
    position = Swift.max(firstLineEnd ?? source.bytes.count, start + 1)
    return false
  }

  /// Reads text in the quotes of a word processor, up to one of its closers on the same line.
  mutating func scanCurlyText(from start: Int, closers: [Unicode.Scalar]) -> Token.Kind {
    let contents = position
    for closer in closers {
      position = contents
      while position < source.bytes.count, source.bytes[position] != UInt8(ascii: "\n") {
        let (scalar, length) = scalar(at: position)
        let end = position
        position += length
        guard scalar == closer else { continue }
        problems.append(.curlyQuotes(text(contents, end), at: SourceRange(start, position)))
        return .badLiteral
      }
    }
    problems.append(.unterminatedCurlyText(at: SourceRange(start, contents)))
    return .badLiteral
  }
}

extension Token {
  /// What stands between the quotes, doubled quotes undone.
  ///
  /// Of `@"name"` and of a bare word or `@name` it is the name.
  package func unquoted(in source: SourceText) -> String {
    var start = range.lowerBound
    if kind == .segmentName { start += 1 }
    let quote = start < source.bytes.count ? source.bytes[start] : 0
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      return source.text(in: SourceRange(start, range.upperBound))
    }
    let contents = source.bytes[(start + 1)..<(range.upperBound - 1)]
    guard contents.contains(quote) else { return String(decoding: contents, as: UTF8.self) }
    var bytes: [UInt8] = []
    var isSecondQuote = false
    for byte in contents {
      if byte == quote, !isSecondQuote {
        isSecondQuote = true
      } else {
        isSecondQuote = false
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
