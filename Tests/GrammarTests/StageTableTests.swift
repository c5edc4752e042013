import Foundation
import SegSyntax
import SegTestSupport
import Testing

/// `grammar/stages.list` names the stages and functions of the language, all of them.
@Suite struct StageTableTests {
  @Test func stagesAreThoseOfTheParser() throws {
    let names = try Self.rows(of: "stages").map(\.name)
    #expect(names == Keyword.stages.map(\.rawValue))
  }

  @Test func functionsAreThoseOfTheGrammar() throws {
    let grammar = try GrammarFile.grammar()
    var words: Set<String> = []
    for name in ["aggregate", "function"] {
      for case .literal(let text) in grammar.bodies[name]?.all ?? []
      where text.first?.isLetter == true { words.insert(text) }
    }
    let names = try Self.rows(of: "functions").map(\.name)
    #expect(names.count == words.count && Set(names) == words)
  }

  /// The rows of a section of the table.
  private static func rows(of section: String) throws -> [(name: String, rest: String)] {
    var rows: [(name: String, rest: String)] = []
    var isInside = false
    for line in try GrammarFile.text("grammar/stages.list").split(separator: "\n") {
      if line.hasPrefix("[") { isInside = line == "[\(section)]" }
      let parts = line.split(separator: ":", maxSplits: 1)
      if isInside, parts.count == 2, !line.hasPrefix("#") {
        rows.append((String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)))
      }
    }
    return rows
  }
}
