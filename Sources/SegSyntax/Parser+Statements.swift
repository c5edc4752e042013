import SegText

extension Parser {
  /// Reads one statement.
  ///
  /// Grammar: `statement = pipeline | definition | parameter | as-of | expectation`
  mutating func parseStatement() -> StatementSyntax {
    let start = token.range.lowerBound
    switch kind {
    case .word(.let): return parseDefinition()
    case .word(.asof): return parseAsOf()
    case .word(.param): return parseParameter()
    case .word(.expect): return parseExpectation()
    case .word(.segment), .segmentName: return .pipeline(parsePipeline())
    case _ where beginsRows: return .pipeline(parsePipeline())
    default:
      failAtStatement()
      return .malformed(SourceRange(start, token.range.upperBound))
    }
  }

  /// Reads a source and its stages.
  ///
  /// Grammar: `pipeline = source { "|" stage }`
  private mutating func parsePipeline() -> PipelineSyntax {
    let start = token.range.lowerBound
    let source = parseSource()
    finishPart(isCondition: source.endsWithCondition)
    var stages: [StageSyntax] = []
    while take(token: .pipe) {
      let stage = parseStage()
      stages.append(stage)
      finishPart(isCondition: stage.endsWithCondition)
    }
    return PipelineSyntax(source: source, stages: stages, range: range(from: start))
  }

  /// Sees to it that a source or stage is followed by a `|` or the end.
  private mutating func finishPart(isCondition: Bool = false) {
    if !at(token: .pipe), !endsStatement { failAfterPart(isCondition: isCondition) }
    want(.pipe)
    recover(toStage: true)
  }

  /// Reads where customers or rows come from.
  ///
  /// Grammar: `source = "segment" [ "where" condition ] | set | sheet`
  private mutating func parseSource() -> SourceSyntax {
    let start = token.range.lowerBound
    if beginsRows { return .rows(parseSheet()) }
    guard take(.segment) else { return .set(parseSet()) }
    guard take(.where) else {
      if !endsStatement, !at(token: .pipe) { failAfterSegment() }
      return .segment(nil, range(from: start))
    }
    let condition = parseCondition()
    return .segment(condition, range(from: start))
  }

  /// Whether the name at hand is a relation whose rows are meant: what may follow one follows.
  var beginsRows: Bool {
    guard kind == .word(nil) || kind == .quotedName else { return false }
    var ahead = lexer
    let next = ahead.next()
    switch next.kind {
    case .pipe, .semicolon, .end, .word(.where): return true
    case .word(.in):
      switch ahead.next().kind {
      case .leftBracket, .segmentName: return false
      default: return true
      }
    default: return next.isFirstOnLine && beginsStatement(next)
    }
  }

  /// Reads a relation whose rows become a table.
  ///
  /// Grammar: `sheet = RELATION [ "in" period ] [ "where" condition ]`
  mutating func parseSheet() -> RowsSyntax { parseRows(hasColumn: false) }

  /// Reads saved segments combined left to right.
  ///
  /// Grammar: `set = SEGMENT { ( "union" | "minus" | "intersect" ) SEGMENT }`
  private mutating func parseSet() -> SetSyntax {
    let start = token.range.lowerBound
    let first = expectSegmentName(after: "")
    var steps: [SetSyntax.Step] = []
    while let operation = takeSetOperator() {
      guard let name = expectSegmentName(after: " after `\(operation.value.rawValue)`") else {
        break
      }
      steps.append(SetSyntax.Step(operation: operation, name: name))
    }
    if steps.isEmpty, kind == .word(.where), let first { failAtFilter(of: first) }
    return SetSyntax(
      first: first ?? Located("", at: .empty(at: start)), steps: steps, range: range(from: start))
  }

  private mutating func takeSetOperator() -> Located<SetOperator>? {
    let place = token.range
    if take(.union) { return Located(.union, at: place) }
    if take(.minus) { return Located(.minus, at: place) }
    if take(.intersect) { return Located(.intersect, at: place) }
    return nil
  }

  /// Takes `@name`, or reports that it was expected.
  mutating func expectSegmentName(after context: String) -> Located<String>? {
    want(.segmentName)
    guard at(token: .segmentName) else {
      let isBareName = kind.isName
      let fixed = "@" + self.source.text(in: token.range)
      fail(
        expected: "a segment such as `@vip`" + context,
        fixIts: isBareName
          ? [FixIt("replace with `\(fixed)`", range: token.range, replacement: fixed)] : [])
      return nil
    }
    let name = Located(token.unquoted(in: self.source), at: token.range)
    advance()
    failAtDash(after: name)
    return name
  }

