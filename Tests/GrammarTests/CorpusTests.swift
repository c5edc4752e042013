import Foundation
import SegSyntax
import SegTestSupport
import SegText
import Testing

/// Each case of the corpus is named for the rule that it shows.
@Test(arguments: try corpus())
func corpusPrints(file: GoldenFile) throws {
  #expect(!file.cases.isEmpty)
  for difference in try file.differences(running: { canonical($0.input) }) {
    Issue.record("\(difference)")
  }
}

@Test(arguments: try corpus())
func corpusShowsWhatItNames(file: GoldenFile) throws {
  let grammar = try GrammarFile.grammar()
  for item in file.cases {
    let rule = item.directive
    let text = item.input.split(separator: "\n").joined(separator: " ; ")
    #expect(GrammarFile.accepts(text, as: "script", of: grammar) == true, "\(item.input)")
    // Without the rule it is no sentence: the rule is really used.
    var without = grammar
    try #require(without.bodies.removeValue(forKey: rule) != nil, "no rule \(rule)")
    #expect(
      GrammarFile.accepts(text, as: "script", of: without) == false, "\(rule): \(item.input)")
  }
}

@Test func corpusShowsEveryRuleAndWord() throws {
  let cases = try corpus().flatMap(\.cases)
  let grammar = try GrammarFile.grammar()
  #expect(Set(cases.map(\.directive)) == Set(grammar.rules.map(\.name)))
  var shown: Set<String> = []
  for item in cases {
    let source = SourceText(name: "corpus", text: item.input)
    var bag = DiagnosticBag()
    for token in Lexer.tokens(of: source, into: &bag) {
      shown.insert(source.text(in: token.range).lowercased())
    }
  }
  for case .literal(let text) in grammar.rules.flatMap(\.body.all) {
    #expect(shown.contains(text), "`\(text)` is not in the corpus")
  }
}

private func corpus() throws -> [GoldenFile] {
  try GoldenFile.all(in: GrammarFile.root.appending(path: "grammar/corpus"))
}

private func canonical(_ text: String) -> String {
  var bag = DiagnosticBag()
  let statements = Parser.parse(SourceText(name: "corpus", text: text), into: &bag)
  let problems = bag.diagnostics.map { "\($0.code.rawValue): \($0.message)" }
  return (statements.map { SyntaxPrinter.print($0) } + problems).joined(separator: "\n")
}
