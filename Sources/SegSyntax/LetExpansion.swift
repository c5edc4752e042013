package import SegText

/// Puts what `let` names stand for in their place, so that a kept definition needs no other.
package struct LetExpansion {
  /// Whether a column of a relation bears a name; inside rows, columns come before `let` names.
  package typealias ColumnTest = (_ relation: String, _ name: String) -> Bool

  private let definitions: [String: DefinitionSyntax]
  private let isColumn: ColumnTest
  /// The relations whose rows are being rewritten, innermost last.
  private var relations: [String] = []
  /// The relations around the definition being put in place, whose columns it does not see.
  private var hidingRelations: [String] = []
  /// The definitions being put in place, to stop at one that uses itself.
  private var open: [String] = []
  private var depth = 0
  private var substitutions = 0
  private var failure: Diagnostic?

  private init(definitions: [String: DefinitionSyntax], isColumn: @escaping ColumnTest) {
    self.definitions = definitions
    self.isColumn = isColumn
  }

  /// The pipeline with every `let` name replaced; names are compared without case, keys of
  /// `definitions` are lower-case.
  ///
  /// When the result would be nested or long beyond the limits that is reported, and what comes
  /// back must not be used. Ranges of what was put in are those of its definition.
  package static func expand(
    _ pipeline: PipelineSyntax, definitions: [String: DefinitionSyntax],
    into bag: inout DiagnosticBag, isColumn: @escaping ColumnTest = { _, _ in false }
  ) -> PipelineSyntax {
    guard !definitions.isEmpty else { return pipeline }
    var expansion = Self(definitions: definitions, isColumn: isColumn)
    var result = pipeline
    switch pipeline.source {
    case .segment(let condition?, let range):
      result.source = .segment(expansion.expanded(condition), range)
    case .rows(let rows):
      result.source = .rows(expansion.expanded(rows))
      expansion.relations.append(rows.relation.value)
    case .segment(nil, _), .set: break
    }
    result.stages = pipeline.stages.map { stage in
      let expanded = expansion.expanded(stage)
      if case .rows(let rows) = stage.kind { expansion.relations.append(rows.relation.value) }
      return expanded
    }
    if var failure = expansion.failure {
      failure.range = pipeline.range
      bag.report(failure)
    }
    return result
  }

  /// A definition with the earlier ones put in its place, so that it never depends on names that
  /// may be given anew.
  package static func expand(
    _ definition: DefinitionSyntax, definitions: [String: DefinitionSyntax],
    into bag: inout DiagnosticBag, isColumn: @escaping ColumnTest = { _, _ in false }
  ) -> DefinitionSyntax {
    guard !definitions.isEmpty else { return definition }
    var expansion = Self(definitions: definitions, isColumn: isColumn)
    var result = definition
    switch definition.meaning {
    case .condition(let condition): result.meaning = .condition(expansion.expanded(condition))
    case .expression(let value): result.meaning = .expression(expansion.expanded(value))
    case .period(.name(let name)):
      result.meaning = definitions[name.value.lowercased()]?.meaning ?? definition.meaning
    case .period(let period): result.meaning = .period(expansion.expanded(period))
    case .list(let items, let range):
      result.meaning = .list(items.map { expansion.expanded($0) }, range)
    }
    if var failure = expansion.failure {
      failure.range = definition.range
      bag.report(failure)
    }
    return result
  }

  /// What a bare name stands for here, unless it is a column of the rows at hand.
  private func meaning(of name: String) -> (key: String, meaning: DefinitionSyntax.Meaning)? {
    let key = name.lowercased()
    guard let definition = definitions[key], !open.contains(key) else { return nil }
    guard !relations.contains(where: { isColumn($0, name) }) else { return nil }
    return (key, definition.meaning)
  }

  /// Rewrites what was put in for a name; its own names are read outside all rows at hand.
  private mutating func substituting<Tree>(
    _ key: String, _ tree: Tree, _ body: (inout Self, Tree) -> Tree
  ) -> Tree {
    substitutions += 1
    guard substitutions <= Self.mostSubstitutions, open.count < Limits.segmentDepth else {
      failure = failure ?? .expansionTooLong()
      return tree
    }
    let outer = (relations, hidingRelations)
    hidingRelations += relations
    relations = []
    open.append(key)
    defer {
      open.removeLast()
      (relations, hidingRelations) = outer
    }
    return body(&self, tree)
  }

  /// A name of a definition, marked as the customer's where the rows around would catch it.
  private func qualified(_ name: NameSyntax) -> NameSyntax {
    guard name.qualifier == nil, !relations.contains(where: { isColumn($0, name.name.value) }),
      hidingRelations.contains(where: { isColumn($0, name.name.value) })
    else { return name }
    return NameSyntax(qualifier: Located("customer", at: name.name.range), name: name.name)
  }

  /// A level of nesting in the source makes at most seven in the tree.
  private static let mostLevels = Limits.nesting * 8

  /// Enough for any real definition, and too few to run out of memory.
  private static let mostSubstitutions = 10_000

  /// Runs one level deeper.
  private mutating func deeper<Tree>(_ tree: Tree, _ body: (inout Self, Tree) -> Tree) -> Tree {
    guard depth < Self.mostLevels else {
      failure = failure ?? .expansionTooLong()
      return tree
    }
    depth += 1
    defer { depth -= 1 }
    return body(&self, tree)
  }
}