  /// Reads a definition.
  ///
  /// Grammar: `definition = "let" NAME "=" meaning`
  private mutating func parseDefinition() -> StatementSyntax {
    let start = token.range.lowerBound
    advance()
    want(.newName)
    let name = expectName("a name after `let`")
    expect(token: .equal, "`=` after the name")
    let meaning = isPanicking ? nil : parseMeaning()
    if !isPanicking, !endsStatement { failAfterPart() }
    guard let name, let meaning else { return .malformed(range(from: start)) }
    return .definition(DefinitionSyntax(name: name, meaning: meaning, range: range(from: start)))
  }

  /// Reads what a name stands for.
  ///
  /// A bare name or a bare number is a value, a literal alone in brackets a list.
  ///
  /// Grammar: `meaning = condition | value | period | list`
  private mutating func parseMeaning() -> DefinitionSyntax.Meaning {
    let start = token.range.lowerBound
    wantPeriodWords()
    want(.condition)
    want(.value)
    if endsStatement { fail(expected: "a condition, value, period or list after `=`") }
    if beginsNamedPeriod { return .period(parsePeriod()) }
    if beginsList {
      let values = parseList()
      return .list(values, range(from: start))
    }
    switch parseDisjunction() {
    case .condition(let condition): return .condition(condition)
    case .value(let value):
      takeDecimalComma(after: value)
      guard at(token: .dots), isDate(value), start == value.range.lowerBound else {
        return .expression(value)
      }
      return .period(parsePeriodEnd(from: value, start: start))
    }
  }

  /// Whether a period begins here that cannot be taken for a value.
  private var beginsNamedPeriod: Bool {
    let next = peek()
    switch kind {
    case .month, .quarter: return true
    case .word(.last), .word(.next): return next.kind == .duration || next.kind == .badLiteral
    case .word(.this), .word(.previous):
      guard case .word(let keyword?) = next.kind else { return false }
      return CalendarUnitSyntax(rawValue: keyword.rawValue) != nil
    default: return false
    }
  }

  /// Whether a list begins here: a bracket, a literal, and then a comma or the end.
  private var beginsList: Bool {
    guard at(token: .leftBracket) else { return false }
    var ahead = lexer
    var next = ahead.next()
    if next.kind == .minus { next = ahead.next() }
    guard next.kind.isLiteral else { return false }
    let isDuration = next.kind == .duration
    next = ahead.next()
    if isDuration, next.kind == .word(.ago) { next = ahead.next() }
    if isDuration, next.kind == .word(.from) {
      _ = ahead.next()
      next = ahead.next()
    }
    guard next.kind == .rightBracket else { return next.kind == .comma }
    next = ahead.next()
    switch next.kind {
    case .end, .semicolon: return true
    default: return next.isFirstOnLine && beginsStatement(next)
    }
  }

  /// Reads the as-of date of what follows.
  ///
  /// Grammar: `as-of = "asof" moment`
  private mutating func parseAsOf() -> StatementSyntax {
    let start = token.range.lowerBound
    advance()
    let date = parseMoment("a date such as `2026-06-30` after `asof`")
    if !isPanicking, !endsStatement { failAfterPart() }
    return .asOf(date, range(from: start))
  }

  /// Reads a date or an instant.
  ///
  /// Grammar: `moment = date | DATE_TIME`
  mutating func parseMoment(_ description: String) -> ExpressionSyntax {
    guard at(token: .dateTime), let literal = token.literal(in: source) else {
      return parseDate(description)
    }
    advance()
    return .literal(literal)
  }
}

// MARK: - Names

extension Parser {
  /// Takes a name, or reports what was expected.
  mutating func expectName(_ description: String) -> Located<String>? {
    guard kind.isName else {
      fail(expected: description, fixIts: fixItsForName())
      return nil
    }
    let name = Located(token.unquoted(in: source), at: token.range)
    advance()
    return name
  }

  /// Ways to make a name of the token at hand.
  private func fixItsForName() -> [FixIt] {
    let range = token.range
    let name: String
    switch token.kind {
    case .text, .segmentName: name = SyntaxPrinter.name(token.unquoted(in: source))
    case .word: name = SyntaxPrinter.quotedName(source.text(in: range))
    default: return []
    }
    guard name != "\"\"", !endsStatement else { return [] }
    return [FixIt("replace with `\(name)`", range: range, replacement: name)]
  }
}

extension SourceSyntax {
  /// Whether its last part is a condition, which `and` would go on.
  var endsWithCondition: Bool {
    switch self {
    case .segment(let condition, _): condition != nil
    case .rows(let rows): rows.condition != nil
    case .set: false
    }
  }
}

extension StageSyntax {
  /// Whether its last part is a condition, which `and` would go on.
  var endsWithCondition: Bool {
    if case .rows(let rows) = kind { rows.condition != nil } else { false }
  }
}
