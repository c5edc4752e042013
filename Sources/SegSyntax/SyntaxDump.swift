import SegText

/// Writes a tree with byte ranges, two spaces a level: what tests compare.
package struct SyntaxDump: Sendable {
  private var lines: [String] = []
  private var depth = 0

  /// The dump of one statement, without a final newline.
  package static func dump(_ statement: StatementSyntax) -> String {
    var dump = Self()
    dump.add(statement)
    return dump.lines.joined(separator: "\n")
  }

  private mutating func line(_ text: String, _ range: SourceRange) {
    let indent = String(repeating: "  ", count: depth)
    lines.append("\(indent)\(text) \(range.lowerBound)..<\(range.upperBound)")
  }

  private mutating func node(
    _ text: String, _ range: SourceRange, _ children: (inout Self) -> Void
  ) {
    line(text, range)
    depth += 1
    children(&self)
    depth -= 1
  }

  private mutating func add(_ statement: StatementSyntax) {
    switch statement {
    case .pipeline(let pipeline):
      node("pipeline", pipeline.range) {
        $0.add(pipeline.source)
        for stage in pipeline.stages { $0.add(stage) }
      }
    case .definition(let definition):
      node("let \(definition.name.value)", definition.range) { $0.add(definition.meaning) }
    case .asOf(let date, let range): node("asof", range) { $0.add(date) }
    case .parameter(let parameter):
      node("param \(parameter.name.value)", parameter.range) { $0.add(parameter.value) }
    case .expectation(let expectation):
      line("expect \(SyntaxPrinter.print(expectation.claim))", expectation.range)
    case .malformed(let range): line("malformed", range)
    }
  }

  private mutating func add(_ meaning: DefinitionSyntax.Meaning) {
    switch meaning {
    case .expression(let value): add(value)
    case .condition(let condition): add(condition)
    case .period(let period): add(period)
    case .list(let values, let range): node("list", range) { $0.add(values) }
    }
  }

  private mutating func add(_ source: SourceSyntax) {
    switch source {
    case .segment(let condition, let range):
      node("segment", range) { if let condition { $0.add(condition) } }
    case .rows(let rows): add(rows)
    case .set(let set):
      node("set @\(set.first.value)", set.range) {
        for step in set.steps {
          $0.line("\(step.operation.value.rawValue) @\(step.name.value)", step.name.range)
        }
      }
    }
  }
}

// MARK: - Conditions

extension SyntaxDump {
  private mutating func add(_ condition: ConditionSyntax) {
    switch condition {
    case .any(let conditions, let range):
      node("or", range) { for condition in conditions { $0.add(condition) } }
    case .all(let conditions, let range):
      node("and", range) { for condition in conditions { $0.add(condition) } }
    case .not(let operand, let range): node("not", range) { $0.add(operand) }
    case .test(let test): add(test)
    case .malformed(let range): line("malformed", range)
    }
  }

  private mutating func add(_ test: TestSyntax) {
    let not = test.isNegated ? "not " : ""
    let range = test.range
    switch test.question {
    case .comparison(let left, let operation, let right):
      node(operation.value.rawValue, range) { $0.add([left, right]) }
    case .between(let value, let low, let high):
      node(not + "between", range) { $0.add([value, low, high]) }
    case .membership(let value, let values):
      node(not + "in list", range) { $0.add([value] + values) }
    case .period(let value, let period):
      node(not + "in period", range) {
        $0.add(value)
        $0.add(period)
      }
    case .file(let value, let file):
      node("\(not)in \(SyntaxPrinter.print(file))", range) { $0.add(value) }
    case .text(let value, let operation, let pattern):
      node(not + operation.value.rawValue, range) { $0.add([value, pattern]) }
    case .has(let value, let text): node(not + "has", range) { $0.add([value, text]) }
    case .known(let value):
      node(test.isNegated ? "is unknown" : "is known", range) { $0.add(value) }
    case .segment(let name): line("\(not)in @\(name.value)", range)
    case .exists(let rows): node(test.isNegated ? "none" : "any", range) { $0.add(rows) }
    case .sequence(let sequence): add(sequence, range)
    case .habit(let habit): add(habit, range)
    case .truth(let value): node("truth", range) { $0.add(value) }
    }
  }

