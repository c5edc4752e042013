import Foundation
import SegSyntax
import SegTestSupport
import SegText
import Testing

/// Runs every case of the files in `Golden`.
@Test(arguments: try goldenFiles())
func golden(file: GoldenFile) throws {
  #expect(!file.cases.isEmpty)
  for difference in try file.differences(running: output(of:)) { Issue.record("\(difference)") }
}

private func goldenFiles() throws -> [GoldenFile] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  return try GoldenFile.all(in: folder)
}

private func output(of item: GoldenFile.Case) -> String {
  switch item.directive {
  case "tokens": tokens(of: item.input)
  case "parse": parsed(item.input)
  case "print": printed(item.input)
  case "errors": errors(in: item.input)
  case "fix": fixed(item.input)
  case "completeness": completeness(of: item.input)
  case "complete": completions(of: item.input)
  case "continue": continuation(of: item.input)
  case "expand": expansion(of: item.input)
  default: "unknown directive"
  }
}

private func input(_ text: String) -> SourceText { SourceText(name: "input", text: text) }

private func tokens(of text: String) -> String {
  let source = input(text)
  var bag = DiagnosticBag()
  let tokens = Lexer.tokens(of: source, into: &bag)
  let lines = tokens.map { token in
    let text = source.text(in: token.range)
    let line = token.isFirstOnLine ? " first" : ""
    return "\(token.range.lowerBound)..<\(token.range.upperBound) \(token.kind) \(text)\(line)"
  }
  return (lines + bag.diagnostics.map { "\($0.code.rawValue): \($0.message)" })
    .joined(separator: "\n")
}

private func parsed(_ text: String) -> String {
  var bag = DiagnosticBag()
  let statements = Parser.parse(input(text), into: &bag)
  return (statements.map { SyntaxDump.dump($0) } + rendered(bag, in: text)).joined(separator: "\n")
}

private func printed(_ text: String) -> String {
  var bag = DiagnosticBag()
  let statements = Parser.parse(input(text), into: &bag)
  return (statements.map { SyntaxPrinter.print($0) } + rendered(bag, in: text))
    .joined(separator: "\n")
}

private func rendered(_ bag: DiagnosticBag, in text: String) -> [String] {
  let renderer = DiagnosticRenderer(usesColor: false)
  return bag.diagnostics.map { diagnostic in
    String(renderer.render(diagnostic, in: input(text)).dropLast())
  }
}

private func errors(in text: String) -> String {
  var bag = DiagnosticBag()
  _ = Parser.parse(input(text), into: &bag)
  return bag.diagnostics.isEmpty ? "none" : rendered(bag, in: text).joined(separator: "\n")
}

/// Every fix-it, applied, and what is still wrong afterwards.
private func fixed(_ text: String) -> String {
  var bag = DiagnosticBag()
  _ = Parser.parse(input(text), into: &bag)
  var lines: [String] = []
  for diagnostic in bag.diagnostics {
    lines.append("\(diagnostic.code.rawValue): \(diagnostic.message)")
    for fixIt in diagnostic.fixIts {
      let mended = fixIt.applied(to: input(text))
      var after = DiagnosticBag()
      _ = Parser.parse(input(mended), into: &after)
      let left = after.diagnostics.map { " (still \($0.code.rawValue): \($0.message))" }
      lines.append("  \(fixIt.summary): \(mended)" + left.joined())
    }
  }
  return lines.joined(separator: "\n")
}

/// Every edit that is offered ends its message; what is said then is said of what comes after.
@Test(arguments: try goldenFiles())
func editsOfGoldensMend(file: GoldenFile) throws {
  for item in file.cases where ["errors", "fix", "parse", "print"].contains(item.directive) {
    // Each line by itself, since a mistake can hide what comes after it.
    for line in [item.input] + item.input.split(separator: "\n").map(String.init) {
      let before = problems(of: line)
      for diagnostic in before {
        for fixIt in diagnostic.fixIts {
          let mended = fixIt.applied(to: input(line))
          let after = problems(of: mended)
          #expect(!after.contains(diagnostic), "\(mended)")
          let place = fixIt.range.lowerBound
          #expect(
            before.count > 1 || after.allSatisfy { $0.range.lowerBound >= place },
            "\(mended): \(after.map(\.message))")
        }
      }
    }
  }
}

private func problems(of text: String) -> [Diagnostic] {
  var bag = DiagnosticBag()
  _ = Parser.parse(input(text), into: &bag)
  return bag.diagnostics
}

private func completeness(of text: String) -> String {
  switch Completeness.check(input(text)) {
  case .complete: "complete"
  case .incomplete(let missing, nil): "incomplete: \(missing)"
  case .incomplete(let missing, let opened?): "incomplete: \(missing), opened \(opened.lowerBound)"
  }
}

/// What may come at the cursor `¦`.
private func completions(of text: String) -> String {
  let parts = text.split(separator: "¦", omittingEmptySubsequences: false)
  let offset = parts[0].utf8.count
  let context = CompletionContext.at(offset, of: input(parts.joined()))
  var lines = [
    "wanted: " + context.categories.map { "\($0)" }.sorted().joined(separator: " "),
    "keywords: " + context.keywords.map(\.rawValue).joined(separator: " "),
    "partial: \(context.partial.lowerBound)..<\(context.partial.upperBound)",
  ]
  if let quote = context.quote { lines.append("quote: \(quote)") }
  if let relation = context.relation { lines.append("relation: \(relation)") }
  if let qualifier = context.qualifier { lines.append("qualifier: \(qualifier)") }
  if let subject = context.subject { lines.append("subject: \(subject.name.value)") }
  return lines.joined(separator: "\n")
}

/// The statement that the second line goes on to from the first.
private func continuation(of text: String) -> String {
  let lines = text.split(separator: "\n", maxSplits: 1).map(String.init)
  var bag = DiagnosticBag()
  guard lines.count == 2,
    case .pipeline(let last)? = Parser.parse(input(lines[0]), into: &bag).first,
    let composed = PromptContinuation.composed(input(lines[1]), after: last.source)
  else { return "no continuation" }
  return ([composed] + [printed(composed)]).joined(separator: "\n")
}

/// The last statement with the `let`s before it written out; `amount` is a column of `orders`.
private func expansion(of text: String) -> String {
  var bag = DiagnosticBag()
  var definitions: [String: DefinitionSyntax] = [:]
  var lines: [String] = []
  for statement in Parser.parse(input(text), into: &bag) {
    switch statement {
    case .definition(let definition):
      definitions[definition.name.value.lowercased()] = definition
    case .pipeline(let pipeline):
      let expanded = LetExpansion.expand(pipeline, definitions: definitions, into: &bag) {
        $0 == "orders" && $1 == "amount"
      }
      lines.append(SyntaxPrinter.print(expanded))
    default: break
    }
  }
  return (lines + rendered(bag, in: text)).joined(separator: "\n")
}
