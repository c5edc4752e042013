import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// A source with its narrowing stages, beside its text; nil after an error.
  ///
  /// Every `let` is written out. What has been noted for the summary stays as it is.
  mutating func bindOutline(
    _ source: SourceSyntax, _ narrowing: [StageSyntax], _ range: SourceRange
  ) -> SelectionOutline? {
    let plain = PipelineSyntax(source: source, stages: narrowing, range: range)
    return bindingOnceMore(range) { binder in
      var opened: Set<FieldName> = []
      return binder.outline(of: binder.expandingDefinitions(plain), opened: &opened)
    }
  }

  /// Binds with every `let` written out what was bound as it stands, and forgets what was noted on
  /// the way; a mistake that only shows now is told.
  mutating func bindingOnceMore<Result>(
    _ range: SourceRange, _ body: (inout Binder) -> Result?
  ) -> Result? {
    let noted = (bag, attributes, bounds, presentOnly, literals)
    bag = DiagnosticBag()
    let result = body(&self)
    let mistake = bag.diagnostics.first { $0.severity == .error }
    (bag, attributes, bounds, presentOnly, literals) = noted
    guard result == nil || mistake != nil else { return result }
    if !bag.hasErrors, var mistake {
      mistake.range = range
      mistake.fixIts = []
      bag.report(mistake)
    }
    return nil
  }

  private mutating func outline(
    of pipeline: PipelineSyntax, opened: inout Set<FieldName>
  ) -> SelectionOutline? {
    let source: SelectionOutline.Source
    let planned: SelectionSource
    switch pipeline.source {
    case .rows: return nil
    case .segment(nil, _): (source, planned) = (.condition(nil), .matching(.constant(true)))
    case .segment(let condition?, _):
      guard let clause = outline(of: condition, in: .customer, opened: &opened) else { return nil }
      (source, planned) = (.condition(clause), .matching(clause.predicate))
    case .set(let set):
      guard let first = outline(of: set.first, opened: &opened) else { return nil }
      var steps: [(operation: SetStep.Operation, segment: OutlinedSegment)] = []
      for step in set.steps {
        guard let segment = outline(of: step.name, opened: &opened) else { return nil }
        steps.append((step.operation.value.planOperation, segment))
      }
      source = .set(first: first, steps: steps)
      planned = .set(
        first: first.reference, steps: steps.map { SetStep($0.operation, $0.segment.reference) })
    }
    var narrowing: [Narrowing] = []
    for stage in pipeline.stages {
      guard let bound = bindNarrowing(stage, in: .customer) else { return nil }
      narrowing.append(bound)
    }
    return SelectionOutline(
      plan: SelectionPlan(source: planned, narrowing: narrowing),
      text: SyntaxPrinter.print(pipeline.source), source: source,
      stages: pipeline.stages.map { SyntaxPrinter.print($0) })
  }

  /// A saved segment, opened where it is met for the first time.
  private mutating func outline(
    of name: Located<String>, opened: inout Set<FieldName>
  ) -> OutlinedSegment? {
    guard let reference = bindSegment(name) else { return nil }
    guard case .saved = reference.body, let segment = catalog.segments[FieldName(name.value)],
      opened.insert(segment.name).inserted
    else { return OutlinedSegment(reference: reference, outline: nil) }
    let text = SourceText(name: "@\(segment.name)", text: segment.definition)
    guard case .pipeline(let pipeline)? = Parser.parse(text, into: &bag).first else { return nil }
    return OutlinedSegment(
      reference: reference, outline: outline(of: pipeline, opened: &opened))
  }

  private mutating func outline(
    of condition: ConditionSyntax, in scope: Scope, opened: inout Set<FieldName>
  ) -> OutlinedClause? {
    let text = SyntaxPrinter.print(condition)
    switch condition {
    case .malformed: return nil
    case .all(let operands, _):
      guard let parts = outlines(of: operands, in: scope, opened: &opened) else { return nil }
      return OutlinedClause(text: text, predicate: .all(parts.map(\.predicate)), kind: .all(parts))
    case .any(let operands, _):
      guard let parts = outlines(of: operands, in: scope, opened: &opened) else { return nil }
      return OutlinedClause(text: text, predicate: .any(parts.map(\.predicate)), kind: .any(parts))
    case .not(let operand, _):
      guard let part = outline(of: operand, in: scope, opened: &opened) else { return nil }
      return OutlinedClause(text: text, predicate: .not(part.predicate), kind: .not(part))
    case .test(let test):
      if case .segment(let name) = test.question {
        guard let segment = outline(of: name, opened: &opened) else { return nil }
        let predicate = Predicate.inSegment(segment.reference)
        return OutlinedClause(
          text: text, predicate: test.isNegated ? .not(predicate) : predicate,
          kind: .member(segment))
      }
      bounds = []
      guard let predicate = bindCondition(condition, in: scope) else { return nil }
      let noted = bounds
      let parts = parts(of: test, in: scope, opened: &opened)
      return OutlinedClause(text: text, predicate: predicate, kind: .test(parts), bounds: noted)
    }
  }

  private mutating func outlines(
    of conditions: [ConditionSyntax], in scope: Scope, opened: inout Set<FieldName>
  ) -> [OutlinedClause]? {
    var clauses: [OutlinedClause] = []
    for condition in conditions {
      guard let clause = outline(of: condition, in: scope, opened: &opened) else { return nil }
      clauses.append(clause)
    }
    return clauses
  }
}