  private mutating func add(_ sequence: SequenceSyntax, _ range: SourceRange) {
    node("did", range) { for step in sequence.steps { $0.add(step) } }
  }

  private mutating func add(_ habit: HabitSyntax, _ range: SourceRange) {
    node("habit \(SyntaxPrinter.print(habit.pattern))", range) { $0.add(habit.rows) }
  }

  private mutating func add(_ step: SequenceSyntax.Step) {
    let not = step.isExcluded ? "not " : ""
    let alias = step.alias.map { " as \($0.value)" } ?? ""
    let span = step.span.map { " within \($0.value)" } ?? ""
    node("\(not)step\(alias)\(span)", step.rows.range) { $0.add(step.rows) }
  }

  private mutating func add(_ rows: RowsSyntax) {
    let column = rows.column.map { ".\($0.value)" } ?? ""
    node("rows \(rows.relation.value)\(column)", rows.range) {
      if let period = rows.period { $0.add(period) }
      if let condition = rows.condition { $0.add(condition) }
    }
  }
}

// MARK: - Values

extension SyntaxDump {
  private mutating func add(_ values: [ExpressionSyntax]) { for value in values { add(value) } }

  private mutating func add(_ value: ExpressionSyntax) {
    switch value {
    case .literal(let literal): line(label(of: literal), literal.range)
    case .name(let name):
      let qualifier = name.qualifier.map { "\($0.value)." } ?? ""
      line("name \(qualifier)\(name.name.value)", name.range)
    case .negation(let operand): node("negation", operand.range) { $0.add(operand.value) }
    case .arithmetic(let arithmetic):
      node("arithmetic", arithmetic.range) {
        $0.add(arithmetic.first)
        for step in arithmetic.steps {
          $0.line(step.operation.value.rawValue, step.operation.range)
          $0.add(step.operand)
        }
      }
    case .coalesce(let operands, let range): node("??", range) { $0.add(operands) }
    case .aggregate(let aggregate):
      node(aggregate.function.value.rawValue, aggregate.range) {
        if let rows = aggregate.rows { $0.add(rows) }
        if let place = aggregate.place { $0.line("place \(place.value)", place.range) }
      }
    case .call(let call):
      node(call.function.value.rawValue, call.range) { $0.add(call.arguments) }
    case .rank(let rank):
      node("rank", rank.range) {
        $0.add(rank.value)
        if let group = rank.group { $0.add(group) }
      }
    case .choice(let choice):
      node("case", choice.range) {
        for branch in choice.branches {
          $0.add(branch.condition)
          $0.add(branch.value)
        }
        if let otherwise = choice.otherwise { $0.add(otherwise) }
      }
    case .malformed(let range): line("malformed", range)
    }
  }

  private func label(of literal: LiteralSyntax) -> String {
    let kind =
      switch literal {
      case .number: "number"
      case .percent: "percent"
      case .text: "text"
      case .flag: "flag"
      case .date: "date"
      case .dateTime: "date-time"
      case .namedDay: "day"
      case .duration: "duration"
      case .relativeDate: "relative"
      case .parameter: "parameter"
      }
    return "\(kind) \(SyntaxPrinter.print(literal))"
  }

  private mutating func add(_ period: PeriodSyntax) {
    switch period {
    case .last(let duration, let date, let range):
      node("last \(duration.value)", range) { if let date { $0.add(date) } }
    case .next(let duration, let range): line("next \(duration.value)", range)
    case .between(let first, let last, let range): node("..", range) { $0.add([first, last]) }
    case .day(let date): node("day", date.range) { $0.add(date) }
    case .year, .month, .quarter, .calendar: line(SyntaxPrinter.print(period), period.range)
    case .name(let name): line("named \(name.value)", name.range)
    }
  }
}

