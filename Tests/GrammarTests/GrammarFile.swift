import Foundation
import SegSyntax
import SegTestSupport
import SegText

/// The files of `grammar/`.
enum GrammarFile {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func grammar() throws -> Grammar { try Grammar(text("grammar/segsh.ebnf")) }

  /// Examples of every token.
  static let spellings: [String: [String]] = [
    "NAME": ["recency", "orders", "amount", "count", "value", "last", "Größe", "\"a b\"", "top"],
    "RELATION": ["orders", "\"count\"", "événements"],
    "PERIOD_NAME": ["spring", "\"last\"", "today_"],
    "PARAMETER": ["$days", "$1", "$é_2"],
    "SEGMENT": ["@vip", "@\"big-vip\"", "@2026", "@where"],
    "NUMBER": ["0", "7", "12.50", "2026"], "WHOLE": ["1", "500"],
    "PERCENT": ["15%", "2.5 %"], "TEXT": ["'FR'", "'l''été'", "''", "'a # b'"],
    "DATE": ["2026-11-01", "2024-02-29"], "DATE_TIME": ["2026-11-01T14:30", "2026-01-01T00:00:59"],
    "DURATION": ["30d", "2w", "3mo", "1q", "1y", "12h", "90min"], "YEAR": ["2026", "1999"],
    "MONTH": ["2026-03", "2025-12"], "QUARTER": ["2026-Q1", "2026-q4"],
    "UNIT": ["day", "week", "month", "quarter", "year"], "SEPARATOR": [";"],
  ]

  /// Whether a token can stand for a literal or token of the grammar.
  static func matches(_ token: Token, _ terminal: Grammar.Body, in source: SourceText) -> Bool {
    let text = source.text(in: token.range)
    switch terminal {
    case .literal(let literal): return text.lowercased() == literal
    case .token("NAME"): return isName(token)
    case .token("PERIOD_NAME"):
      return isName(token) && !["last", "next", "this", "previous"].contains(text.lowercased())
    case .token("RELATION"): return token.kind == .word(nil) || token.kind == .quotedName
    case .token("SEGMENT"): return token.kind == .segmentName
    case .token("PARAMETER"): return token.kind == .parameter
    case .token("NUMBER"): return token.kind == .number
    case .token("WHOLE"): return token.kind == .number && !text.contains(".")
    case .token("YEAR"):
      return token.kind == .number && text.count == 4 && Int(text) != nil && text != "0000"
    case .token("PERCENT"): return token.kind == .percent
    case .token("TEXT"): return token.kind == .text
    case .token("DATE"): return token.kind == .date
    case .token("DATE_TIME"): return token.kind == .dateTime
    case .token("DURATION"): return token.kind == .duration
    case .token("MONTH"): return token.kind == .month
    case .token("QUARTER"): return token.kind == .quarter
    case .token("UNIT"): return CalendarUnitSyntax(rawValue: text.lowercased()) != nil
    case .token("SEPARATOR"): return token.kind == .semicolon
    default: return false
    }
  }

  private static func isName(_ token: Token) -> Bool {
    switch token.kind {
    case .word(let keyword): !(keyword?.isReserved ?? false)
    case .quotedName: true
    default: false
    }
  }

  /// Whether the grammar has a text as a sentence of a rule; nil when a token of it is wrong.
  static func accepts(_ text: String, as rule: String, of grammar: Grammar) -> Bool? {
    let source = SourceText(name: "sentence", text: text)
    var bag = DiagnosticBag()
    let tokens = Lexer.tokens(of: source, into: &bag).dropLast()
    guard bag.diagnostics.isEmpty else { return nil }
    return Recogniser.accepts(tokens.count, as: rule, of: grammar) {
      matches(tokens[$0], $1, in: source)
    }
  }
}
