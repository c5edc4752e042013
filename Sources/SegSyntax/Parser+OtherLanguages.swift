import SegText

/// What people write who come from SQL or from speech, each with what it is here.
extension Parser {
  /// Reports `select ... from ... where`, and begins the statement as it begins here.
  mutating func failAtSelect() {
    var ahead = lexer
    var end: Int?
    for _ in 0..<64 {
      let next = ahead.next()
      if next.kind == .word(.where) { end = next.range.lowerBound }
      let isOver = next.kind == .end || next.kind == .semicolon
      if end != nil || isOver { break }
    }
    var fixIts: [FixIt] = []
    if let end {
      let range = SourceRange(token.range.lowerBound, end)
      fixIts = [FixIt("begin with `segment`", range: range, replacement: "segment ")]
    }
    fail(
      Diagnostic(
        code: .unexpectedToken, message: "expected `segment where ...`, found `select`",
        range: token.range, label: "columns are chosen last: `| show customer_id, email`",
        fixIts: fixIts))
  }

  /// Reports `like '%x_'`, whose pattern has other signs here; false when there is none.
  mutating func failAtPattern() -> Bool {
    guard kind == .word(nil) else { return false }
    let word = source.text(in: token.range)
    let next = peek()
    guard ["like", "ilike"].contains(word.lowercased()), next.kind == .text else { return false }
    let pattern = next.unquoted(in: source)
    let ours = pattern.replacing("%", with: "*").replacing("_", with: "?")
    let written = "matches " + SyntaxPrinter.quoted(ours)
    fail(
      expected: "`matches` and a pattern of `*` and `?`",
      fixIts: [
        FixIt(
          "replace with `\(written)`", range: token.range.union(next.range), replacement: written)
      ])
    return true
  }

  /// Reports `30 days` behind a number; false when no such word is at hand.
  mutating func failAtUnitWord() -> Bool {
    guard case .word = kind, !token.isFirstOnLine, previousEnd > 0,
      let unit = Self.unitWords[source.text(in: token.range).lowercased()],
      (0x30...0x39).contains(source.bytes[previousEnd - 1])
    else { return false }
    let range = SourceRange(previousEnd, token.range.upperBound)
    let isDays = unit == "d"
    let label =
      isDays
      ? "ages are numbers of days" : "ages are numbers of days; a period is `in last 1\(unit)`"
    fail(
      Diagnostic(
        code: .unexpectedToken, message: "expected a number without a unit, found \(found)",
        range: token.range, label: label,
        fixIts: isDays ? [FixIt("remove \(found)", range: range, replacement: "")] : []))
    return true
  }

  /// The number and the word of time at hand as one duration, `3 months` as `3mo`.
  func durationInWords() -> FixIt? {
    let next = peek()
    guard case .word = next.kind,
      let unit = Self.unitWords[source.text(in: next.range).lowercased()]
    else { return nil }
    let written = source.text(in: token.range) + unit
    return FixIt(
      "replace with `\(written)`", range: token.range.union(next.range), replacement: written)
  }

  private static let unitWords: [String: String] = [
    "minute": "min", "minutes": "min", "hour": "h", "hours": "h", "day": "d", "days": "d",
    "week": "w", "weeks": "w", "month": "mo", "months": "mo", "quarter": "q", "quarters": "q",
    "year": "y", "years": "y",
  ]

  /// Reports `count(*)`.
  mutating func failAtStar() {
    fail(
      expected: "a relation such as `orders`",
      fixIts: [FixIt("replace with `orders`", range: token.range, replacement: "orders")])
  }

  /// Reports `is 'x'`, `is 5` and `is true`: equality is written with its sign.
  mutating func failAtAnswer(_ word: SourceRange, isNegated: Bool) {
    let answer = source.text(in: token.range)
    let flag = ["true": "yes", "yes": "yes", "false": "no", "no": "no"][answer.lowercased()]
    guard flag != nil || kind == .text || kind == .number || kind == .date else { return }
    let written = (isNegated ? "!= " : "= ") + (flag ?? answer)
    let range = word.union(token.range)
    fail(
      expected: "`known` or `unknown` after `is`",
      fixIts: [FixIt("replace with `\(written)`", range: range, replacement: written)])
  }

  /// Reports `between 10, 20`.
  mutating func failAtCommaOfRange() {
    fail(
      expected: "`and` and the upper end of `between`",
      fixIts: [FixIt("replace with ` and`", range: token.range, replacement: " and")])
  }

  /// Reports `in 'FR', 'BE'`, a list without its brackets.
  mutating func failAtBareList() {
    // Four digits may be a year, and the comma one of `nth(orders where ... in 2025, 2)`.
    let isYear = source.text(in: token.range).utf8.count == 4
    guard kind == .text || kind == .number && !isYear else { return }
    var ahead = lexer
    var last = token
    var next = ahead.next()
    while next.kind == .comma {
      let item = ahead.next()
      guard item.kind == .text || item.kind == .number else { break }
      last = item
      next = ahead.next()
    }
    // A number alone may be a year, or was to be one.
    guard kind == .text || last.range != token.range else { return }
    let range = token.range.union(last.range)
    let written = "(" + source.text(in: range) + ")"
    fail(
      expected: "a list in brackets or a period after `in`",
      fixIts: [FixIt("put brackets around the list", range: range, replacement: written)])
  }
}
