import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
import SegWorkspace

/// One thing that may come next at the prompt.
package struct Suggestion: Sendable, Hashable {
  /// What stands in place of the word that was begun.
  package var text: String
  /// What it is, in a word or two.
  package var note: String
  /// What follows it: a blank, or nothing where the word goes on.
  package var suffix: String

  init(_ text: String, _ note: String, suffix: String = " ") {
    self.text = text
    self.note = note
    self.suffix = suffix
  }
}

extension Session {
  /// What may come at the end of `before`, best first, and the text of it they replace.
  ///
  /// `files` lists the paths that begin with a text, for the file being named.
  package func suggestions(
    before: String, files: (String) -> [String]
  ) -> (replacing: String, [Suggestion]) {
    if before.drop(while: \.isWhitespace).first == "." { return commandSuggestions(before, files) }
    let shift: String
    let source = SourceText(name: "input", text: before)
    if PromptContinuation.start(of: source) != nil {
      shift = "segment where a = 1 "
    } else {
      shift = ""
    }
    let whole = SourceText(name: "input", text: shift + before)
    let context = CompletionContext.at(whole.bytes.count, of: whole)
    let partial = whole.text(in: context.partial)
    let all = candidates(context, partial, files)
    var seen: Set<String> = []
    let folded = partial.lowercased()
    let fitting = all.filter {
      $0.text.lowercased().hasPrefix(folded) && seen.insert($0.text).inserted
    }
    return (partial, fitting)
  }

  private func candidates(
    _ context: CompletionContext, _ partial: String, _ files: (String) -> [String]
  ) -> [Suggestion] {
    guard let catalog = try? catalog() else { return [] }
    var result: [Suggestion] = []
    if context.categories.contains(.column) { return columns(context, catalog) }
    if context.categories.contains(.value) || context.categories.contains(.condition) {
      result += attributes(catalog, relation: context.relation)
    }
    if context.categories.contains(.relation) {
      result += catalog.relations.keys.sorted().map {
        Suggestion($0.description, "rows", suffix: "")
      }
    }
    if context.categories.contains(.segmentName) {
      result += catalog.segments.values.sorted { $0.name < $1.name }.map {
        Suggestion("@" + SyntaxPrinter.name($0.name.description, true), "segment")
      }
    }
    if context.categories.contains(.comparison) {
      result += ComparisonOperator.allCases.map { Suggestion($0.rawValue, "") }
    }
    if context.categories.contains(.pipe) { result.append(Suggestion("|", "next stage")) }
    result += quoted(context, catalog, partial, files)
    result += context.keywords.map { Suggestion($0.rawValue, "") }
    return result
  }

  private func attributes(_ catalog: Catalog, relation: String?) -> [Suggestion] {
    var result: [Suggestion] = []
    if let relation, let rows = catalog.relations[FieldName(relation)] {
      result += rows.fields.map { Self.suggestion($0) }
    }
    result += catalog.attributes.map { Self.suggestion($0) }
    result += Metric.allCases.map { Suggestion($0.rawValue, $0.type.rawValue) }
    result.append(Suggestion("tags", FieldType.list.rawValue))
    result += definitions.values.map { Suggestion($0.name.value, "let") }
      .sorted { $0.text < $1.text }
    return result
  }

  private static func suggestion(_ field: FieldDescription) -> Suggestion {
    Suggestion(SyntaxPrinter.name(field.name.description), field.type.rawValue)
  }

  private func columns(_ context: CompletionContext, _ catalog: Catalog) -> [Suggestion] {
    let owner = FieldName(context.qualifier ?? "")
    if owner == "customer" { return attributes(catalog, relation: nil) }
    if owner == "order", let orders = catalog.relations[Snapshot.allOrders] {
      return orders.fields.map { Self.suggestion($0) }
    }
    return catalog.relations[owner]?.fields.map { Self.suggestion($0) } ?? []
  }

  /// Texts in quotes: tags, formats, files, and the values of the attribute that is asked of.
  private func quoted(
    _ context: CompletionContext, _ catalog: Catalog, _ partial: String,
    _ files: (String) -> [String]
  ) -> [Suggestion] {
    var result: [Suggestion] = []
    let isTags = context.subject.map { FieldName($0.name.value) == "tags" } ?? false
    if context.categories.contains(.tag) || isTags {
      // Damage is told by the statement that is typed, not while it is.
      let tags = (try? tagCounts()) ?? []
      result += tags.map { Suggestion(SyntaxPrinter.quoted($0.name), "tag") }
    }
    if context.categories.contains(.format) {
      result += ExportAction.Format.allCases.map { Suggestion($0.rawValue, "format") }
    }
    if context.categories.contains(.filePath) {
      let begun = partial.hasPrefix("'") ? String(partial.dropFirst()) : partial
      result += files(begun).map {
        $0.hasSuffix("/")
          ? Suggestion("'" + $0, "folder", suffix: "")
          : Suggestion(SyntaxPrinter.quoted($0), "file")
      }
    }
    guard context.categories.contains(.text) || context.categories.contains(.constant),
      let subject = context.subject
    else { return result }
    return result + values(of: FieldName(subject.name.value))
  }

  /// The most frequent texts of a customer column, with their counts.
  private func values(of name: FieldName) -> [Suggestion] {
    guard case .text(let texts)? = workspace.snapshot.customers.column(name)?.column,
      texts.dictionary.count <= 1000, (try? workspace.snapshot.checkDamage()) != nil
    else { return [] }
    let column = texts.coded
    var counts = [Int](repeating: 0, count: column.dictionary.count)
    for row in 0..<column.count {
      if let code = column.code(row) { counts[code] += 1 }
    }
    return counts.indices.sorted { counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1] }
      .map {
        Suggestion(
          SyntaxPrinter.quoted(column.dictionary[$0]), HumanText.count(counts[$0]))
      }
  }

  private func commandSuggestions(
    _ before: String, _ files: (String) -> [String]
  ) -> (String, [Suggestion]) {
    let line = before.drop(while: \.isWhitespace)
    guard let blank = line.firstIndex(where: \.isWhitespace) else {
      let partial = String(line)
      let names = Command.allCases.map { Suggestion("." + $0.rawValue, $0.summary) }
      return (partial, names.filter { $0.text.hasPrefix(partial.lowercased()) })
    }
    let command = Command(rawValue: line[..<blank].dropFirst().lowercased())
    let partial = String(line[blank...].drop(while: \.isWhitespace))
    let all: [Suggestion]
    switch command {
    case .mode, .last: all = OutputFormat.allCases.map { Suggestion($0.rawValue, $0.summary) }
    case .drop, .rename:
      all = ((try? workspace.segments()) ?? []).map { Suggestion($0.name.description, "segment") }
    case .read:
      all = files(partial).map { Suggestion($0, "", suffix: $0.hasSuffix("/") ? "" : " ") }
    case .help:
      all = HelpTopic.names.map { Suggestion($0, "") }
    case .timer: all = [Suggestion("on", ""), Suggestion("off", "")]
    case .set: all = StoreSetting.Name.allCases.map { Suggestion($0.rawValue, $0.expectation) }
    default: all = []
    }
    return (partial, all.filter { $0.text.hasPrefix(partial) })
  }
}
