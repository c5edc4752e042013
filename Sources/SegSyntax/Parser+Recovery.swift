import SegText

extension Parser {
  /// After a mistake, skips to the next `|` of the statement or, when there is none or
  /// `toStage` is false, to where the next statement begins.
  mutating func recover(toStage: Bool) {
    guard isPanicking || !endsStatement else { return }
    if !isPanicking { startPanic() }
    var depth = panicDepth
    while true {
      switch token.kind {
      case .end, .semicolon:
        isPanicking = false
        return
      case .pipe where toStage && !isAbandoned:
        isPanicking = false
        return
      case .leftBracket: depth += 1
      case .rightBracket: depth = max(0, depth - 1)
      default:
        let isBoundary = depth == 0 || isReservedStart(token)
        if isBoundary, token.isFirstOnLine, token.range.lowerBound > statementStart,
          beginsStatement(token)
        {
          isPanicking = false
          return
        }
      }
      previousEnd = token.range.upperBound
      readToken()
    }
  }
}

// MARK: - Mistakes with a guess of what was meant

extension Parser {
  /// Reports a word that begins no statement.
  mutating func failAtStatement() {
    let text = source.text(in: token.range)
    let before = SourceRange.empty(at: token.range.lowerBound)
    var fixIts: [FixIt] = []
    switch token.kind {
    case .pipe: fixIts = [FixIt("insert `segment`", range: before, replacement: "segment ")]
    case .word(.where): fixIts = [FixIt("insert `segment`", range: before, replacement: "segment ")]
    case .word(nil):
      fixIts = StageNames.statementFixes(for: Located(text, at: token.range))
    default: break
    }
    if fixIts.isEmpty, token.kind.isName {
      let next = peek().kind
      if next.comparison != nil || Keyword.testWords.contains(where: { next == .word($0) }) {
        fixIts = [FixIt("insert `segment where`", range: before, replacement: "segment where ")]
      } else if case .word(let keyword?) = token.kind, keyword.beginsStage {
        fixIts = [FixIt("insert `segment |`", range: before, replacement: "segment | ")]
      }
    }
    triedKeywords = []
    if text.lowercased() == "select" { return failAtSelect() }
    fail(expected: "`segment`, `@name`, a relation, `let` or `asof`", fixIts: fixIts)
  }

  /// Reports what follows `segment` and is neither `where` nor `|`.
  mutating func failAfterSegment() {
    var fixIts = fixItsFromTriedKeywords()
    let next = peek().kind
    let isQuestion =
      next.comparison != nil || Keyword.testWords.contains(where: { next == .word($0) })
    if kind.isName, isQuestion {
      let before = SourceRange.empty(at: token.range.lowerBound)
      fixIts = [FixIt("insert `where`", range: before, replacement: "where ")]
    }
    if case .word(let keyword?) = kind, keyword.beginsStage, fixIts.isEmpty {
      return failAfterPart()
    }
    fail(expected: "`where` or `|` after `segment`", fixIts: fixIts)
  }

  /// Reports a `where` behind a saved segment, and asks for both in one condition.
  mutating func failAtFilter(of name: Located<String>) {
    let text = source.text(in: name.range)
    fail(.filteredSet(text, at: name.range.union(token.range)))
  }

  /// Reports what may not follow a source or a stage.
  mutating func failAfterPart(isCondition: Bool = false) {
    let before = SourceRange.empty(at: token.range.lowerBound)
    if failAtPattern() || failAtUnitWord() { return }
    if let truth = lastTruth, truth.upperBound == previousEnd, kind.isLiteral, !token.isFirstOnLine
    {
      let name = source.text(in: truth)
      return fail(
        expected: "a comparison after `\(name)`",
        fixIts: [FixIt("insert `=`", range: before, replacement: "= ")])
    }
    if at(token: .rightBracket) {
      return fail(
        expected: "`|` or the end of the statement",
        notes: ["no bracket is open here"],
        fixIts: [FixIt("remove `)`", range: token.range, replacement: "")])
    }
    if case .word(let keyword?) = kind, keyword.beginsStage, keyword != .by {
      return fail(
        expected: "`|` before `\(keyword.rawValue)`",
        fixIts: [FixIt("insert `|`", range: before, replacement: "| ")])
    }
    fail(expected: isCondition ? "`and`, `or`, `|` or the end" : "`|` or the end of the statement")
  }