extension Binder {
  /// The values and rows that a test asks for, beyond those that it shows itself.
  private mutating func parts(
    of test: TestSyntax, in scope: Scope, opened: inout Set<FieldName>
  ) -> [OutlinedPart] {
    let values: [ExpressionSyntax]
    switch test.question {
    case .comparison(let left, _, let right): values = [left, right]
    case .between(let value, let low, let high): values = [value, low, high]
    case .membership(let value, _), .period(let value, _), .file(let value, _),
      .text(let value, _, _), .has(let value, _), .known(let value), .truth(let value):
      values = [value]
    case .exists(let rows):
      guard let rows = outlinedRows(rows, in: scope, opened: &opened) else { return [] }
      return [OutlinedPart(text: nil, value: nil, rows: rows)]
    case .sequence(let sequence):
      // Excluded rows are what is not there, and those of compared steps hang on others.
      var parts: [OutlinedPart] = []
      for step in sequence.steps where !step.isExcluded && !step.namesSteps(of: sequence) {
        guard let rows = outlinedRows(step.rows, in: scope, opened: &opened) else { continue }
        parts.append(OutlinedPart(text: nil, value: nil, rows: rows))
      }
      return parts
    case .habit(let habit):
      guard let rows = outlinedRows(habit.rows, in: scope, opened: &opened) else { return [] }
      return [OutlinedPart(text: nil, value: nil, rows: rows)]
    case .segment: return []
    }
    return values.flatMap { parts(of: $0, in: scope, opened: &opened) }
  }

  private mutating func parts(
    of value: ExpressionSyntax, in scope: Scope, opened: inout Set<FieldName>
  ) -> [OutlinedPart] {
    var parts: [OutlinedPart] = []
    for named in value.named {
      guard let bound = bindValue(named, in: scope) else { continue }
      var rows: OutlinedRows?
      if case .aggregate(let aggregate) = named, let written = aggregate.rows {
        rows = outlinedRows(written, in: scope, opened: &opened)
      }
      // What a side consists of is shown by the test itself; only its rows are left to tell.
      let isWhole = value.isNamed
      if isWhole, rows == nil { continue }
      parts.append(
        OutlinedPart(text: isWhole ? nil : SyntaxPrinter.print(named), value: bound, rows: rows))
    }
    return parts
  }

  private mutating func outlinedRows(
    _ syntax: RowsSyntax, in scope: Scope, opened: inout Set<FieldName>
  ) -> OutlinedRows? {
    guard let (selection, relation) = bindRows(syntax, in: scope) else { return nil }
    let field = syntax.column.flatMap { relation.field(named: FieldName($0.value)) }
    let conjuncts = syntax.condition.map(\.conjuncts) ?? []
    guard let clauses = outlines(of: conjuncts, in: .rows(relation), opened: &opened)
    else { return nil }
    return OutlinedRows(
      selection: selection, period: syntax.period.map { SyntaxPrinter.print($0) },
      condition: syntax.condition.map { SyntaxPrinter.print($0) }, clauses: clauses,
      column: field.map { .column($0.name, $0.type) })
  }
}

extension ExpressionSyntax {
  /// Whether it is one name or aggregate and nothing more.
  fileprivate var isNamed: Bool {
    switch self {
    case .name, .aggregate, .rank, .choice: true
    case .call(let call): call.function.value.isStanding
    case .literal, .negation, .arithmetic, .coalesce, .malformed: false
    }
  }

  /// The names and aggregates that it is computed from, in order.
  fileprivate var named: [ExpressionSyntax] {
    switch self {
    case .name, .aggregate, .rank, .choice: [self]
    case .call(let call):
      call.function.value.isStanding ? [self] : call.arguments.flatMap(\.named)
    case .literal, .malformed: []
    case .negation(let operand): operand.value.named
    case .arithmetic(let arithmetic):
      arithmetic.first.named + arithmetic.steps.flatMap(\.operand.named)
    case .coalesce(let operands, _): operands.flatMap(\.named)
    }
  }
}
