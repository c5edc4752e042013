/// Derives random sentences from a grammar.
package struct SentenceMaker {
  private let grammar: Grammar
  private let spellings: [String: [String]]
  private var generator: SeededGenerator
  private var depth = 0
  private var length = 0

  /// A maker for a grammar; `spellings` are examples of every token, by its name.
  package init(_ grammar: Grammar, spellings: [String: [String]], seed: UInt64) {
    self.grammar = grammar
    self.spellings = spellings
    generator = SeededGenerator(seed: seed)
  }

  /// Words of one sentence of a rule; a word is a token.
  package mutating func words(of rule: String) -> [String] {
    depth = 0
    length = 0
    return derive(.rule(rule))
  }

  private mutating func derive(_ body: Grammar.Body) -> [String] {
    length += 1
    switch body {
    case .literal(let text): return [text]
    case .token(let name): return [pick(spellings[name] ?? ["?\(name)"])]
    case .rule(let name):
      depth += 1
      defer { depth -= 1 }
      return grammar.bodies[name].map { derive($0) } ?? ["?\(name)"]
    case .sequence(let parts): return parts.flatMap { derive($0) }
    case .choice(let parts):
      // Deep down the shortest way out is taken.
      guard isDeep else { return derive(pick(parts)) }
      return derive(parts.min { cost(of: $0, 12) < cost(of: $1, 12) } ?? parts[0])
    case .optional(let part):
      return !isDeep && chance(in: 3) ? derive(part) : []
    case .repeated(let part):
      var words: [String] = []
      while !isDeep, chance(in: 4) { words += derive(part) }
      return words
    }
  }

  private var isDeep: Bool { depth > 40 || length > 400 }

  /// Fewest tokens of a body, give or take; rules deeper than `levels` count as many.
  private func cost(of body: Grammar.Body, _ levels: Int) -> Int {
    guard levels > 0 else { return 1000 }
    switch body {
    case .literal, .token: return 1
    case .rule(let name): return grammar.bodies[name].map { cost(of: $0, levels - 1) } ?? 1000
    case .sequence(let parts):
      return min(1000, parts.reduce(0) { $0 + cost(of: $1, levels) })
    case .choice(let parts): return parts.map { cost(of: $0, levels) }.min() ?? 1000
    case .optional, .repeated: return 0
    }
  }

  private mutating func pick<Item>(_ items: [Item]) -> Item {
    items[Int.random(in: 0..<items.count, using: &generator)]
  }

  private mutating func chance(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &generator) == 0
  }
}
