import Foundation
import SegSyntax
import SegTestSupport
import SegText
import Testing

/// Pieces that random sources are made of: the language's own, and what may break it.
private let pieces: [String] =
  Keyword.allCases.map { $0.rawValue + " " } + [
    "segment where ", "@vip", "@\"a b\"", "@", "'x'", "'", "''", "\"a\"", "\"", "12", "12.50",
    "1.2.3",
    "15%", "%", "2026-11-01", "2026-03", "2026-13", "2026-Q1", "2026-Q", "2026-11-01T14:30", "30d",
    "30m", "1e5", "12,50", "01/11/2026", "+", "-", "*", "/", "??", "?", "=", "==", "!=", "<>", "!",
    "<", "<=", "=>", "(", ")", ",", "|", "||", "&&", "&", ".", "..", ";", "\n", "\r\n", "\t", "#",
    "$",
    "“a”", "‘", "’", "–", "…", "\u{FEFF}", "\u{A0}", "é", "日本", "e\u{301}", "🙂", "\0", "\u{7F}",
  ]

@Test(arguments: 0..<10)
func randomSourcesGiveTreesAndRangesInBounds(seed: UInt64) {
  var generator = SeededGenerator(seed: seed)
  for round in 0..<150 {
    let bytes: [UInt8]
    if round % 3 == 0 {
      bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
    } else {
      bytes = (0..<Int.random(in: 0...40, using: &generator)).flatMap { _ in
        Array(pieces[Int.random(in: 0..<pieces.count, using: &generator)].utf8)
      }
    }
    check(SourceText(name: "random", bytes: bytes), seed: seed)
  }
}

/// What the fuzzer of `.ci/fuzz` kept and what it found: inputs a line each, findings a file each.
@Test func whatTheFuzzerKeptIsTaken() throws {
  let here = URL(filePath: #filePath).deletingLastPathComponent()
  let lines = try String(contentsOf: here.appending(path: "Fuzz.base64"), encoding: .utf8)
    .split(separator: "\n")
  #expect(lines.count > 1000)
  for (number, line) in lines.enumerated() {
    let bytes = try #require(Data(base64Encoded: String(line)))
    check(SourceText(name: "line \(number + 1)", bytes: [UInt8](bytes)), seed: 0)
  }
  let files = try FileManager.default.contentsOfDirectory(
    at: here.appending(path: "Fuzz"), includingPropertiesForKeys: nil)
  #expect(!files.isEmpty)
  for file in files {
    check(
      SourceText(name: file.lastPathComponent, bytes: [UInt8](try Data(contentsOf: file))), seed: 0)
  }
}

private func check(_ source: SourceText, seed: UInt64) {
  var bag = DiagnosticBag(limit: 1000)
  let tokens = Lexer.tokens(of: source, into: &bag)
  for (token, next) in zip(tokens, tokens.dropFirst()) {
    #expect(token.range.length > 0 && token.range.upperBound <= next.range.lowerBound)
  }
  let lexical = bag.diagnostics.count
  let statements = Parser.parse(source, into: &bag)
  for diagnostic in bag.diagnostics {
    #expect(diagnostic.range.upperBound <= source.bytes.count)
    #expect(diagnostic.message.first?.isUppercase != true && !diagnostic.message.hasSuffix("."))
    for fixIt in diagnostic.fixIts {
      #expect(fixIt.range.upperBound <= source.bytes.count)
      _ = fixIt.applied(to: source)
    }
  }
  for statement in statements {
    #expect(statement.range.upperBound <= source.bytes.count)
    _ = SyntaxDump.dump(statement)
    let printed = SyntaxPrinter.print(statement)
    guard bag.diagnostics.isEmpty else { continue }
    var again = DiagnosticBag()
    let reread = Parser.parse(SourceText(name: "printed", text: printed), into: &again)
    #expect(again.diagnostics.isEmpty, "seed \(seed): \(printed)")
    #expect(reread.map { SyntaxPrinter.print($0) } == [printed])
  }
  // What is no token is never passed over in silence.
  #expect(lexical == 0 || bag.hasErrors)
  if statements.contains(where: isMalformed) { #expect(bag.hasErrors, "seed \(seed)") }
  _ = Completeness.check(source)
  let offset = source.bytes.count / 2
  let context = CompletionContext.at(offset, of: source)
  #expect(context.partial.upperBound == offset)
}

private func isMalformed(_ statement: StatementSyntax) -> Bool {
  SyntaxDump.dump(statement).contains("malformed")
}

@Test func everyPrefixOfASentenceIsTaken() {
  let text = """
    let x = ('FR', 'BE'); asof 2026-06-30T12:00
    segment where not (f + m) / 2 <= 2
        and any(orders in last 90d before 90d ago where a is not known)
      | by country stats count as n, sum(orders.amount) | export 'a.csv' as csv columns a overwrite
    @"big-vip" union @b # end
    """
  let bytes = Array(text.utf8)
  for count in 0...bytes.count {
    check(SourceText(name: "prefix", bytes: Array(bytes[..<count])), seed: UInt64(count))
  }
}

@Test func namesPrintSoThatTheyReadBack() {
  let names = [
    "a", "count", "where", "today", "a b", "a\"b", "@x", "2026", "a-b", "é", "", " ", "a'b", "x\n",
    "last", "this", "_", "日本", "\"\"", "A", "#x", "30d",
  ]
  for name in names where !name.isEmpty {
    for text in ["segment | save as \(SyntaxPrinter.name(name))"] {
      var bag = DiagnosticBag()
      let source = SourceText(name: "name", text: text)
      guard case .pipeline(let pipeline)? = Parser.parse(source, into: &bag).first,
        case .save(let saved)? = pipeline.stages.first?.kind
      else {
        Issue.record("\(text)")
        continue
      }
      #expect(saved.value == name && bag.diagnostics.isEmpty)
    }
  }
}
