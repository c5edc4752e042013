import Foundation
import SegSyntax
import SegTestSupport
import SegText
import Testing

@Test func keywordListsNameEveryKeyword() throws {
  let reserved = try words("grammar/keywords.list")
  let contextual = try words("grammar/contextual.list")
  #expect(reserved == Keyword.allCases.filter(\.isReserved).map(\.rawValue).sorted())
  #expect(contextual == Keyword.allCases.filter { !$0.isReserved }.map(\.rawValue).sorted())
}

@Test func keywordsAreTheWordsOfTheGrammar() throws {
  let grammar = try GrammarFile.grammar()
  var used = Set(CalendarUnitSyntax.allCases.map(\.rawValue))
  for case .literal(let text) in grammar.rules.flatMap(\.body.all)
  where text.first?.isLetter == true {
    used.insert(text)
  }
  #expect(used == Set(Keyword.allCases.map(\.rawValue)))
}

@Test func everyRuleIsDefinedAndReached() throws {
  let grammar = try GrammarFile.grammar()
  var reached: Set<String> = []
  var waiting = [try #require(grammar.rules.first).name]
  while let name = waiting.popLast() {
    guard reached.insert(name).inserted else { continue }
    let body = try #require(grammar.bodies[name], "\(name) is not defined")
    for case .rule(let next) in body.all { waiting.append(next) }
  }
  #expect(reached == Set(grammar.rules.map(\.name)))
  for case .token(let token) in grammar.rules.flatMap(\.body.all) {
    #expect(GrammarFile.spellings[token] != nil, "\(token) has no example")
  }
}

@Test func everyRuleIsQuotedByOneParseFunction() throws {
  let quoted = try quotedRules()
  let rules = try GrammarFile.grammar().rules.map(\.text)
  for rule in rules {
    let count = quoted.filter { $0 == rule }.count
    #expect(count == 1, "quoted \(count) times: \(rule)")
  }
  for text in quoted { #expect(rules.contains(text), "not in the grammar: \(text)") }
}

/// The productions in the parser's comments, blanks made single.
private func quotedRules() throws -> [String] {
  let folder = GrammarFile.root.appending(path: "Sources/SegSyntax")
  let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
  var rules: [String] = []
  for file in files where file.hasPrefix("Parser") {
    var quote: [Substring]?
    for line in try GrammarFile.text("Sources/SegSyntax/\(file)").split(separator: "\n") {
      guard line.contains("///") else {
        quote = nil
        continue
      }
      var words = line.split(separator: " ").drop { $0 == "///" }
      if words.first == "Grammar:" {
        quote = []
        words = words.dropFirst()
      }
      guard let begun = quote else { continue }
      quote = begun + words
      guard words.last?.hasSuffix("`") == true, let whole = quote else { continue }
      rules.append(whole.joined(separator: " ").trimmingCharacters(in: ["`"]))
      quote = nil
    }
  }
  return rules
}

private func words(_ path: String) throws -> [String] {
  try GrammarFile.text(path).split(separator: "\n").map(String.init)
}