// MARK: - Conditions

extension LetExpansion {
  private mutating func expanded(_ condition: ConditionSyntax) -> ConditionSyntax {
    deeper(condition) { expansion, condition in
      switch condition {
      case .any(let conditions, let range):
        .any(conditions.map { expansion.expanded($0) }, range)
      case .all(let conditions, let range):
        .all(conditions.map { expansion.expanded($0) }, range)
      case .not(let operand, let range): .not(expansion.expanded(operand), range)
      case .test(let test): expansion.expanded(test)
      case .malformed: condition
      }
    }
  }

  private mutating func expanded(_ test: TestSyntax) -> ConditionSyntax {
    var result = test
    switch test.question {
    case .truth(let value):
      if case .name(let name) = value, name.qualifier == nil,
        let (key, meaning) = meaning(of: name.name.value)
      {
        switch meaning {
        case .condition(let condition): return substituting(key, condition) { $0.expanded($1) }
        case .expression(let value):
          result.question = .truth(value)
          return substituting(key, .test(result)) { $0.expanded($1) }
        case .period, .list: break
        }
      }
      result.question = .truth(expanded(value))
    case .comparison(let left, let operation, let right):
      result.question = .comparison(left: expanded(left), operation, right: expanded(right))
    case .between(let value, let low, let high):
      result.question = .between(expanded(value), low: expanded(low), high: expanded(high))
    case .membership(let value, let values):
      result.question = .membership(expanded(value), expandedItems(values))
    case .period(let value, .name(let name)):
      result.question = expandedMembership(expanded(value), in: name)
    case .period(let value, let period):
      result.question = .period(expanded(value), expanded(period))
    case .text(let value, let operation, let pattern):
      result.question = .text(expanded(value), operation, pattern: expanded(pattern))
    case .has(let value, let text): result.question = .has(expanded(value), expanded(text))
    case .file(let value, let file): result.question = .file(expanded(value), file)
    case .known(let value): result.question = .known(expanded(value))
    case .exists(let rows): result.question = .exists(expanded(rows))
    case .sequence, .habit: expandHistory(&result)
    case .segment: break
    }
    return .test(result)
  }

  /// `in NAME`, where the name may stand for a period, a list or a day.
  private func expandedMembership(
    _ value: ExpressionSyntax, in name: Located<String>
  ) -> TestSyntax.Question {
    switch timeMeaning(of: name) {
    case .period(let period): .period(value, period)
    case .list(let values, _): .membership(value, values)
    case .expression(let day): .period(value, .day(day))
    case .condition, nil: .period(value, .name(name))
    }
  }

  /// What a name behind `in` stands for; a name for a name is followed.
  private func timeMeaning(of name: Located<String>) -> DefinitionSyntax.Meaning? {
    var meaning = definitions[name.value.lowercased()]?.meaning
    for _ in 0..<Limits.segmentDepth {
      guard case .expression(.name(let next)) = meaning, next.qualifier == nil else { break }
      meaning = definitions[next.name.value.lowercased()]?.meaning
    }
    return meaning
  }

  // These stand by themselves to keep the frame of `expanded` small: it nests deeply.

  private mutating func expandHistory(_ test: inout TestSyntax) {
    switch test.question {
    case .sequence(var sequence):
      for index in sequence.steps.indices {
        sequence.steps[index].rows = expanded(sequence.steps[index].rows)
      }
      test.question = .sequence(sequence)
    case .habit(var habit):
      habit.rows = expanded(habit.rows)
      test.question = .habit(habit)
    default: break
    }
  }

  private mutating func expandedItems(_ values: [ExpressionSyntax]) -> [ExpressionSyntax] {
    values.map { expanded($0) }
  }

  /// The value of a parameter; nil for other literals.
  private func given(_ literal: LiteralSyntax) -> ExpressionSyntax? {
    guard case .parameter(let name) = literal,
      case .expression(let value)? = definitions[ParameterSyntax.key(name.value)]?.meaning
    else { return nil }
    return value
  }

