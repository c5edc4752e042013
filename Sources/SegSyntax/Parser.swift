package import SegText

/// Reads statements one after another from a source; every input gives a tree and diagnostics.
///
/// A mistake ends the stage it is in: the parser reports it, acts as if the statement ended there
/// (so that every production unwinds by itself), and goes on at the next `|` or statement.
package struct Parser: ~Copyable, Sendable {
  package let source: SourceText
  var lexer: Lexer
  /// The token at hand, as the lexer cut it.
  var token: Token
  /// Where the last token that was taken ended.
  var previousEnd = 0
  /// Open brackets, innermost last; a newline means nothing while there are any.
  var openBrackets: [SourceRange] = []
  /// How deep brackets, `not`s, signs and calls are nested at this point.
  var nesting = 0
  /// Set by a mistake until the parser has found its feet again.
  var isPanicking = false
  /// Open brackets when the mistake was met.
  var panicDepth = 0
  /// Whether the rest of the statement is not worth reading.
  var isAbandoned = false
  /// Where the statement at hand begins.
  var statementStart = 0
  /// What the lexer found wrong with the token at hand.
  var problems: [Diagnostic] = []
  /// Diagnostics of the statement at hand.
  var diagnostics: [Diagnostic] = []
  /// What was missing when the source ended too early; set by the first error only.
  var missingAtEnd: (expected: String, openBracket: SourceRange?)?
  /// The keywords that productions have asked for in vain at this token.
  var triedKeywords: [Keyword] = []
  /// The relations whose rows are being read about, innermost last.
  var relations: [String] = []
  /// The name that a question is asked of.
  var subject: NameSyntax?
  /// The last name that stood for its own truth.
  var lastTruth: SourceRange?
  /// What may come where the source ends, gathered while productions look at that place.
  var wanted = WantedAtEnd()

  package init(_ source: SourceText) {
    self.source = source
    lexer = Lexer(source)
    token = lexer.next()
    problems = lexer.problems
    lexer.problems = []
  }

  /// All statements of a source, in order.
  package static func parse(
    _ source: SourceText, into bag: inout DiagnosticBag
  ) -> [StatementSyntax] {
    var parser = Self(source)
    var statements: [StatementSyntax] = []
    while let statement = parser.next(into: &bag) { statements.append(statement) }
    return statements
  }

  /// The next statement, or nil at the end of the source; reports what is wrong with it.
  ///
  /// Grammar: `script = [ statement ] { SEPARATOR [ statement ] }`
  package mutating func next(into bag: inout DiagnosticBag) -> StatementSyntax? {
    statementStart = token.range.lowerBound
    isAbandoned = false
    var isFresh = previousEnd == 0
    while token.kind == .semicolon {
      isFresh = true
      advance()
      statementStart = token.range.lowerBound
    }
    guard token.kind != .end else {
      if isFresh || token.isFirstOnLine { wantStatement() }
      report(into: &bag)
      return nil
    }
    let statement = parseStatement()
    recover(toStage: false)
    report(into: &bag)
    return statement
  }

  private mutating func report(into bag: inout DiagnosticBag) {
    // A token is cut before the mistake in front of it is found.
    let ordered = diagnostics.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    for (_, diagnostic) in ordered { bag.report(diagnostic) }
    diagnostics = []
  }
}

// MARK: - Cursor

extension Parser {
  /// The kind of the token at hand; `.end` from a mistake until the parser has recovered.
  var kind: Token.Kind { isPanicking ? .end : token.kind }

  /// Whether the statement may end before the token at hand.
  var endsStatement: Bool {
    if isPanicking { return true }
    switch token.kind {
    case .end, .semicolon: return true
    default: return token.isFirstOnLine && openBrackets.isEmpty && beginsStatement(token)
    }
  }

  /// Whether a token at the start of a line begins a statement rather than going on with one.
  func beginsStatement(_ token: Token) -> Bool {
    switch token.kind {
    case .word(let keyword): keyword?.beginsStatement ?? true
    case .segmentName, .bad: true
    default: false
    }
  }

  func isReservedStart(_ token: Token) -> Bool {
    if case .word(let keyword?) = token.kind {
      return keyword.beginsStatement && (keyword.isReserved || token.isFirstOnLine)
    }
    return false
  }

  /// Takes the token at hand and reads the next.
  mutating func advance() {
    guard !isPanicking else { return }
    reportProblems()
    previousEnd = token.range.upperBound
    readToken()
    let range = SourceRange(statementStart, max(statementStart, token.range.upperBound))
    if range.length > Limits.statementBytes, !endsStatement {
      isAbandoned = true
      fail(.statementTooLong(at: SourceRange(statementStart, statementStart + 1)))
    }
  }

  mutating func readToken() {
    triedKeywords.removeAll(keepingCapacity: true)
    token = lexer.next()
    if lexer.problems.isEmpty, problems.isEmpty { return }
    problems = lexer.problems
    lexer.problems = []
  }

  /// Reports what is wrong with the token at hand, now that it counts.
  mutating func reportProblems() {
    guard !problems.isEmpty else { return }
    noteUnterminated(problems)
    diagnostics += problems
    problems = []
  }

  /// Whether the token at hand is of a kind.
  func at(token kind: Token.Kind) -> Bool { self.kind == kind }

  /// Whether the token at hand is a keyword; where it is not, that it may come is remembered.
  mutating func at(_ keyword: Keyword) -> Bool {
    if isPanicking { return false }
    switch token.kind {
    case .word(keyword): return true
    case .word(nil), .end: triedKeywords.append(keyword)
    default: break
    }
    return false
  }

  /// Takes the token at hand when it is of a kind.
  mutating func take(token kind: Token.Kind) -> Bool {
    guard at(token: kind) else { return false }
    advance()
    return true
  }

  /// Takes the token at hand when it is a keyword.
  mutating func take(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    advance()
    return true
  }

  /// The token after the one at hand.
  func peek() -> Token {
    var ahead = lexer
    return ahead.next()
  }

  /// From an offset to the end of the last token taken.
  func range(from start: Int) -> SourceRange { SourceRange(start, max(start, previousEnd)) }

  /// Whether the source or the statement ends before the token at hand, brackets open or not.
  var isAtBreak: Bool {
    let beginsNext =
      token.isFirstOnLine && previousEnd > statementStart && beginsStatement(token)
    return token.kind == .end || beginsNext
  }

  /// Where something is missing: the token at hand, or just behind the last one when the line or
  /// the source ends.
  var place: SourceRange {
    isAtBreak ? .empty(at: previousEnd) : token.range
  }

  /// The token at hand as messages show it.
  var found: String {
    guard token.kind != .end else { return "the end" }
    guard !isAtBreak else { return "the end of the line" }
    let text = source.text(in: token.range)
    return text.count > 40 ? "`\(text.prefix(40))…`" : "`\(text)`"
  }
}
