import SegModel
import SegPlan
import SegSyntax
import SegText

extension Binder {
  /// A stage that shows something; nil after an error.
  mutating func bindLook(
    _ stage: StageSyntax, of syntax: PipelineSyntax, _ narrowing: [StageSyntax], in scope: Scope
  ) -> Look? {
    let source = syntax.source
    switch stage.kind {
    case .count: return .count
    case .show(let columns): return bindColumns(columns, in: scope).map { .show($0) }
    case .group(let keys, let statistics):
      return bindGrouping(keys, statistics, in: scope).map { .groups($0) }
    case .describe(let names): return bindDescribed(names).map { .describe($0) }
    case .histogram(let histogram): return bindHistogram(histogram, in: scope)
    case .split(let split): return bindSplit(split).map { .split($0) }
    case .profile: return .profile(profiledColumns())
    case .overlap(let names): return bindOverlap(names)
    case .scores(let isGrid): return .scores(isGrid: isGrid)
    case .explain:
      let preceding = syntax.stages.prefix { $0.range.lowerBound < stage.range.lowerBound }
      return bindExplain(syntax.source, Array(preceding), stage.range).map { .explain($0) }
    case .why(let customer):
      return bindOutline(source, narrowing, stage.range).map {
        .why(ProofPlan(customer: customer, selection: $0))
      }
    case .diff(let other):
      return bindDifference(other, source, narrowing, stage.range).map { .diff($0) }
    default: return nil
    }
  }

  /// A stage after one that shows: after `by` the groups are sorted and cut, after `show` the
  /// customers; anything else is out of place.
  mutating func addToLook(
    _ stage: StageSyntax, _ current: Look, _ look: inout Look?, _ steps: inout [BoundPipeline.Step]
  ) -> Bool {
    switch (current, stage.kind) {
    case (_, .malformed): return false
    case (.groups(var grouping), .limit(let count)):
      grouping.limit = min(grouping.limit ?? .max, count.value)
      look = .groups(grouping)
      return true
    case (.groups(var grouping), .sort(let keys)):
      guard grouping.limit == nil else {
        bag.report(.sortAfterLimit(stage.keyword))
        return false
      }
      grouping.order = []
      for key in keys {
        guard let position = bindGroupKey(key, grouping) else { return false }
        grouping.order.append((position, key.isDescending))
      }
      look = .groups(grouping)
      return true
    default:
      bag.report(.misplacedStage(stage.keyword, after: current.word))
      return false
    }
  }

  private mutating func bindGroupKey(_ key: SortKeySyntax, _ grouping: Grouping) -> Int? {
    let wanted = FieldName(SyntaxPrinter.print(key.value))
    let names = grouping.keys.map(\.name) + grouping.statistics.map(\.name)
    if let position = names.firstIndex(where: { FieldName($0) == wanted }) { return position }
    bag.report(.unknownGroupColumn(key.value.range, wanted.description, names))
    return nil
  }

  /// Columns with their names: the alias, or the canonical text of the value.
  mutating func bindColumns(
    _ columns: [ColumnSyntax], in scope: Scope = .customer
  ) -> [OutputColumn]? {
    var bound: [OutputColumn] = []
    for column in columns {
      guard let value = bindValue(column.value, in: scope) else { continue }
      let name = column.alias?.value ?? SyntaxPrinter.print(column.value)
      bound.append(OutputColumn(name: name, expression: value))
    }
    return bound.count == columns.count ? bound : nil
  }

  private mutating func bindGrouping(
    _ keys: [ColumnSyntax], _ statistics: [ColumnSyntax], in scope: Scope
  ) -> Grouping? {
    let boundKeys = bindColumns(keys, in: scope)?.map {
      OutputColumn(name: $0.name, expression: $0.expression.asGroupKey)
    }
    var bound: [Statistic] = []
    for column in statistics {
      guard let kind = bindStatistic(column.value, in: scope) else { continue }
      let name = column.alias?.value ?? SyntaxPrinter.print(column.value)
      bound.append(Statistic(name: name, kind: kind))
    }
    guard let boundKeys, bound.count == statistics.count else { return nil }
    if bound.isEmpty { bound = [Statistic(name: "count", kind: .count)] }
    return Grouping(keys: boundKeys, statistics: bound)
  }

  private mutating func bindStatistic(
    _ syntax: ExpressionSyntax, in scope: Scope
  ) -> Statistic.Kind? {
    guard case .aggregate(let aggregate) = syntax else {
      bag.report(.expectedStatistic(syntax.range))
      return nil
    }
    let function = aggregate.function.value.planFunction
    guard let rows = aggregate.rows else { return .count }
    let isRelation = catalog.relations[FieldName(rows.relation.value)] != nil
    if case .rows(let relation) = scope, isRelation || rows.period != nil || rows.condition != nil,
      rows.column == nil || FieldName(rows.relation.value) != relation.name
    {
      bag.report(.rowStatistic(rows.range, relation.name))
      return nil
    }
    guard !isRelation || scope.isRows, rows.period == nil, rows.condition == nil else {
      guard case .aggregate(let bound)? = bindAggregate(aggregate, in: .customer) else {
        return nil
      }
      return .rows(bound)
    }
    let name =
      rows.column.map { NameSyntax(qualifier: rows.relation, name: $0) }
      ?? NameSyntax(name: rows.relation)
    guard let value = bindValue(.name(name), in: scope) else { return nil }
    guard function.accepts(value.type) else {
      bag.report(.statisticType(aggregate.function, value.type, name.range))
      return nil
    }
    guard !function.needsTime || scope.isRows else {
      bag.report(.untimedStatistic(aggregate.function, name.range))
      return nil
    }
    return .values(function, value)
  }

  private mutating func bindDescribed(_ names: [ExpressionSyntax]) -> [OutputColumn]? {
    guard names.isEmpty else {
      return bindColumns(names.map { ColumnSyntax(value: $0, alias: nil) })
    }
    let columns = catalog.attributes.map {
      OutputColumn(name: $0.name.description, expression: .attribute($0.name, $0.type))
    }
    let metrics = Metric.allCases.map {
      OutputColumn(name: $0.rawValue, expression: .metric($0))
    }
    return columns + [OutputColumn(name: "tags", expression: .tags)] + metrics
  }
}

extension Look {
  /// The stage's keyword, for messages.
  fileprivate var word: String {
    switch self {
    case .summary: "segment"
    case .count: "count"
    case .show: "show"
    case .groups: "by"
    case .describe: "describe"
    case .histogram: "hist"
    case .profile: "profile"
    case .split: "split"
    case .overlap: "overlap"
    case .scores: "rfm"
    case .explain: "explain"
    case .why: "why"
    case .diff: "diff"
    }
  }
}
