/// A grammar read from EBNF text, as `grammar/segsh.ebnf` writes it.
package struct Grammar: Sendable {
  /// The body of a rule, or a part of it.
  package indirect enum Body: Sendable, Equatable {
    /// A keyword or a sign.
    case literal(String)
    /// A token that the file describes in words, in upper case.
    case token(String)
    case rule(String)
    case sequence([Body])
    case choice([Body])
    case optional(Body)
    case repeated(Body)
  }

  /// One rule with its body as written, blanks made single.
  package struct Rule: Sendable {
    package var name: String
    package var text: String
    package var body: Body
  }

  /// A fault of the EBNF text.
  package struct Fault: Error, CustomStringConvertible {
    package var description: String
  }

  /// In the order of the file; the first is the start.
  package var rules: [Rule] = []
  /// Body of each rule by name; without one, nothing is a sentence of it.
  package var bodies: [String: Body] = [:]

  /// Reads rules; a rule begins at the start of a line and goes on over indented lines.
  package init(_ text: String) throws {
    var texts: [String] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix(" "), !texts.isEmpty {
        texts[texts.count - 1] += " " + line
      } else {
        texts.append(String(line))
      }
    }
    for text in texts {
      let words = text.split(separator: " ").map(String.init)
      guard words.count > 2, words[1] == "=" else { throw Fault(description: "no rule: \(text)") }
      var rest = words[2...]
      let body = try Self.parseChoice(&rest)
      guard rest.isEmpty else { throw Fault(description: "left over in \(words[0]): \(rest)") }
      guard bodies[words[0]] == nil else { throw Fault(description: "twice: \(words[0])") }
      bodies[words[0]] = body
      rules.append(Rule(name: words[0], text: words.joined(separator: " "), body: body))
    }
  }

  private static func parseChoice(_ words: inout ArraySlice<String>) throws -> Body {
    var choices = [try parseSequence(&words)]
    while words.first == "|" {
      words.removeFirst()
      choices.append(try parseSequence(&words))
    }
    return choices.count == 1 ? choices[0] : .choice(choices)
  }

  private static func parseSequence(_ words: inout ArraySlice<String>) throws -> Body {
    var parts: [Body] = []
    while let word = words.first, !["|", ")", "]", "}"].contains(word) {
      words.removeFirst()
      switch word {
      case "(": parts.append(try parseEnclosed(&words, until: ")"))
      case "[": parts.append(.optional(try parseEnclosed(&words, until: "]")))
      case "{": parts.append(.repeated(try parseEnclosed(&words, until: "}")))
      default: parts.append(parseAtom(word))
      }
    }
    guard !parts.isEmpty else { throw Fault(description: "empty alternative") }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private static func parseEnclosed(
    _ words: inout ArraySlice<String>, until end: String
  ) throws -> Body {
    let body = try parseChoice(&words)
    guard words.popFirst() == end else { throw Fault(description: "missing \(end)") }
    return body
  }

  private static func parseAtom(_ word: String) -> Body {
    if word.hasPrefix("\""), word.hasSuffix("\""), word.count > 2 {
      return .literal(String(word.dropFirst().dropLast()))
    }
    return word == word.uppercased() ? .token(word) : .rule(word)
  }
}

extension Grammar.Body {
  /// The parts directly inside.
  package var parts: [Self] {
    switch self {
    case .literal, .token, .rule: []
    case .sequence(let parts), .choice(let parts): parts
    case .optional(let part), .repeated(let part): [part]
    }
  }

  /// Itself and every part at any depth.
  package var all: [Self] { [self] + parts.flatMap(\.all) }
}
