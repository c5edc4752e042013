import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// What stands before an `explain`, part by part; nil after an error.
  mutating func bindExplain(
    _ source: SourceSyntax, _ preceding: [StageSyntax], _ range: SourceRange
  ) -> ExplainPlan? {
    var customers = preceding.filter(\.narrows)
    var rows: RowsSyntax?
    var isStage = false
    var ofRows: [StageSyntax] = []
    if case .rows(let written) = source {
      (rows, customers, ofRows) = (written, [], customers)
    } else if let position = preceding.firstIndex(where: { $0.rows != nil }) {
      rows = preceding[position].rows
      isStage = true
      customers = preceding[..<position].filter(\.narrows)
      ofRows = preceding[position...].filter(\.narrows)
    }
    let everybody = SourceSyntax.segment(nil, range)
    guard let selection = bindOutline(isStage || rows == nil ? source : everybody, customers, range)
    else { return nil }
    guard let rows else { return ExplainPlan(selection: selection) }
    let plain = PipelineSyntax(source: .rows(rows), stages: ofRows, range: range)
    let sheet = bindingOnceMore(range) {
      $0.outlinedSheet($0.expandingDefinitions(plain), isStage: isStage)
    }
    return sheet.map { ExplainPlan(selection: selection, sheet: $0) }
  }

  private mutating func outlinedSheet(
    _ pipeline: PipelineSyntax, isStage: Bool
  ) -> OutlinedSheet? {
    guard case .rows(let rows) = pipeline.source,
      let (selection, relation) = bindRows(rows, in: .customer)
    else { return nil }
    var sheet = OutlinedSheet(selection: selection, isStage: isStage)
    sheet.period = rows.period.map { SyntaxPrinter.print($0) }
    let conjuncts = rows.condition.map(\.conjuncts) ?? []
    for condition in conjuncts {
      bounds = []
      guard let predicate = bindCondition(condition, in: .rows(relation)) else { return nil }
      var text = SyntaxPrinter.print(condition)
      if case .any = condition, conjuncts.count > 1 { text = "(\(text))" }
      sheet.clauses.append(
        OutlinedClause(text: text, predicate: predicate, kind: .test([]), bounds: bounds))
    }
    for stage in pipeline.stages {
      guard let bound = bindNarrowing(stage, in: .rows(relation)) else { return nil }
      sheet.narrowing.append(bound)
      sheet.stages.append(SyntaxPrinter.print(stage))
    }
    return sheet
  }
}

extension StageSyntax {
  fileprivate var rows: RowsSyntax? {
    if case .rows(let rows) = kind { rows } else { nil }
  }
}

extension ConditionSyntax {
  /// The operands of the outermost `and`; itself without one.
  var conjuncts: [ConditionSyntax] {
    if case .all(let operands, _) = self { operands } else { [self] }
  }
}
