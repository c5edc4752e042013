import Foundation
import SegSyntax
import SegTestSupport
import SegText
import Testing

private let file = GrammarFile.root.appending(path: "grammar/segsh.tmLanguage.json")

@Test func theGrammarOfEditorsIsCurrent() throws {
  let wanted = try TextMate().content
  let stored = (try? Data(contentsOf: file)).flatMap {
    try? JSONDecoder().decode(TextMate.Content.self, from: $0)
  }
  guard stored != wanted else { return }
  Issue.record("segsh.tmLanguage.json is not what the grammar says; SEGSH_RECORD=1 writes it")
  guard GoldenFile.isRecording else { return }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  try (encoder.encode(wanted) + Data("\n".utf8)).write(to: file)
}

/// Each token of the corpus that is one by itself has the scope of its kind.
@Test func theGrammarOfEditorsKnowsTheTokensOfTheCorpus() throws {
  let patterns = try TextMate().content.patterns.filter { $0.match != nil }
  let expressions = try patterns.map { try NSRegularExpression(pattern: $0.match ?? "") }
  let folder = GrammarFile.root.appending(path: "grammar/corpus")
  for item in try GoldenFile.all(in: folder).flatMap(\.cases) {
    let source = SourceText(name: "corpus", text: item.input)
    var bag = DiagnosticBag()
    for token in Lexer.tokens(of: source, into: &bag) where scope(of: token.kind) != nil {
      let text = source.text(in: token.range)
      let range = NSRange(text.startIndex..., in: text)
      let first = expressions.firstIndex { expression in
        expression.firstMatch(in: text, range: range)?.range == range
      }
      let found = first.flatMap { patterns[$0].name } ?? "nothing"
      #expect(found.hasPrefix(scope(of: token.kind) ?? ""), "\(text): \(found)")
    }
  }
}

private func scope(of kind: Token.Kind) -> String? {
  switch kind {
  case .word(nil): "variable.other"
  case .word(let keyword?) where keyword.isReserved:
    ["yes", "no", "today", "yesterday"]
      .contains(keyword.rawValue) ? "constant.language" : "keyword.control"
  case .quotedName: "variable.other.quoted"
  case .segmentName: "entity.name.type"
  case .date, .dateTime, .month, .quarter: "constant.other.date"
  case .duration: "constant.numeric.duration"
  case .number, .percent: "constant.numeric"
  case .plus, .minus, .times, .divide, .coalesce, .equal, .less, .greaterOrEqual, .pipe, .dots:
    "keyword.operator"
  default: nil
  }
}
