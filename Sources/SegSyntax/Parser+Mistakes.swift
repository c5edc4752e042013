import SegText

extension Parser {
  /// Reports a mistake, unless one is being recovered from, and starts to unwind.
  mutating func fail(_ diagnostic: Diagnostic) {
    guard !isPanicking else { return }
    diagnostics.append(diagnostic)
    startPanic()
  }

  mutating func startPanic() {
    isPanicking = true
    panicDepth = openBrackets.count
  }

  /// Reports that something else was expected; silent at a token already reported.
  mutating func fail(expected: String, notes: [String] = [], fixIts: [FixIt] = []) {
    guard !isPanicking else { return }
    if token.kind == .bad || token.kind == .badLiteral {
      reportProblems()
      startPanic()
      return
    }
    if token.kind == .end, missingAtEnd == nil, !diagnostics.contains(where: \.isError) {
      missingAtEnd = (expected, openBrackets.last)
    }
    let mends = fixIts.isEmpty ? fixItsFromTriedKeywords() : fixIts
    fail(.expected(expected, found: found, at: place, notes: notes, fixIts: mends))
  }

  /// Remembers a quote that the source never closes.
  mutating func noteUnterminated(_ problems: [Diagnostic]) {
    for problem in problems where missingAtEnd == nil && !diagnostics.contains(where: \.isError) {
      switch problem.code {
      case .unterminatedText: missingAtEnd = ("`'`", problem.range)
      case .unterminatedName: missingAtEnd = ("`\"`", problem.range)
      default: break
      }
    }
  }

  /// Takes a token of a kind, or reports that it was expected.
  @discardableResult
  mutating func expect(token kind: Token.Kind, _ description: String) -> Bool {
    if take(token: kind) { return true }
    fail(expected: description)
    return false
  }

  /// Takes a keyword, or reports that it was expected.
  @discardableResult
  mutating func expect(_ keyword: Keyword, after context: String = "") -> Bool {
    if take(keyword) { return true }
    var fixIts = fixItsFromTriedKeywords()
    if fixIts.isEmpty, !endsStatement, kind.isName || kind.isLiteral || kind == .minus {
      let before = SourceRange.empty(at: token.range.lowerBound)
      let word = keyword.rawValue
      fixIts = [FixIt("insert `\(word)`", range: before, replacement: word + " ")]
    }
    fail(expected: "`\(keyword.rawValue)`\(context)", fixIts: fixIts)
    return false
  }

  /// Runs a production one level deeper; reports and gives nil past the limit.
  mutating func nested<Result>(_ body: (inout Self) -> Result) -> Result? {
    guard nesting < Limits.nesting else {
      fail(.nestingTooDeep(at: token.range))
      return nil
    }
    nesting += 1
    defer { nesting -= 1 }
    return body(&self)
  }

  /// Takes `(`, what is inside, and `)`; a missing `)` is reported at its place.
  mutating func bracketed<Result>(
    closing: String = "`)`", _ body: (inout Self) -> Result
  ) -> Result? {
    let opening = token.range
    return nested { parser in
      parser.openBrackets.append(opening)
      parser.advance()
      let result = body(&parser)
      let isClosed = parser.at(token: .rightBracket)
      if !isClosed { parser.failUnclosed(opening, expected: closing) }
      // The token after the bracket is outside it: a newline may end the statement there.
      parser.openBrackets.removeLast()
      if isClosed { parser.advance() }
      return result
    }
  }
}

extension Diagnostic {
  /// Whether it stops the statement.
  var isError: Bool { severity == .error }
}
