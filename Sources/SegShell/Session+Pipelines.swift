import SegActions
import SegEngine
import SegFiles
import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
import SegWorkspace

extension Session {
  /// Selects, acts, shows.
  func run(
    _ pipeline: BoundPipeline, _ syntax: PipelineSyntax, in source: SourceText
  ) throws(StatementFailure) {
    let engine = try consulting { () throws(WorkspaceFailure) in
      try self.engine(asOf: pipeline.asOf)
    }
    let began = world.uptime()
    var selection = try evaluating { () throws(EvaluationFailure) in
      try engine.select(pipeline.source)
    }
    var actions: [(BoundAction, ActionTarget)] = []
    for step in pipeline.steps {
      switch step {
      case .narrow(let narrowing):
        selection = try evaluating { () throws(EvaluationFailure) in
          try engine.narrow(selection, narrowing)
        }
      case .rows(let rows):
        selection = try evaluating { () throws(EvaluationFailure) in
          try engine.rows(rows, of: selection)
        }
      case .act(let action): actions.append((action, try target(of: action, selection, engine)))
      }
    }
    if !actions.isEmpty, try !act(actions, pipeline, syntax, in: source) { return }
    switch pipeline.look {
    case nil: return
    case .summary where selection.relation != nil:
      try showSheet(selection, pipeline, engine, began: began)
    case .summary: try showSummary(selection, pipeline, engine, began: began)
    case .show(let columns): try showRows(columns, selection, engine)
    case .why(let proof): try show(proof, pipeline, engine)
    case .diff(let plan): try show(plan, pipeline, engine)
    case .explain(let plan): try show(plan, pipeline, engine)
    case .count, .groups, .describe, .histogram, .profile, .overlap, .scores, .split:
      try showTable(selection, pipeline, engine)
    }
  }

  /// Shows what a look makes of the customers or rows as one table.
  private func showTable(
    _ selection: Selection, _ pipeline: BoundPipeline, _ engine: Engine
  ) throws(StatementFailure) {
    let human = human
    let table = try evaluating { () throws(EvaluationFailure) in
      switch pipeline.look {
      case .groups(let grouping):
        try engine.groups(grouping, of: selection)
          .withScoresApart(grouping.keys, profile.scoreScale)
      case .describe(let columns):
        try engine.describe(columns, of: selection) { human.style.text($0) ?? "" }
      case .histogram(let histogram): try engine.histogram(histogram, of: selection)
      case .profile(let columns):
        try engine.profile(columns, of: selection) { human.style.text($0) ?? "" }
      case .split(let split): try engine.table(of: split, in: selection)
      case .overlap(let segments): try engine.overlap(segments, of: selection)
      case .scores(isGrid: false): try engine.scores(of: selection)
      case .scores(isGrid: true): try engine.scoreGrid(of: selection)
      case nil, .count, .show, .summary, .explain, .why, .diff:
        ResultTable(columns: [
          .init(name: "count", type: .number, values: [.number(Fraction(selection.count))])
        ])
      }
    }
    lastResult = LastResult(table: table, preview: nil)
    try print(table)
  }

  /// Columns of customers or rows, every one.
  private func showRows(
    _ columns: [OutputColumn], _ selection: Selection, _ engine: Engine
  ) throws(StatementFailure) {
    let table = try evaluating { () throws(EvaluationFailure) in
      try engine.table(columns, rows: selection.rows, of: selection.relation)
        .withScoresApart(columns, profile.scoreScale)
    }
    lastResult = LastResult(table: table, preview: nil)
    try print(table)
  }

  /// Writes a table in the session's format.
  func print(_ table: ResultTable) throws(StatementFailure) {
    try print(table, as: options.format)
  }

  /// Writes a table in a format.
  func print(_ table: ResultTable, as format: OutputFormat) throws(StatementFailure) {
    let printer = ResultPrinter(
      format: format, human: human, width: console.isTerminal ? console.width() : nil,
      usesColor: console.usesColor)
    do throws(FileFailure) {
      try printer.print(table, to: &console.output)
    } catch { throw .file(error) }
  }

  /// Writes plain text among the results.
  func print(_ text: String) throws(StatementFailure) {
    do throws(FileFailure) {
      try console.output.write(Array(text.utf8))
    } catch { throw .file(error) }
  }
}
