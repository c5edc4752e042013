import SegSyntax
import SegText
import Testing

/// What nests: text around a core, and how many levels each round of it counts.
private struct Nest {
  var open: String
  var core = "a"
  var close = ")"
  var levels = 1
  var head = "segment where "

  func text(rounds: Int) -> String {
    head + String(repeating: open, count: rounds) + core + String(repeating: close, count: rounds)
  }
}

private let nests = [
  Nest(open: "(", core: "a = 1"), Nest(open: "not ", close: ""),
  Nest(open: "any(x where ", core: "a = 1"), Nest(open: "none(x where not ", levels: 2),
  Nest(open: "not (", levels: 2), Nest(open: "a = 1 and (b = 2 or ", core: "c"),
  Nest(open: "-", close: "", head: "let a = "), Nest(open: "(", head: "segment where b > "),
  Nest(open: "1 ?? 1 + 2 * (", head: "segment where b > "),
  Nest(open: "2 * -(", levels: 2, head: "segment | show "),
  Nest(open: "sum(x.y where a < ", head: "segment | show "),
  Nest(open: "sum(x where a = 1 or b = 2 and c < 1 ?? 1 + 2 * ", head: "segment | show "),
]

/// Codes of what is wrong with a text; its trees are printed, dumped and expanded along the way.
private func codes(_ text: String) -> [DiagnosticCode] {
  var bag = DiagnosticBag()
  let meaning = DefinitionSyntax.Meaning.expression(.malformed(.empty(at: 0)))
  let name = Located("never_used", at: .empty(at: 0))
  let definition = DefinitionSyntax(name: name, meaning: meaning, range: .empty(at: 0))
  for statement in Parser.parse(SourceText(name: "limit", text: text), into: &bag) {
    _ = SyntaxPrinter.print(statement) + SyntaxDump.dump(statement)
    guard case .pipeline(let pipeline) = statement else { continue }
    _ = LetExpansion.expand(pipeline, definitions: ["never_used": definition], into: &bag)
  }
  return bag.diagnostics.map(\.code)
}

/// The same without doing anything with the trees but to free them.
private func codesOfParsing(_ text: String) -> [DiagnosticCode] {
  var bag = DiagnosticBag()
  _ = Parser.parse(SourceText(name: "limit", text: text), into: &bag)
  return bag.diagnostics.map(\.code)
}

@Test(arguments: nests.indices)
func nestingIsTakenUpToTheLimit(index: Int) {
  let nest = nests[index]
  let rounds = Limits.nesting / nest.levels
  #expect(codes(nest.text(rounds: rounds)).isEmpty, "\(nest.open)")
  let past = nest.text(rounds: rounds + 1) + "\n@vip | cuont"
  #expect(codes(past).first == .nestingTooDeep, "\(nest.open)")
}

@Test(arguments: ["(", "not ", "-", "any(a where ", "case("])
func hugeNestsAreRefusedQuickly(open: String) {
  let levels = Limits.statementBytes / open.utf8.count - 100
  let source = "segment where a > 1 and " + String(repeating: open, count: levels)
  let start = ContinuousClock.now
  #expect(codes(source + "\nsegment where a = 1").count == 1)
  #expect(start.duration(to: .now) < .seconds(60))
}

@Test func strayBracketsAreOneMistake() {
  let closing = "segment where a " + String(repeating: ")", count: 1_000_000)
  #expect(codesOfParsing(closing) == [.unexpectedToken])
}

/// Links of chains; in debug builds most chains are a tenth of what the limit allows.
@Test(arguments: [" or a", " and a=1", "+a>1", "*2>1", "??a>1", " or not a"])
func longChainsAreFlat(link: String) {
  let tail = link.hasSuffix(">1") ? ">1" : ""
  let term = tail.isEmpty ? link : String(link.dropLast(2))
  #if DEBUG
    let bytes = term == "+a" ? Limits.statementBytes : Limits.statementBytes / 10
  #else
    let bytes = Limits.statementBytes
  #endif
  let count = (bytes - 30) / term.utf8.count
  let source = "segment where a" + String(repeating: term, count: count) + tail
  #expect(codesOfParsing(source).isEmpty)
}

@Test func longListsAreFlat() {
  let count = 50_000
  #expect(codes("segment | show a" + String(repeating: ",a", count: count)).isEmpty)
  let list = "segment where a in (1" + String(repeating: ",1", count: count) + ")"
  #expect(codes(list).isEmpty)
  #expect(codes("segment" + String(repeating: "|count", count: count)).isEmpty)
  #expect(codes("segment where a" + String(repeating: " or a", count: count)).isEmpty)
  #expect(codes("segment where a>0" + String(repeating: "+1", count: count)).isEmpty)
}

@Test func statementsAreTakenUpToTheLimit() {
  let head = "segment where a = '"
  let fits = head + String(repeating: "x", count: Limits.statementBytes - head.utf8.count - 1) + "'"
  #expect(fits.utf8.count == Limits.statementBytes)
  #expect(codes(fits + "\n@vip\n" + fits).isEmpty)
  let past = head + "x" + fits.dropFirst(head.utf8.count)
  #expect(codes(past + "\n@vip") == [.statementTooLong])
  let chain = "segment where a" + String(repeating: " or a", count: 210_000)
  #expect(
    codesOfParsing(chain + " | foo 1 | bar 2 ; segment | cuont 3") == [
      .statementTooLong, .unknownStage,
    ])
  let comment = "segment # " + String(repeating: "x", count: 2 * Limits.statementBytes)
  #expect(codes(comment + "\n@vip").isEmpty)
}

@Test func diagnosticsAreCapped() {
  let source = String(repeating: "foo bar\n", count: 100)
  #expect(codes(source).count == Limits.diagnostics)
}

@Test func expansionStopsAtItsLimits() throws {
  var bag = DiagnosticBag()
  var definitions: [String: DefinitionSyntax] = [:]
  let lets = (1...40).map { "let a\($0) = a\($0 - 1) + a\($0 - 1)" }.joined(separator: "\n")
  let source = SourceText(name: "lets", text: lets + "\nsegment where a40 > 1")
  for statement in Parser.parse(source, into: &bag) {
    switch statement {
    case .definition(let definition): definitions[definition.name.value] = definition
    case .pipeline(let pipeline):
      _ = LetExpansion.expand(pipeline, definitions: definitions, into: &bag)
    default: Issue.record("no statement")
    }
  }
  #expect(bag.diagnostics.map(\.code) == [.statementTooLong])
}
