import SegSyntax
import SegText

/// Which `let`s of a script are named by a statement after them.
struct DefinitionUsage {
  private var waiting: [String: (definition: DefinitionSyntax, source: SourceText)] = [:]
  private var replaced: [(definition: DefinitionSyntax, source: SourceText)] = []
  /// Whether the script asks anything: one of definitions only is there for others to read.
  private var asks = false

  /// Takes in a statement; of a script that another one reads, definitions are not kept.
  mutating func note(_ statement: StatementSyntax, in source: SourceText, isKept: Bool) {
    if !waiting.isEmpty {
      let text = SourceText(name: "", text: source.text(in: statement.range))
      var bag = DiagnosticBag()
      var tokens = Lexer.tokens(of: text, into: &bag)[...]
      // What is being defined is no use of an earlier definition of the name.
      if case .definition = statement { tokens = tokens.dropFirst(2) }
      for token in tokens where Self.mayBeName(token) {
        var name = text.text(in: token.range).lowercased()
        if name.hasPrefix("$") || name.hasPrefix("\"") { name.removeFirst() }
        if name.hasSuffix("\"") { name.removeLast() }
        waiting[name.replacing("\"\"", with: "\"")] = nil
      }
    }
    guard case .definition(let definition) = statement else {
      if case .asOf = statement { return }
      asks = true
      return
    }
    guard isKept else { return }
    let name = definition.name.value.lowercased()
    if let earlier = waiting[name] { replaced.append(earlier) }
    waiting[name] = (definition, source)
  }

  private static func mayBeName(_ token: Token) -> Bool {
    switch token.kind {
    case .word, .quotedName: true
    default: false
    }
  }

  /// The `let`s that nothing named, in the order of the script.
  func unused() -> [(definition: DefinitionSyntax, source: SourceText)] {
    guard asks else { return [] }
    return (replaced + waiting.values).sorted {
      ($0.source.firstLine, $0.definition.range.lowerBound)
        < ($1.source.firstLine, $1.definition.range.lowerBound)
    }
  }
}
