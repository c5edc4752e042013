import SegSyntax
import SegText

/// One canonical statement cut into lines.
struct StatementLayout {
  private let source: SourceText
  private let tokens: [Token]
  /// Comments after each token.
  private var remarks: [Int: [CommentText]] = [:]

  init(_ text: String) {
    source = SourceText(name: "", text: text)
    var bag = DiagnosticBag()
    tokens = Lexer.tokens(of: source, into: &bag).filter { $0.kind != .end }
  }

  /// For each word of another form of the statement, the own token that comes with or before it.
  ///
  /// Brackets that are not needed and signs written otherwise have no token here.
  func places(of words: [String]) -> [Int] {
    let own = tokens.map { source.text(in: $0.range).lowercased() }
    var matched = 0
    return words.map { word in
      let near = own[matched...].prefix(4)
      if let index = near.firstIndex(of: word) { matched = index + 1 }
      return max(matched - 1, 0)
    }
  }

  /// Puts comments after a token.
  mutating func attach(_ comments: [CommentText], after token: Int) {
    if !comments.isEmpty { remarks[token, default: []] += comments }
  }

  /// The lines; nil when with its comments the statement would not read as it does without.
  func lines() -> String? {
    let text = String(decoding: source.bytes, as: UTF8.self)
    if remarks.isEmpty, DisplayText.width(of: text) <= ScriptFormatter.width { return text }
    let breaks = breaks()
    var result = ""
    for (index, token) in tokens.enumerated() {
      let indent = token.kind == .pipe ? "  " : "    "
      if index > 0 {
        let comments = remarks[index - 1] ?? []
        if !comments.isEmpty {
          for (place, comment) in comments.enumerated() {
            result += (comment.isAlone || place > 0 ? "\n" + indent : "  ") + comment.text
          }
          result += "\n" + indent
        } else if breaks.contains(index) {
          result += "\n" + indent
        } else {
          result += source.text(
            in: SourceRange(tokens[index - 1].range.upperBound, token.range.lowerBound))
        }
      }
      result += source.text(in: token.range)
    }
    var bag = DiagnosticBag()
    let again = Parser.parse(SourceText(name: "", text: result), into: &bag)
    return again.map { SyntaxPrinter.print($0) } == [text] && !bag.hasErrors ? result : nil
  }

  /// The tokens that begin a line: every stage, and where that does not do every clause.
  private func breaks() -> Set<Int> {
    var depth = 0
    var breaks: Set<Int> = []
    var part: [Int] = []
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .leftBracket: depth += 1
      case .rightBracket: depth -= 1
      case .pipe where depth == 0:
        breaks.formUnion(clauses(of: part))
        breaks.insert(index)
        part = []
      default: break
      }
      if depth == 0 || token.kind == .leftBracket { part.append(index) }
    }
    return breaks.union(clauses(of: part))
  }

  /// The `or`s of a long source or stage, outside of brackets, or else its `and`s.
  private func clauses(of part: [Int]) -> [Int] {
    guard let first = part.first, let last = part.last else { return [] }
    let range = SourceRange(tokens[first].range.lowerBound, tokens[last].range.upperBound)
    guard DisplayText.width(of: source.text(in: range)) > ScriptFormatter.width else { return [] }
    let alternatives = part.filter { tokens[$0].kind == .word(.or) }
    if !alternatives.isEmpty { return alternatives }
    var isBetween = false
    return part.filter { index in
      switch tokens[index].kind {
      case .word(.between): isBetween = true
      case .word(.and) where isBetween: isBetween = false
      case .word(.and): return true
      default: break
      }
      return false
    }
  }
}
