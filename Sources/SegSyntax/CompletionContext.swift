package import SegText

/// What kind of thing may come at a place; keywords are listed by themselves.
package enum CompletionCategory: Sendable, Hashable, CaseIterable {
  /// A statement, which begins with `segment`, `@name`, `let`, `asof` or a relation.
  case statement
  /// A stage, after `|`.
  case stage
  /// A condition: a value to ask of, `not`, `(`, ...
  case condition
  /// An attribute, or in rows a column, a `let` name or a constant.
  case value
  /// A value of the text attribute that is asked of.
  case text
  /// A constant of a list.
  case constant
  /// A comparison sign.
  case comparison
  /// `|`
  case pipe
  /// A relation such as `orders`.
  case relation
  /// A column of the relation before the dot, or an attribute after `customer.`.
  case column
  /// A saved segment; the `@` belongs to the word.
  case segmentName
  /// A name that the writer makes up.
  case newName
  case period, date, duration, number
  case filePath, format, tag, campaign
}

/// What the parser would have taken where the source ended.
package struct WantedAtEnd: Sendable {
  package var categories: Set<CompletionCategory> = []
  package var keywords: [Keyword] = []
  /// The innermost relation whose rows are read about.
  package var relation: String?
  /// The name before the dot.
  package var qualifier: String?
  /// The name that a question is asked of, when a text or constant may come.
  package var subject: NameSyntax?
}

extension Parser {
  /// Notes what may come when the source ends here.
  mutating func want(_ category: CompletionCategory, of qualifier: String? = nil) {
    guard kind == .end, !isPanicking else { return }
    wanted.categories.insert(category)
    wanted.relation = relations.last
    if category == .column { wanted.qualifier = qualifier }
    if category == .text || category == .constant { wanted.subject = subject }
  }

  /// Notes that a statement may begin where the source ends.
  mutating func wantStatement() {
    want(.statement)
    want(.relation)
    for keyword in Keyword.allCases where keyword.beginsStatement { _ = at(keyword) }
    want(.segmentName)
  }
}

/// What may be typed at a place in a source, found by parsing what stands before it.
package struct CompletionContext: Sendable {
  /// The quote that the place is inside of.
  package enum Quote: Sendable { case text, name }

  package var categories: Set<CompletionCategory>
  package var keywords: [Keyword]
  /// The innermost relation whose rows are read about, such as `orders` in `any(orders where ¦`.
  package var relation: String?
  /// The name before the dot, such as `orders` in `sum(orders.¦`.
  package var qualifier: String?
  /// The name that the text or constant is compared with, such as `country` in `country = '¦`.
  package var subject: NameSyntax?
  /// The word that has been begun, with its `@` or opening quote; empty when none has.
  package var partial: SourceRange
  /// The quote that `partial` begins with.
  package var quote: Quote?

  /// What may come at a byte offset of a source.
  ///
  /// A source that begins with `|`, `and` or `or` is read as a prompt reads it: going on from the
  /// last segment.
  package static func at(_ offset: Int, of source: SourceText) -> Self {
    let end = min(max(offset, 0), source.bytes.count)
    let (partial, quote) = partialWord(before: end, of: source)
    var head = Array(source.bytes[..<partial.lowerBound])
    if PromptContinuation.start(of: source) != nil { head = Array("segment where a ".utf8) + head }
    // Whatever is begun must not be joined to the word before it.
    head.append(UInt8(ascii: " "))
    var bag = DiagnosticBag()
    var parser = Parser(SourceText(name: source.name, bytes: head))
    while parser.next(into: &bag) != nil {}
    var seen: Set<Keyword> = []
    var context = Self(
      categories: parser.wanted.categories,
      keywords: parser.triedKeywords.filter { seen.insert($0).inserted },
      relation: parser.wanted.relation, qualifier: parser.wanted.qualifier,
      subject: parser.wanted.subject, partial: partial, quote: quote)
    if quote != nil { context.restrictToQuoted() }
    return context
  }

  /// Inside a quote only what may be quoted can come.
  private mutating func restrictToQuoted() {
    keywords = []
    let isText = quote == .text
    categories.formIntersection(
      isText
        ? [.text, .constant, .filePath, .tag, .campaign]
        : [.value, .relation, .column, .segmentName, .newName, .condition])
  }

  /// The word or quote that is open at an offset, from the token that reaches it.
  private static func partialWord(
    before end: Int, of source: SourceText
  ) -> (SourceRange, Quote?) {
    var lexer = Lexer(SourceText(name: source.name, bytes: Array(source.bytes[..<end])))
    while true {
      lexer.problems = []
      let token = lexer.next()
      guard token.kind != .end else { return (.empty(at: end), nil) }
      for problem in lexer.problems {
        // An open quote reaches to the end, whatever line it began on.
        let start = token.range.lowerBound
        if problem.code == .unterminatedText { return (SourceRange(start, end), .text) }
        if problem.code == .unterminatedName { return (SourceRange(start, end), .name) }
      }
      guard token.range.upperBound == end else { continue }
      switch token.kind {
      case .word, .segmentName, .number, .duration, .badLiteral, .month, .quarter, .date:
        return (token.range, nil)
      case .bad where source.bytes[token.range.lowerBound] == UInt8(ascii: "@"):
        return (token.range, nil)
      default: return (.empty(at: end), nil)
      }
    }
  }
}