  /// A period with parameters in the place of their names.
  private mutating func expanded(_ period: PeriodSyntax) -> PeriodSyntax {
    switch period {
    case .last(let duration, let date?, let range):
      .last(duration, before: expanded(date), range)
    case .between(let first, let last, let range): .between(expanded(first), expanded(last), range)
    case .day(let date): .day(expanded(date))
    case .last, .next, .year, .month, .quarter, .calendar, .name: period
    }
  }

  private mutating func expandPeriod(_ rows: inout RowsSyntax) {
    guard let period = rows.period else { return }
    guard case .name(let name) = period else {
      rows.period = expanded(period)
      return
    }
    switch timeMeaning(of: name) {
    case .period(let period): rows.period = expanded(period)
    case .expression(let day): rows.period = .day(day)
    case .list, .condition, nil: break
    }
  }

  private mutating func expanded(_ rows: RowsSyntax) -> RowsSyntax {
    var result = rows
    expandPeriod(&result)
    relations.append(rows.relation.value)
    result.condition = rows.condition.map { expanded($0) }
    relations.removeLast()
    return result
  }
}

// MARK: - Values and stages

extension LetExpansion {
  private mutating func expanded(_ value: ExpressionSyntax) -> ExpressionSyntax {
    deeper(value) { expansion, value in
      switch value {
      case .name(let name):
        guard name.qualifier == nil, let (key, meaning) = expansion.meaning(of: name.name.value),
          case .expression(let meant) = meaning
        else { return .name(expansion.qualified(name)) }
        return expansion.substituting(key, meant) { $0.expanded($1) }
      case .negation(let operand):
        return .negation(Located(expansion.expanded(operand.value), at: operand.range))
      case .arithmetic(var arithmetic):
        arithmetic.first = expansion.expanded(arithmetic.first)
        for index in arithmetic.steps.indices {
          arithmetic.steps[index].operand = expansion.expanded(arithmetic.steps[index].operand)
        }
        return .arithmetic(arithmetic)
      case .coalesce(let operands, let range):
        return .coalesce(operands.map { expansion.expanded($0) }, range)
      case .aggregate(var aggregate):
        aggregate.rows = aggregate.rows.map { expansion.expanded($0) }
        return .aggregate(aggregate)
      case .call(var call):
        call.arguments = call.arguments.map { expansion.expanded($0) }
        return .call(call)
      case .rank(var rank):
        rank.value = expansion.expanded(rank.value)
        rank.group = rank.group.map { expansion.expanded($0) }
        return .rank(rank)
      case .choice(var choice):
        choice.branches = choice.branches.map {
          ChoiceSyntax.Branch(
            condition: expansion.expanded($0.condition), value: expansion.expanded($0.value))
        }
        choice.otherwise = choice.otherwise.map { expansion.expanded($0) }
        return .choice(choice)
      case .literal(let literal): return expansion.given(literal) ?? value
      case .malformed: return value
      }
    }
  }

  private mutating func expanded(_ columns: [ColumnSyntax]) -> [ColumnSyntax] {
    columns.map { column in
      let value = expanded(column.value)
      // A column is headed by what was written.
      var alias = column.alias
      if case .name(let name) = column.value, name.qualifier == nil, alias == nil,
        case .expression? = meaning(of: name.name.value)?.meaning
      {
        alias = name.name
      }
      return ColumnSyntax(value: value, alias: alias)
    }
  }

  private mutating func expanded(_ stage: StageSyntax) -> StageSyntax {
    var result = stage
    switch stage.kind {
    case .show(let columns): result.kind = .show(expanded(columns))
    case .group(let columns, let statistics):
      result.kind = .group(expanded(columns), statistics: expanded(statistics))
    case .rank(var rank):
      rank.value = expanded(rank.value)
      result.kind = .rank(rank)
    case .sort(let keys):
      result.kind = .sort(
        keys.map { SortKeySyntax(value: expanded($0.value), isDescending: $0.isDescending) })
    case .describe(let values): result.kind = .describe(values.map { expanded($0) })
    case .export(var export):
      export.columns = expanded(export.columns)
      result.kind = .export(export)
    case .rows(let rows): result.kind = .rows(expanded(rows))
    case .histogram(var histogram):
      histogram.value = expanded(histogram.value)
      result.kind = .histogram(histogram)
    case .count, .limit, .explain, .why, .diff, .save, .freeze, .tag, .coupon, .malformed: break
    case .sample, .exclude, .excludeSuppressed, .split, .profile, .overlap, .scores: break
    }
    return result
  }
}

extension Diagnostic {
  static func expansionTooLong() -> Self {
    Self(
      code: .statementTooLong,
      message: "the statement grows beyond the limits when its `let` names are written out",
      range: .empty(at: 0))
  }
}
