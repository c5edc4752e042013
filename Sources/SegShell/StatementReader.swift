import SegSyntax
import SegText

/// A comment with its place among the lines.
struct CommentText {
  var text: String
  /// Whether nothing stands before it on its line.
  var isAlone: Bool
  /// Whether a blank line stands before it.
  var isSpaced: Bool
}

/// Reads statements and the comments around and inside of them, for the formatter.
struct StatementReader {
  private let source: SourceText
  private let tokens: [Token]
  /// The token at hand.
  private var position = 0
  /// Where what was read so far ends.
  private var end = 0
  /// The statements as they print, on one line each.
  private(set) var printed: [String] = []

  init(_ source: SourceText) {
    self.source = source
    var bag = DiagnosticBag()
    tokens = Lexer.tokens(of: source, into: &bag).filter { $0.kind != .end }
  }

  /// Adds what the source holds to the items of a script.
  mutating func read(into bag: inout DiagnosticBag, continuing items: inout [ScriptItem]) {
    var parser = Parser(source)
    var isSpaced = items.last?.isFollowedByBlank ?? false
    while true {
      var own = DiagnosticBag()
      let statement = parser.next(into: &own)
      for diagnostic in own.diagnostics { bag.report(diagnostic) }
      guard let statement else { break }
      guard !own.hasErrors else { continue }
      let comments = gap(until: statement.range.lowerBound, isAfterItem: end > 0)
      add(comments.texts, to: &items, &isSpaced)
      isSpaced = isSpaced || comments.endsWithBlank
      var item = ScriptItem(layout(of: statement), kind: .statement, isSpaced: isSpaced)
      isSpaced = false
      if item.text.isEmpty { item.text = source.text(in: statement.range) }
      items.append(item)
      end = statement.range.upperBound
    }
    let comments = gap(until: source.bytes.count, isAfterItem: end > 0)
    add(comments.texts, to: &items, &isSpaced)
    if !items.isEmpty { items[items.count - 1].isFollowedByBlank = comments.endsWithBlank }
  }

  private func add(
    _ comments: [CommentText], to items: inout [ScriptItem], _ isSpaced: inout Bool
  ) {
    for comment in comments {
      if !comment.isAlone, let last = items.indices.last, items[last].remark == nil {
        items[last].remark = comment.text
      } else {
        let isApart = comment.isSpaced || isSpaced
        items.append(ScriptItem(comment.text, kind: .comment, isSpaced: isApart))
      }
      isSpaced = false
    }
  }

  /// The comments between what was read and an offset.
  private func gap(
    until upper: Int, isAfterItem: Bool
  ) -> (texts: [CommentText], endsWithBlank: Bool) {
    comments(in: SourceRange(end, max(end, upper)), beginsInLine: isAfterItem)
  }

  private func comments(
    in range: SourceRange, beginsInLine: Bool
  ) -> (texts: [CommentText], endsWithBlank: Bool) {
    var texts: [CommentText] = []
    var lineBreaks = beginsInLine ? 0 : 1
    var offset = range.lowerBound
    while offset < range.upperBound {
      switch source.bytes[offset] {
      case 0x0A: lineBreaks += 1
      case UInt8(ascii: "#"):
        let line = source.lineRange(containing: offset)
        let text = SourceText(name: "", text: source.text(in: SourceRange(offset, line.upperBound)))
        texts.append(
          CommentText(
            text: text.trimmedText, isAlone: lineBreaks > 0, isSpaced: lineBreaks > 1))
        lineBreaks = 0
        offset = max(offset, line.upperBound - 1)
      default: break
      }
      offset += 1
    }
    return (texts, lineBreaks > 1)
  }

  /// The lines of a statement with the comments inside of it.
  private mutating func layout(of statement: StatementSyntax) -> String {
    let text = SyntaxPrinter.print(statement)
    printed.append(text)
    while position < tokens.count, tokens[position].range.lowerBound < statement.range.lowerBound {
      position += 1
    }
    let first = position
    while position < tokens.count, tokens[position].range.upperBound <= statement.range.upperBound {
      position += 1
    }
    var layout = StatementLayout(text)
    let own = tokens[first..<position]
    let words = own.map { source.text(in: $0.range).lowercased() }
    let places = layout.places(of: words)
    var found: [CommentText] = []
    for (index, token) in own.enumerated().dropFirst() {
      let before = own[first + index - 1].range.upperBound
      guard token.range.lowerBound > before + 1 else { continue }
      let between = SourceRange(before, token.range.lowerBound)
      let texts = comments(in: between, beginsInLine: true).texts
      layout.attach(texts, after: places[index - 1])
      found += texts
    }
    if let lines = layout.lines() { return lines }
    return (found.map(\.text) + [StatementLayout(text).lines() ?? text]).joined(separator: "\n")
  }
}
