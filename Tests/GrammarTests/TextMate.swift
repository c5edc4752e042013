import Foundation
import SegTestSupport

/// The grammar of editors, made of `segsh.ebnf` and the lists of keywords.
struct TextMate {
  /// One pattern: what is matched, and the scopes of its parts or of the whole.
  struct Pattern: Codable, Equatable {
    var name: String?
    var match: String?
    var begin: String?
    var end: String?
    var captures: [String: Scope]?
    var patterns: [Pattern]?
  }

  struct Scope: Codable, Equatable {
    var name: String
  }

  /// What the file holds.
  struct Content: Codable, Equatable {
    var name = "segsh"
    var scopeName = "source.segsh"
    var fileTypes = ["seg"]
    var patterns: [Pattern]
  }

  private let grammar: Grammar
  private let reserved: [String]
  private let contextual: [String]

  init() throws {
    grammar = try GrammarFile.grammar()
    func list(_ path: String) throws -> [String] {
      try GrammarFile.text(path).split(separator: "\n").map(String.init)
    }
    reserved = try list("grammar/keywords.list")
    contextual = try list("grammar/contextual.list")
  }

  /// Patterns in the order in which editors try them.
  var content: Content {
    Content(patterns: quotes + numbers + words + signs)
  }

  private var quotes: [Pattern] {
    [
      Pattern(name: "comment.line.number-sign.segsh", match: "#.*$"),
      Pattern(
        name: "string.quoted.single.segsh", begin: "'", end: "'(?!')",
        patterns: [Pattern(name: "constant.character.escape.segsh", match: "''")]),
      Pattern(name: "entity.name.type.segsh", match: "@(?:\"(?:[^\"]|\"\")*\"|[\\p{L}\\p{N}_]+)"),
      Pattern(name: "variable.other.quoted.segsh", match: "\"(?:[^\"]|\"\")*\""),
      Pattern(name: "variable.parameter.segsh", match: "\\$[\\p{L}\\p{N}_]+"),
      Pattern(name: "keyword.control.directive.segsh", match: "^\\s*\\.[a-z]+"),
    ]
  }

  private var numbers: [Pattern] {
    let day = "\\d{4}-\\d{2}-\\d{2}"
    return [
      Pattern(
        name: "constant.other.date.segsh",
        match: "(?i)\\b(?:\(day)(?:T\\d{2}:\\d{2}(?::\\d{2})?)?|\\d{4}-(?:Q[1-4]|\\d{2}))\\b"),
      Pattern(
        name: "constant.numeric.duration.segsh", match: "(?i)\\b\\d+(?:min|mo|h|d|w|q|y)\\b"),
      Pattern(name: "constant.numeric.segsh", match: "\\b\\d+(?:\\.\\d+)?\\b(?:\\s*%)?"),
    ]
  }

  private var words: [Pattern] {
    let constants = literals(of: "literal").intersection(reserved)
    let stages = first(of: "stage")
    let called = callable
    return [
      Pattern(
        match: "(?i)(\\|)\\s*(\(Self.alternatives(stages)))\\b",
        captures: [
          "1": Scope(name: "keyword.operator.segsh"), "2": Scope(name: "keyword.control.segsh"),
        ]),
      Pattern(
        name: "support.function.segsh", match: Self.word(called, before: "(?=\\s*\\()")),
      Pattern(name: "constant.language.segsh", match: Self.word(constants)),
      Pattern(
        name: "keyword.control.segsh", match: Self.word(Set(reserved).subtracting(constants))),
      Pattern(
        name: "keyword.other.segsh",
        match: Self.word(Set(contextual).subtracting(called), before: "(?!\\s*[(.])")),
      Pattern(name: "variable.other.segsh", match: "\\b[\\p{L}_][\\p{L}\\p{N}_]*\\b"),
    ]
  }

  private var signs: [Pattern] {
    let all = grammar.rules.flatMap(\.body.all).compactMap { body -> String? in
      guard case .literal(let text) = body, text.first?.isLetter == false else { return nil }
      return text
    }
    let operators = Set(all).subtracting(["(", ")", ",", ".", ";"])
    // Longer signs first, so that `<=` is one.
    let ordered = operators.sorted { ($1.count, $0) < ($0.count, $1) }
    let escaped = ordered.map { NSRegularExpression.escapedPattern(for: $0) }
    return [
      Pattern(name: "keyword.operator.segsh", match: escaped.joined(separator: "|")),
      Pattern(name: "punctuation.segsh", match: "[(),.;]"),
    ]
  }

  /// Words that stand before an opening bracket.
  private var callable: Set<String> {
    var found: Set<String> = []
    for case .sequence(let parts) in grammar.rules.flatMap(\.body.all) {
      for (part, next) in zip(parts, parts.dropFirst()) where next == .literal("(") {
        let words = part.all.compactMap { body -> String? in
          if case .literal(let text) = body { text } else { nil }
        }
        found.formUnion(words.filter { $0.first?.isLetter == true })
      }
    }
    return found
  }

  private func literals(of rule: String) -> Set<String> {
    let all = grammar.bodies[rule]?.all ?? []
    return Set(
      all.compactMap { if case .literal(let text) = $0 { text } else { nil } })
  }

  /// The words that a rule may begin with.
  private func first(of rule: String) -> Set<String> {
    var seen: Set<String> = []
    func first(_ body: Grammar.Body) -> Set<String> {
      switch body {
      case .literal(let text): [text]
      case .token: []
      case .rule(let name):
        seen.insert(name).inserted ? grammar.bodies[name].map(first) ?? [] : []
      case .choice(let parts): parts.reduce(into: []) { $0.formUnion(first($1)) }
      case .sequence(let parts): parts.first.map(first) ?? []
      case .optional(let part), .repeated(let part): first(part)
      }
    }
    return first(.rule(rule)).filter { $0.first?.isLetter == true }
  }

  private static func word(_ words: Set<String>, before: String = "") -> String {
    "(?i)\\b(?:\(alternatives(words)))\\b\(before)"
  }

  private static func alternatives(_ words: Set<String>) -> String {
    words.sorted().joined(separator: "|")
  }
}
