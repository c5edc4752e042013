import Foundation
import SegSyntax
import SegTestSupport
import SegText
import Testing

@Test(arguments: 0..<8)
func derivedSentencesParseAndPrintStably(seed: UInt64) throws {
  let grammar = try GrammarFile.grammar()
  var maker = SentenceMaker(grammar, spellings: GrammarFile.spellings, seed: seed)
  for _ in 0..<300 {
    let text = maker.words(of: "statement").joined(separator: " ")
    let first = parse(text)
    #expect(first.problems.isEmpty, "seed \(seed): \(text)\n\(first.problems)")
    guard first.problems.isEmpty, first.statements.count == 1 else { continue }
    let printed = first.statements.map { SyntaxPrinter.print($0) }.joined()
    let second = parse(printed)
    #expect(second.problems.isEmpty, "seed \(seed): \(text)\n\(printed)\n\(second.problems)")
    #expect(second.statements.map { SyntaxPrinter.print($0) } == [printed], "\(text)")
    #expect(!printed.contains("\n"))
    let meanings = (first.statements + second.statements).map { TreeShape(of: $0).text }
    #expect(meanings[0] == meanings.last, "seed \(seed): \(text)\n\(printed)")
  }
}

@Test(arguments: 100..<106)
func parserAndGrammarAgreeOnMutatedSentences(seed: UInt64) throws {
  let grammar = try GrammarFile.grammar()
  var maker = SentenceMaker(grammar, spellings: GrammarFile.spellings, seed: seed)
  var generator = SeededGenerator(seed: seed)
  var (valid, invalid) = (0, 0)
  for _ in 0..<300 {
    var words = maker.words(of: "statement")
    guard words.count < 50 else { continue }
    for _ in 0..<Int.random(in: 1...2, using: &generator) { mutate(&words, using: &generator) }
    let text = words.joined(separator: " ")
    guard let wanted = GrammarFile.accepts(text, as: "statement", of: grammar) else { continue }
    let result = parse(text)
    let got = result.problems.isEmpty && result.statements.count == 1
    #expect(got == wanted, "seed \(seed): grammar \(wanted), parser \(result.problems)\n\(text)")
    if wanted { valid += 1 } else { invalid += 1 }
  }
  #expect(valid > 10 && invalid > 50)
}

/// Every sentence of the corpus with each of its tokens dropped, doubled or swapped with the next.
@Test func parserAndGrammarAgreeAroundTheCorpus() throws {
  let grammar = try GrammarFile.grammar()
  let folder = GrammarFile.root.appending(path: "grammar/corpus")
  var (valid, invalid) = (0, 0)
  for item in try GoldenFile.all(in: folder).flatMap(\.cases) {
    for line in item.input.split(separator: "\n") where !line.contains(";") {
      let words = tokenTexts(of: String(line))
      for index in words.indices {
        var variants = [words, words]
        variants[0].remove(at: index)
        variants[1].insert(words[index], at: index)
        if index + 1 < words.count {
          variants.append(words)
          variants[2].swapAt(index, index + 1)
        }
        for text in variants.map({ $0.joined(separator: " ") }) where !text.isEmpty {
          guard let wanted = GrammarFile.accepts(text, as: "statement", of: grammar) else {
            continue
          }
          let result = parse(text)
          let got = result.problems.isEmpty && result.statements.count == 1
          #expect(got == wanted, "grammar \(wanted), parser \(result.problems)\n\(text)")
          if wanted { valid += 1 } else { invalid += 1 }
        }
      }
    }
  }
  #expect(valid > 30 && invalid > 1000, "\(valid) \(invalid)")
}

private func tokenTexts(of text: String) -> [String] {
  let source = SourceText(name: "corpus", text: text)
  var bag = DiagnosticBag()
  return Lexer.tokens(of: source, into: &bag).dropLast().map { source.text(in: $0.range) }
}

/// Drops, doubles, swaps or replaces a word.
private func mutate(_ words: inout [String], using generator: inout SeededGenerator) {
  guard words.count > 1 else { return }
  let index = Int.random(in: 0..<words.count, using: &generator)
  let other = Int.random(in: 0..<words.count, using: &generator)
  switch Int.random(in: 0..<4, using: &generator) {
  case 0: words.remove(at: index)
  case 1: words.insert(words[index], at: index)
  case 2: words.swapAt(index, other)
  default: words[index] = words[other]
  }
}

private func parse(_ text: String) -> (statements: [StatementSyntax], problems: [String]) {
  var bag = DiagnosticBag()
  let statements = Parser.parse(SourceText(name: "sentence", text: text), into: &bag)
  return (statements, bag.diagnostics.map { "\($0.code.rawValue): \($0.message)" })
}
