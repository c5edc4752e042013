import SegBinder
import SegFiles
import SegModel
import SegPlan
import SegSyntax
package import SegText
package import SegWorkspace

/// Checks scripts without doing anything: every statement is parsed, bound and looked over.
///
/// What statements would keep (segments, tags, `let`s) is there for the statements after them.
/// Without a session nothing is known of names and types, and only the grammar is checked.
package struct ScriptChecker {
  /// Something to tell about a script.
  package struct Finding: Sendable {
    package let source: SourceText
    package let diagnostic: Diagnostic
  }

  private let session: Session?
  private var catalog: Catalog?
  private var asOf: AsOf?
  private var definitions: [String: DefinitionSyntax] = [:]
  private var usage = DefinitionUsage()
  private var tags: Set<String> = []
  /// Scripts being read, outermost first.
  private var readStack: [String] = []
  package private(set) var findings: [Finding] = []

  /// A checker against a session's workspace as it stands.
  package init(session: Session?) throws(WorkspaceFailure) {
    self.session = session
    catalog = try session?.catalog()
    asOf = session?.currentAsOf()
  }

  /// Checks a whole script.
  package mutating func check(_ source: SourceText) {
    for piece in ScriptPiece.pieces(of: source) {
      switch piece {
      case .command(let line): check(command: line)
      case .statements(let text): check(statementsOf: text)
      }
    }
    guard readStack.isEmpty else { return }
    for (definition, source) in usage.unused() {
      report([.unusedDefinition(definition.name)], source)
    }
  }

  private mutating func report(_ diagnostics: [Diagnostic], _ source: SourceText) {
    findings += diagnostics.map {
      Finding(source: source, diagnostic: $0.keepingSoundFixes(in: source))
    }
  }

  private mutating func check(statementsOf source: SourceText) {
    var parser = Parser(source)
    while true {
      var bag = DiagnosticBag()
      guard let statement = parser.next(into: &bag) else {
        report(bag.diagnostics, source)
        return
      }
      usage.note(statement, in: source, isKept: readStack.isEmpty)
      if !bag.hasErrors { check(statement, into: &bag) }
      report(bag.diagnostics, source)
    }
  }

  private mutating func check(_ statement: StatementSyntax, into bag: inout DiagnosticBag) {
    guard let session, let catalog, let asOf else { return }
    var binder = Binder(
      catalog: catalog, asOf: asOf, definitions: definitions, readList: session.listReader)
    guard let bound = binder.bind(statement, into: &bag) else { return }
    switch bound {
    case .asOf(let moment): self.asOf = moment
    case .definition: define(statement, into: &bag)
    case .parameter:
      guard case .parameter(let parameter) = statement else { return }
      definitions[ParameterSyntax.key(parameter.name.value)] = parameter.definition
    case .expectation: break
    case .pipeline(let pipeline):
      let literals = pipeline.literals.filter {
        $0.field != "tags" || !tags.contains($0.literal.value)
      }
      for warning in session.literalWarnings(literals) { bag.report(warning) }
      for case .act(let action) in pipeline.steps { keep(action) }
    }
  }

  /// What a `let` means from here on.
  private mutating func define(_ statement: StatementSyntax, into bag: inout DiagnosticBag) {
    guard case .definition(let definition) = statement else { return }
    let expanded = LetExpansion.expand(definition, definitions: definitions, into: &bag)
    definitions[definition.name.value.lowercased()] = expanded
  }

  /// What an action would leave for the statements after it.
  private mutating func keep(_ action: BoundAction) {
    switch action {
    case .save(let name, let definition):
      let name = FieldName(name.value)
      catalog?.segments[name] = SavedSegment(name: name, kind: .definition, definition: definition)
    case .freeze(let name, let definition):
      let name = FieldName(name.value)
      catalog?.segments[name] = SavedSegment(
        name: name, kind: .frozen(count: 0), definition: definition)
    case .assign(let name, let definition, let split):
      let name = FieldName(name.value)
      catalog?.segments[name] = SavedSegment(
        name: name, kind: .split(parts: split.parts.map(\.name)), definition: definition)
    case .tag(let tag): tags.insert(tag.tag.value)
    case .coupon, .export: break
    }
  }
}

extension ScriptChecker {
  private mutating func check(command source: SourceText) {
    switch Command.parse(source) {
    case .failure(let mistake): report([mistake], source)
    case .success(let (command, arguments)): follow(command, arguments, source)
    }
  }

  /// What a command changes for the statements after it.
  private mutating func follow(_ command: Command, _ arguments: [String], _ source: SourceText) {
    switch command {
    case .read: read(arguments[0], source)
    case .drop: catalog?.segments[Self.segment(arguments[0])] = nil
    case .rename:
      let (old, new) = (Self.segment(arguments[0]), Self.segment(arguments[1]))
      guard var segment = catalog?.segments.removeValue(forKey: old) else { return }
      segment.name = new
      catalog?.segments[new] = segment
    default: break
    }
  }

  private static func segment(_ name: String) -> FieldName {
    FieldName(name.hasPrefix("@") ? String(name.dropFirst()) : name)
  }

  private mutating func read(_ path: String, _ source: SourceText) {
    guard readStack.count < 16, !readStack.contains(path) else {
      report([.readingTwice(path, source)], source)
      return
    }
    readStack.append(path)
    defer { readStack.removeLast() }
    do throws(FileFailure) {
      check(try ScriptFile.whole(path))
    } catch {
      let range = SourceRange(0, source.bytes.count)
      report([Diagnostic(code: .fileFailure, message: error.description, range: range)], source)
    }
  }
}

extension Diagnostic {
  fileprivate static func readingTwice(_ path: String, _ source: SourceText) -> Diagnostic {
    Diagnostic(
      code: .refused, message: "`\(path)` is being read already",
      range: SourceRange(0, source.bytes.count))
  }

  fileprivate static func unusedDefinition(_ name: Located<String>) -> Diagnostic {
    Diagnostic(
      .warning, code: .unusedDefinition, message: "`\(name.value)` is not used in this script",
      range: name.range)
  }
}
