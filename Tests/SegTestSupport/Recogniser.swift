/// Says whether a sequence of tokens is a sentence of a grammar, by trying everything.
///
/// It knows nothing of the parser: it reads the EBNF alone.
package struct Recogniser {
  /// Whether a token of the input, by its index, can stand for a literal or a token of the grammar.
  package typealias Match = (_ index: Int, _ terminal: Grammar.Body) -> Bool

  private let grammar: Grammar
  private let count: Int
  private let matches: Match
  private var known: [Key: Set<Int>] = [:]
  /// Rules being tried at a place, to stop at one that begins with itself.
  private var open: Set<Key> = []

  private struct Key: Hashable {
    var rule: String
    var start: Int
  }

  private init(_ grammar: Grammar, count: Int, matches: @escaping Match) {
    self.grammar = grammar
    self.count = count
    self.matches = matches
  }

  /// Whether `count` tokens, all of them, are a sentence of a rule.
  package static func accepts(
    _ count: Int, as rule: String, of grammar: Grammar, matches: @escaping Match
  ) -> Bool {
    var recogniser = Self(grammar, count: count, matches: matches)
    return recogniser.ends(of: .rule(rule), from: 0).contains(count)
  }

  /// Every place where a body that begins at `start` can end.
  private mutating func ends(of body: Grammar.Body, from start: Int) -> Set<Int> {
    switch body {
    case .literal, .token:
      return start < count && matches(start, body) ? [start + 1] : []
    case .rule(let name):
      let key = Key(rule: name, start: start)
      if let ends = known[key] { return ends }
      guard let body = grammar.bodies[name], open.insert(key).inserted else { return [] }
      let ends = ends(of: body, from: start)
      open.remove(key)
      known[key] = ends
      return ends
    case .sequence(let parts):
      var places: Set<Int> = [start]
      for part in parts {
        var next: Set<Int> = []
        for place in places { next.formUnion(ends(of: part, from: place)) }
        places = next
      }
      return places
    case .choice(let parts):
      var places: Set<Int> = []
      for part in parts { places.formUnion(ends(of: part, from: start)) }
      return places
    case .optional(let part): return ends(of: part, from: start).union([start])
    case .repeated(let part):
      var places: Set<Int> = [start]
      var fresh = places
      while !fresh.isEmpty {
        var next: Set<Int> = []
        for place in fresh { next.formUnion(ends(of: part, from: place)) }
        fresh = next.subtracting(places)
        places.formUnion(fresh)
      }
      return places
    }
  }
}
