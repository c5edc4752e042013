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

  /// Goes one level deeper; false past the limit, after reporting that.
  ///
  /// These are pairs of calls rather than functions around a closure: closures would double the
  /// stack that a level takes.
  mutating func enter() -> Bool {
    guard nesting < Limits.nesting else {
      fail(.nestingTooDeep(at: token.range))
      return false
    }
    nesting += 1
    return true
  }

  /// Comes back from a level.
  mutating func leave() { nesting -= 1 }

  /// Takes `(` and goes one level deeper; nil past the limit.
  mutating func openBracket() -> SourceRange? {
    let opening = token.range
    guard enter() else { return nil }
    openBrackets.append(opening)
    advance()
    return opening
  }

  /// Takes `)` and comes back; a missing `)` is reported at its place.
  mutating func closeBracket(_ opening: SourceRange, expected: String = "`)`") {
    let isClosed = at(token: .rightBracket)
    if !isClosed { failUnclosed(opening, expected: expected) }
    // The token after the bracket is outside it: a newline may end the statement there.
    openBrackets.removeLast()
    leave()
    if isClosed { advance() }
  }
}

extension Diagnostic {
  /// Whether it stops the statement.
  var isError: Bool { severity == .error }
}
