import SegBinder
import SegModel
import SegPlan
import SegSyntax
import SegText

/// Reads an input of libFuzzer as a script and holds the answers to what is promised for any bytes.
///
/// A broken promise traps.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzLanguage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let source = SourceText(name: "fuzz", bytes: bytes)
  var bag = DiagnosticBag()
  checkTokens(of: source)
  let statements = Parser.parse(source, into: &bag)
  check(bag.diagnostics, of: source)
  _ = Completeness.check(source)
  _ = CompletionContext.at(count / 2, of: source)
  for statement in statements {
    precondition(statement.range.upperBound <= count, "a statement past the end")
    _ = SyntaxDump.dump(statement)
    if !bag.hasErrors { checkPrinting(statement) }
  }
  bind(statements, in: source)
  return 0
}

/// Tokens are in order, none is empty, and none lies past the end.
private func checkTokens(of source: SourceText) {
  var bag = DiagnosticBag()
  var end = 0
  for token in Lexer.tokens(of: source, into: &bag) {
    precondition(token.range.lowerBound >= end, "tokens overlap")
    precondition(token.kind == .end || token.range.length > 0, "an empty token")
    end = token.range.upperBound
  }
  precondition(end <= source.bytes.count, "a token past the end")
  check(bag.diagnostics, of: source)
}

/// Diagnostics and their edits lie inside of the source and can be rendered.
private func check(_ diagnostics: [Diagnostic], of source: SourceText) {
  let renderer = DiagnosticRenderer(usesColor: false)
  for diagnostic in diagnostics {
    precondition(diagnostic.range.upperBound <= source.bytes.count, "a message past the end")
    _ = renderer.render(diagnostic, in: source)
    for fixIt in diagnostic.fixIts {
      precondition(fixIt.range.upperBound <= source.bytes.count, "an edit past the end")
      _ = fixIt.applied(to: source)
    }
  }
}

/// What prints reads back as the same statement, which prints the same.
private func checkPrinting(_ statement: StatementSyntax) {
  let printed = SyntaxPrinter.print(statement)
  // Canonical text may be longer than what was written, and past what a statement may have.
  guard printed.utf8.count <= Limits.statementBytes else { return }
  var bag = DiagnosticBag()
  let again = Parser.parse(SourceText(name: "printed", text: printed), into: &bag)
  precondition(!bag.hasErrors, "printed text does not parse")
  precondition(again.map { SyntaxPrinter.print($0) } == [printed], "printing is not stable")
}

/// Statements bind against a shop, or say why not.
private func bind(_ statements: [StatementSyntax], in source: SourceText) {
  var definitions: [String: DefinitionSyntax] = [:]
  for statement in statements {
    var bag = DiagnosticBag()
    var binder = Binder(catalog: FuzzShop.catalog, asOf: FuzzShop.asOf, definitions: definitions)
    let bound = binder.bind(statement, into: &bag)
    check(bag.diagnostics, of: source)
    guard bound != nil, case .definition(let definition) = statement else { continue }
    let expanded = LetExpansion.expand(definition, definitions: definitions, into: &bag)
    if !bag.hasErrors { definitions[definition.name.value.lowercased()] = expanded }
  }
}
