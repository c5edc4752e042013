import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// A whole pipeline; nil after an error.
  mutating func bind(_ syntax: PipelineSyntax) -> BoundPipeline? {
    let source = bindSource(syntax.source)
    var steps: [BoundPipeline.Step] = []
    var look: Look?
    var narrowing: [StageSyntax] = []
    var scope = Scope.customer
    var isFine = source != nil
    if case .rows(let rows) = syntax.source {
      isFine = enter(rows, &scope, &steps, isStage: false) && isFine
    }
    for stage in syntax.stages {
      if case .split(let split)? = look, case .save(let name) = stage.kind {
        let plain = PipelineSyntax(source: syntax.source, stages: narrowing, range: syntax.range)
        let action = bindAssignment(split, as: name, plain, syntax.stages)
        isFine = isFine && action != nil
        if let action { steps.append(.act(action)) }
        look = nil
        continue
      }
      if let current = look {
        isFine = isFine && addToLook(stage, current, &look, &steps)
        continue
      }
      guard !scope.isRows || !stage.isAboutCustomers else {
        bag.report(.customersOnly(stage.keyword))
        isFine = false
        continue
      }
      let plain = PipelineSyntax(source: syntax.source, stages: narrowing, range: syntax.range)
      switch stage.kind {
      case .malformed: isFine = false
      case .rows(let rows): isFine = enter(rows, &scope, &steps, isStage: true) && isFine
      case .rank, .sort, .limit, .sample, .exclude, .excludeSuppressed:
        if let bound = bindNarrowing(stage, in: scope) {
          steps.append(.narrow(bound))
        } else {
          isFine = false
        }
        narrowing.append(stage)
      case .save, .freeze, .tag, .coupon, .export:
        if let action = bindAction(stage, definition: plain, before: steps) {
          steps.append(.act(action))
        } else {
          isFine = false
        }
      case .count, .show, .group, .describe, .explain, .why, .diff, .histogram, .profile, .overlap,
        .scores, .split:
        look = bindLook(stage, of: syntax, narrowing, in: scope)
        isFine = isFine && look != nil
        if look == nil { look = .count }
      }
    }
    guard isFine, let source else { return nil }
    let hasActions = steps.contains { if case .act = $0 { true } else { false } }
    if look == nil, !hasActions || scope.isRows { look = .summary }
    let plain = PipelineSyntax(source: syntax.source, stages: narrowing, range: syntax.range)
    return BoundPipeline(
      source: source, steps: steps, look: look, asOf: asOf, attributes: attributes,
      bounds: bounds, usesPresentOnly: presentOnly, definition: definitionText(plain),
      literals: literals)
  }

  /// Goes from the customers to rows of theirs.
  private mutating func enter(
    _ rows: RowsSyntax, _ scope: inout Scope, _ steps: inout [BoundPipeline.Step],
    isStage: Bool
  ) -> Bool {
    guard catalog.relations[FieldName(rows.relation.value)] != nil else {
      bag.report(
        .unknownSheet(
          rows.relation, isStage: isStage, relations: catalog.relations.keys.map(\.description)))
      return false
    }
    guard let (selection, relation) = bindRows(rows, in: .customer) else { return false }
    steps.append(.rows(selection))
    scope = .rows(relation)
    return true
  }

  /// Canonical text of a source with its narrowing stages, every `let` expanded.
  mutating func definitionText(_ pipeline: PipelineSyntax) -> String {
    SyntaxPrinter.print(expandingDefinitions(pipeline))
  }

  /// A pipeline with every `let` written out.
  mutating func expandingDefinitions(_ pipeline: PipelineSyntax) -> PipelineSyntax {
    let relations = catalog.relations
    return LetExpansion.expand(pipeline, definitions: definitions, into: &bag) { relation, name in
      relations[FieldName(relation)]?.field(named: FieldName(name)) != nil
    }
  }

  private mutating func bindSource(_ source: SourceSyntax) -> SelectionSource? {
    switch source {
    case .segment(nil, _): return .matching(.constant(true))
    case .segment(let condition?, _):
      return bindCondition(condition, in: .customer).map { .matching($0) }
    case .rows: return .matching(.constant(true))
    case .set(let set):
      let first = bindSegment(set.first)
      var steps: [SetStep] = []
      for step in set.steps {
        guard let segment = bindSegment(step.name) else { continue }
        steps.append(SetStep(step.operation.value.planOperation, segment))
      }
      guard let first, steps.count == set.steps.count else { return nil }
      return .set(first: first, steps: steps)
    }
  }

  /// A saved segment with its definition bound at this statement's as-of date.
  mutating func bindSegment(_ name: Located<String>) -> SegmentReference? {
    let key = FieldName(name.value)
    guard let segment = catalog.segments[key] else {
      let names = catalog.segments.keys.map(\.description).sorted()
      bag.report(
        .unknownSegment(name, nearest: NearestName.candidates(for: name.value, among: names)))
      return nil
    }
    if case .frozen = segment.kind { return SegmentReference(name: segment.name, body: .frozen) }
    if let plan = boundSegments[key] {
      return SegmentReference(name: segment.name, body: .saved(plan))
    }
    if let start = segmentStack.firstIndex(of: key) {
      bag.report(.segmentCycle(name, segmentStack[start...] + [key]))
      return nil
    }
    guard segmentStack.count < Limits.segmentDepth else {
      bag.report(.segmentsTooDeep(name))
      return nil
    }
    segmentStack.append(key)
    defer { segmentStack.removeLast() }
    let outer = bag
    bag = DiagnosticBag()
    let plan = segment.isSplit ? bindSplit(segment) : bindDefinition(segment)
    let inner = bag
    bag = outer
    guard let plan else {
      bag.report(.segmentBroken(name, inner.diagnostics.first { $0.severity == .error }))
      return nil
    }
    boundSegments[key] = plan
    return SegmentReference(name: segment.name, body: .saved(plan))
  }

  mutating func bindDefinition(_ segment: SavedSegment) -> SelectionPlan? {
    let text = SourceText(name: "@\(segment.name)", text: segment.definition)
    let statements = Parser.parse(text, into: &bag)
    guard !bag.hasErrors, statements.count == 1, case .pipeline(let pipeline) = statements[0],
      let source = bindSource(pipeline.source)
    else { return nil }
    var narrowing: [Narrowing] = []
    for stage in pipeline.stages {
      guard let bound = bindNarrowing(stage, in: .customer) else { return nil }
      narrowing.append(bound)
    }
    return SelectionPlan(source: source, narrowing: narrowing)
  }

  /// `top`, `bottom`, `sort` or `limit` over customers or rows; nil after an error.
  mutating func bindNarrowing(_ stage: StageSyntax, in scope: Scope) -> Narrowing? {
    switch stage.kind {
    case .limit(let count): return .limit(count.value)
    case .sample(let sample): return bindSample(sample)
    case .exclude(let name): return bindSegment(name).map { .exclude($0) }
    case .excludeSuppressed:
      usesSuppressed = true
      note(presentOnly: "suppressed")
      return .exclude(.suppressed)
    case .sort(let keys):
      var bound: [SortKey] = []
      for key in keys {
        guard let value = bindValue(key.value, in: scope) else { return nil }
        bound.append(SortKey(expression: value, isDescending: key.isDescending))
      }
      return .sort(bound)
    case .rank(let rank):
      guard let value = bindValue(rank.value, in: scope) else { return nil }
      guard value.type != .list, value.type != .flag else {
        bag.report(.rankedType(rank.value.range, value.type))
        return nil
      }
      if rank.isPercent {
        guard let percent = bindNumber(rank.amount, over: 1) else { return nil }
        guard percent <= Fraction(100) else {
          bag.report(.percentTooLarge(rank.amount))
          return nil
        }
        return .rank(isTop: rank.isTop, .percent(percent), by: value)
      }
      guard let count = Int(rank.amount.value) else {
        bag.report(.numberTooLarge(rank.amount))
        return nil
      }
      return .rank(isTop: rank.isTop, .count(count), by: value)
    default: return nil
    }
  }
}

extension SetOperator {
  var planOperation: SetStep.Operation {
    switch self {
    case .union: .union
    case .minus: .minus
    case .intersect: .intersect
    }
  }
}

extension StageSyntax {
  /// Whether it means nothing to rows.
  fileprivate var isAboutCustomers: Bool {
    switch kind {
    case .save, .freeze, .tag, .coupon, .export, .describe, .why, .diff, .rows: true
    case .sample, .exclude, .excludeSuppressed, .split, .profile, .overlap, .scores: true
    case .count, .explain, .show, .group, .rank, .sort, .limit, .histogram, .malformed: false
    }
  }
}
