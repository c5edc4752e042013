import SegBinder
import SegModel
import SegPlan
import SegSQL
import SegSyntax
import SegText
import SegWorkspace

/// Statements as SQL.
extension Session {
  /// Prints the bound statement behind `.sql`, or the tables it is about, as SQL.
  func sql(_ source: SourceText) throws(StatementFailure) -> Bool {
    let catalog = try consulting { () throws(WorkspaceFailure) in
      try refresh()
      return try self.catalog()
    }
    let schema = SQLSchema(catalog)
    let trimmed = String(decoding: source.bytes, as: UTF8.self)
      .drop { !$0.isWhitespace }.drop { $0.isWhitespace }
    if trimmed.prefix(while: { !$0.isWhitespace && $0 != ";" }) == "--schema" {
      try print(schema.statements.map { $0 + ";\n" }.joined())
      return true
    }
    // Blanks in place of the command keep the places in messages right.
    let blanks = String(repeating: " ", count: source.bytes.count - trimmed.utf8.count)
    let statementSource = SourceText(name: source.name, text: blanks + trimmed)
    var bag = DiagnosticBag()
    var parser = Parser(statementSource)
    let statement = parser.next(into: &bag)
    var pipeline: BoundPipeline?
    if let statement, !bag.hasErrors {
      var binder = binder(catalog)
      if case .pipeline(let bound)? = binder.bind(statement, into: &bag) { pipeline = bound }
      noteStatus(of: binder.listProblem)
    }
    let isOne = parser.next(into: &bag) == nil
    reporter.report(bag.diagnostics, in: statementSource)
    guard !bag.hasErrors else {
      fail(.failed)
      return false
    }
    guard let pipeline, isOne else {
      return refuse(
        .commandUsage, "`.sql` takes one statement that selects customers or rows", source)
    }
    let text: String
    do throws(SQLFailure) {
      let notes = pipeline.hasActions ? "-- without the actions, which are not SQL\n" : ""
      text = notes + (try SQLWriter.statement(pipeline, schema)) + ";\n"
    } catch {
      return refuse(.commandUsage, error.description, source)
    }
    try print(text)
    return true
  }
}
