import SegText

extension Parser {
  /// Reads one test, or a value or a bracketed condition that stands in its place.
  ///
  /// Grammar: `test = "(" condition ")" | value question | existence | sequence | regularity
  /// | pause | membership | name`
  mutating func parseTest() -> ItemSyntax {
    let start = token.range.lowerBound
    want(.condition)
    if at(.any) || at(.none), peek().kind == .leftBracket { return parseExistence() }
    if beginsHistory { return parseHistory() }
    if at(.in) || at(.not) { return parseMembership() }
    guard at(token: .leftBracket) else {
      return parseQuestion(about: parseValue("a condition"), start: start)
    }
    guard let opening = openBracket() else { return .condition(.malformed(range(from: start))) }
    let item = parseDisjunction()
    closeBracket(opening)
    guard case .value(let value) = item else {
      failAtOperator()
      return item
    }
    let left = parseValue(startingWith: value, at: start)
    return parseQuestion(about: left, start: start)
  }

  /// Whether a question about rows over time begins here; which words may is remembered.
  private var beginsHistory: Bool {
    mutating get {
      let words: [Keyword] = [.did, .regular, .stopped, .restarted]
      // Each word is tried, so that completion knows them all.
      return words.filter { at($0) }.isEmpty ? false : peek().kind == .leftBracket
    }
  }

  private mutating func parseHistory() -> ItemSyntax {
    if at(.did) { return parseSequence() }
    return at(.regular) ? parseRegularity() : parsePause()
  }

  /// Reads `any(rows)` or `none(rows)`.
  ///
  /// Grammar: `existence = ( "any" | "none" ) "(" rows ")"`
  private mutating func parseExistence() -> ItemSyntax {
    let start = token.range.lowerBound
    let isNegated = at(.none)
    advance()
    guard let opening = openBracket() else { return .condition(.malformed(range(from: start))) }
    let rows = parseRows()
    closeBracket(opening)
    return test(.exists(rows), isNegated: isNegated, start: start)
  }

  /// Reads `in @name` or `not in @name`.
  ///
  /// Grammar: `membership = [ "not" ] "in" SEGMENT`
  private mutating func parseMembership() -> ItemSyntax {
    let start = token.range.lowerBound
    let isNegated = take(.not)
    expect(.in)
    guard let name = expectSegmentName(after: " after `in`") else {
      return .condition(.malformed(range(from: start)))
    }
    return test(.segment(name), isNegated: isNegated, start: start)
  }

  private func test(
    _ question: TestSyntax.Question, isNegated: Bool = false, start: Int
  ) -> ItemSyntax {
    let test = TestSyntax(question: question, isNegated: isNegated, range: range(from: start))
    return .condition(.test(test))
  }

  /// Reads what is asked of a value, if anything.
  ///
  /// Grammar: `question = comparison | range | inclusion | text-test | possession | knowledge`
  private mutating func parseQuestion(about left: ExpressionSyntax, start: Int) -> ItemSyntax {
    want(.comparison)
    if case .name(let name) = left { subject = name } else { subject = nil }
    if kind.comparison != nil { return parseComparison(left, start: start) }
    if at(.is) { return parseKnowledge(left, start: start) }
    let isNegated = take(.not)
    if at(.between) { return parseRange(left, isNegated: isNegated, start: start) }
    if at(.in) { return parseInclusion(left, isNegated: isNegated, start: start) }
    if at(.has) { return parsePossession(left, isNegated: isNegated, start: start) }
    if at(.contains) || at(.starts) || at(.ends) || at(.matches) {
      return parseTextTest(left, isNegated: isNegated, start: start)
    }
    if isNegated {
      fail(expected: "`in`, `between`, `has` or a test of text after `not`")
    }
    return .value(left)
  }

  /// Reads a comparison after its left side.
  ///
  /// Grammar: `comparison = ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) value`
  private mutating func parseComparison(_ left: ExpressionSyntax, start: Int) -> ItemSyntax {
    guard let sign = kind.comparison else { return .value(left) }
    let operation = Located(sign, at: token.range)
    advance()
    want(.text)
    let right = parseValue("a value after `\(sign.rawValue)`")
    takeDecimalComma(after: right)
    if kind.comparison != nil { fail(.chainedComparison(found: found, at: place)) }
    return test(.comparison(left: left, operation, right: right), start: start)
  }

  /// Reads both ends of a range, which are included.
  ///
  /// Grammar: `range = [ "not" ] "between" value "and" value`
  private mutating func parseRange(
    _ left: ExpressionSyntax, isNegated: Bool, start: Int
  ) -> ItemSyntax {
    advance()
    let low = parseValue("a value after `between`")
    if at(token: .comma), peek().kind.isLiteral, peek().range.lowerBound > token.range.upperBound {
      failAtCommaOfRange()
    }
    takeDecimalComma(after: low)
    expect(.and, after: " and the upper end of `between`")
    let high = parseValue("the upper end of `between`")
    takeDecimalComma(after: high)
    return test(.between(left, low: low, high: high), isNegated: isNegated, start: start)
  }