// MARK: - Stages

extension SyntaxDump {
  private mutating func add(_ stage: StageSyntax) {
    let range = stage.range
    switch stage.kind {
    case .count: line("count", range)
    case .rows(let rows): add(rows)
    case .show(let columns): node("show", range) { $0.add(columns) }
    case .group(let columns, let statistics):
      node("by", range) {
        $0.add(columns)
        if !statistics.isEmpty { $0.node("stats", range) { $0.add(statistics) } }
      }
    case .rank(let rank):
      let amount = rank.amount.value + (rank.isPercent ? "%" : "")
      node("\(rank.isTop ? "top" : "bottom") \(amount)", range) { $0.add(rank.value) }
    case .sort(let keys):
      node("sort", range) {
        for key in keys {
          $0.node(key.isDescending ? "desc" : "asc", key.value.range) { $0.add(key.value) }
        }
      }
    case .limit(let count): line("limit \(count.value)", range)
    case .describe(let values): node("describe", range) { $0.add(values) }
    case .sample(let sample):
      let amount = sample.amount.value + (sample.isPercent ? "%" : "")
      let salt = sample.salt.map { " salt " + SyntaxPrinter.quoted($0.value) } ?? ""
      line("sample \(amount)\(salt)", range)
    case .exclude(let name): line("exclude @\(name.value)", range)
    case .excludeSuppressed: line("exclude suppressed", range)
    case .split(let split):
      let salt = split.salt.map { " salt " + SyntaxPrinter.quoted($0.value) } ?? ""
      node("split\(salt)", range) {
        for portion in split.portions {
          $0.line("\(portion.name.value) \(portion.percent.value)%", portion.name.range)
        }
      }
    case .histogram(let histogram):
      let steps = histogram.steps.map { " \($0.value)" } ?? ""
      node("hist\(steps)", range) { $0.add(histogram.value) }
    case .profile: line("profile", range)
    case .overlap(let names):
      node("overlap", range) { for name in names { $0.line("@\(name.value)", name.range) } }
    case .scores(let isGrid): line(isGrid ? "rfm grid" : "rfm", range)
    case .explain: line("explain", range)
    case .diff(.segment(let other)): line("diff @\(other.value)", range)
    case .diff(.asOf(let moment)): node("diff asof", range) { $0.add(moment) }
    case .why(let id): line("why \(SyntaxPrinter.quoted(id.value))", range)
    case .save(let name): line("save \(name.value)", range)
    case .freeze(let name): line("freeze \(name.value)", range)
    case .tag(let isAdding, let tag):
      line("tag \(isAdding ? "add" : "remove") \(SyntaxPrinter.quoted(tag.value))", range)
    case .coupon(let coupon): add(coupon, range)
    case .export(let export): add(export, range)
    case .malformed: line("malformed", range)
    }
  }

  private mutating func add(_ columns: [ColumnSyntax]) {
    for column in columns {
      if let alias = column.alias {
        node("as \(alias.value)", alias.range) { $0.add(column.value) }
      } else {
        add(column.value)
      }
    }
  }

  private mutating func add(_ coupon: CouponSyntax, _ range: SourceRange) {
    node("coupon \(SyntaxPrinter.quoted(coupon.campaign.value))", range) {
      $0.line("value \(SyntaxPrinter.print(coupon.value))", coupon.value.range)
      if let minimum = coupon.minimum { $0.line("minimum \(minimum.value)", minimum.range) }
      switch coupon.expires {
      case .after(let duration): $0.line("expires +\(duration.value)", duration.range)
      case .on(let date): $0.node("expires", date.range) { $0.add(date) }
      case nil: break
      }
    }
  }

  private mutating func add(_ export: ExportSyntax, _ range: SourceRange) {
    let overwrite = export.overwrites ? " overwrite" : ""
    node("export \(SyntaxPrinter.quoted(export.path.value))\(overwrite)", range) {
      if let format = export.format { $0.line("format \(format.value)", format.range) }
      $0.add(export.columns)
    }
  }
}