  /// Reports what is no stage.
  mutating func failAtStage() {
    guard case .word(let keyword) = kind, !(token.isFirstOnLine && isReservedStart(token)) else {
      return fail(expected: "a stage such as `count` after `|`")
    }
    let word = Located(source.text(in: token.range).lowercased(), at: token.range)
    let next = peek()
    let isTwoWords = StageNames.others[word.value] != nil && next.kind == .word(.by)
    let range = isTwoWords ? token.range.union(next.range) : token.range
    let isCondition = keyword == .where || keyword == .and || keyword == .or
    let notes =
      isCondition ? ["conditions stand before the first `|`"] : ["stages: " + StageNames.all]
    fail(
      .unknownStage(
        word.value, at: token.range, notes: notes,
        fixIts: StageNames.fixes(for: Located(word.value, at: range))))
  }

  /// Reports what is no figure of a group.
  mutating func failAtStatistic() {
    let name = source.text(in: token.range)
    guard kind.isName, peek().kind != .leftBracket else {
      // A function that is no aggregate is known well.
      if kind.isName, !Keyword.functions.contains(where: { $0.rawValue == name.lowercased() }),
        name.lowercased() != Keyword.nth.rawValue
      {
        return fail(.unknownFunction(NameSyntax(name: Located(name, at: token.range))))
      }
      return fail(expected: "`count` or an aggregate such as `sum(monetary)`")
    }
    let sum = "sum(\(name))"
    triedKeywords = []
    fail(
      expected: "`count` or an aggregate such as `sum(monetary)`",
      fixIts: [FixIt("replace with `\(sum)`", range: token.range, replacement: sum)])
  }

  /// Reports a value that no question was asked of.
  mutating func failAtValueAlone(_ value: ExpressionSyntax) {
    if case .malformed = value { return }
    let text = source.text(in: value.range)
    let shown = text.count > 40 ? text.prefix(40) + "…" : text[...]
    fail(expected: "a comparison after `\(shown)`")
  }

  /// Reports an operator behind a bracket that holds a condition.
  mutating func failAtOperator() {
    switch kind {
    case .plus, .minus, .times, .divide, .coalesce: break
    default: guard kind.comparison != nil else { return }
    }
    fail(
      expected: "`and`, `or` or the end of the condition",
      notes: ["the brackets hold a condition, which is no value"])
  }

  /// Reports a bracket without its end.
  mutating func failUnclosed(_ opening: SourceRange, expected: String) {
    var fixIts: [FixIt] = []
    let endsHere = at(token: .end) || at(token: .semicolon) || at(token: .pipe)
    if endsHere || token.isFirstOnLine {
      let brackets = String(repeating: ")", count: openBrackets.count)
      let end = SourceRange.empty(at: previousEnd)
      fixIts = [FixIt("insert `\(brackets)`", range: end, replacement: brackets)]
    }
    let (line, column) = source.position(of: opening.lowerBound)
    let isElsewhere = line != source.position(of: previousEnd).line
    let notes = isElsewhere ? ["the bracket was opened at line \(line), column \(column)"] : []
    fail(expected: expected, notes: notes, fixIts: fixIts)
  }

  /// Reports a name that goes on behind a dash, and quotes it.
  mutating func failAtDash(after name: Located<String>) {
    guard at(token: .minus), token.range.lowerBound == name.range.upperBound else { return }
    var end = token.range.upperBound
    while source.bytes.indices.contains(end) {
      let length = source.bytes[end] == UInt8(ascii: "-") ? 1 : lexer.nameCharacterLength(at: end)
      guard length > 0 else { break }
      end += length
    }
    let whole = SourceRange(name.range.lowerBound, end)
    let text = source.text(in: whole)
    let quoted =
      text.hasPrefix("@")
      ? "@" + SyntaxPrinter.quotedName(String(text.dropFirst())) : SyntaxPrinter.quotedName(text)
    fail(.dashedName(text, quoted: quoted, at: whole))
  }

  /// What to say when a keyword stands where a value is expected.
  func notesForMissingValue() -> [String] {
    guard case .word(let keyword?) = kind, keyword.isReserved, !token.isFirstOnLine else {
      return []
    }
    return ["a name that is also a keyword is written `\"\(keyword.rawValue)\"`"]
  }

  /// Keywords that the word at hand may be a slip of.
  func fixItsFromTriedKeywords() -> [FixIt] {
    guard token.kind == .word(nil) else { return [] }
    let word = source.text(in: token.range)
    if let ours = Self.otherWords[word.lowercased()], triedKeywords.contains(ours) {
      let spelling = ours.rawValue
      return [FixIt("replace with `\(spelling)`", range: token.range, replacement: spelling)]
    }
    return NearestKeyword.fixes(for: word, among: triedKeywords, at: token.range)
  }

  /// What other languages call keywords.
  private static let otherWords: [String: Keyword] = [
    "ascending": .asc, "descending": .desc, "like": .matches, "includes": .contains,
    "except": .minus, "difference": .minus, "plus": .union, "intersection": .intersect,
    "expiring": .expires, "replace": .overwrite,
  ]
}