  /// Reads what a value must be in: a list, a period, or a name of either.
  ///
  /// Grammar: `inclusion = [ "not" ] "in" ( list | file-list | period )`
  private mutating func parseInclusion(
    _ left: ExpressionSyntax, isNegated: Bool, start: Int
  ) -> ItemSyntax {
    advance()
    if at(token: .segmentName) {
      let range = SourceRange(start, token.range.lowerBound)
      fail(.segmentOfValue(range, isNegated: isNegated))
    }
    if at(token: .leftBracket) {
      let values = parseList()
      return test(.membership(left, values), isNegated: isNegated, start: start)
    }
    if at(.file), [.leftBracket, .text].contains(peek().kind) {
      guard let file = parseFileList() else { return .condition(.malformed(range(from: start))) }
      return test(.file(left, file), isNegated: isNegated, start: start)
    }
    failAtBareList()
    let period = parsePeriod("a list in brackets or a period after `in`")
    return test(.period(left, period), isNegated: isNegated, start: start)
  }

  /// Reads the file whose values are meant.
  ///
  /// Grammar: `file-list = "file" "(" TEXT [ "," NAME ] ")"`
  private mutating func parseFileList() -> FileListSyntax? {
    advance()
    guard at(token: .leftBracket) else {
      let bracketed = "(\(source.text(in: token.range)))"
      fail(
        expected: "`(` after `file`",
        fixIts: [FixIt("put it in brackets", range: token.range, replacement: bracketed)])
      return nil
    }
    guard let opening = openBracket() else { return nil }
    want(.filePath)
    let path = expectText("a file in 'quotes' after `file(`")
    var column: Located<String>?
    if path != nil, take(token: .comma) {
      column = expectName("the name of a column of the file")
    }
    closeBracket(opening)
    return path.map { FileListSyntax(path: $0, column: column) }
  }

  /// Reads a test on text.
  ///
  /// Grammar: `text-test = [ "not" ] ( "contains" | "starts" "with" | "ends" "with" | "matches" )
  /// ( TEXT | PARAMETER )`
  private mutating func parseTextTest(
    _ left: ExpressionSyntax, isNegated: Bool, start: Int
  ) -> ItemSyntax {
    let operationStart = token.range.lowerBound
    let kind: TextTestSyntax
    if take(.contains) {
      kind = .contains
    } else if take(.matches) {
      kind = .matches
    } else {
      kind = at(.starts) ? .startsWith : .endsWith
      advance()
      expect(.with)
    }
    let operation = Located(kind, at: range(from: operationStart))
    let pattern = parseTextOperand(after: kind.rawValue)
    return test(.text(left, operation, pattern: pattern), isNegated: isNegated, start: start)
  }

  /// Reads a test of a list of texts, such as `tags`.
  ///
  /// Grammar: `possession = [ "not" ] "has" ( TEXT | PARAMETER )`
  private mutating func parsePossession(
    _ left: ExpressionSyntax, isNegated: Bool, start: Int
  ) -> ItemSyntax {
    advance()
    let text = parseTextOperand(after: "has")
    return test(.has(left, text), isNegated: isNegated, start: start)
  }

  private mutating func parseTextOperand(after word: String) -> ExpressionSyntax {
    want(.text)
    let place = token.range
    if take(token: .badLiteral) { return .malformed(place) }
    if at(token: .parameter), let parameter = parseLiteral() { return .literal(parameter) }
    return expectText("text in 'quotes' after `\(word)`").map { .literal(.text($0)) }
      ?? .malformed(place)
  }

  /// Reads a test of whether a value is known.
  ///
  /// Grammar: `knowledge = "is" [ "not" ] ( "known" | "unknown" )`
  private mutating func parseKnowledge(_ left: ExpressionSyntax, start: Int) -> ItemSyntax {
    let answerStart = peek().range.lowerBound
    let word = token.range
    advance()
    let isNegated = take(.not)
    let isKnown = at(.known)
    if !take(.known), !take(.unknown) {
      failAtAnswer(word, isNegated: isNegated)
      let range = SourceRange(answerStart, token.range.upperBound)
      let isNull = source.text(in: token.range).lowercased() == "null"
      let ours = isNegated ? "known" : "unknown"
      fail(
        expected: "`known` or `unknown` after `is`",
        fixIts: isNull ? [FixIt("replace with `\(ours)`", range: range, replacement: ours)] : [])
    }
    return test(.known(left), isNegated: isKnown == isNegated, start: start)
  }
}
