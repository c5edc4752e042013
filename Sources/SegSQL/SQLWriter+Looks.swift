import SegModel
package import SegPlan

extension SQLWriter {
  /// A pipeline as one statement, without the effects of its actions.
  package static func statement(
    _ pipeline: BoundPipeline, _ schema: SQLSchema, dialect: SQLDialect = .sqlite,
    refusesOverflow: Bool = false
  ) throws(SQLFailure) -> String {
    var writer = SQLWriter(
      schema, asOf: pipeline.asOf, dialect: dialect, refusesOverflow: refusesOverflow)
    var stream = try writer.stream(pipeline.source)
    for step in pipeline.steps {
      switch step {
      case .narrow(let stage): stream = try writer.narrowed(stream, stage)
      case .rows(let rows): stream = try writer.sheet(rows, of: stream)
      case .act: break
      }
    }
    switch pipeline.look {
    case nil, .summary?: return writer.members(stream)
    case .count: return writer.statement("SELECT count(*) AS count\n\(stream.text())")
    case .show(let columns): return try writer.table(columns, of: stream)
    case .groups(let grouping): return try writer.groups(grouping, of: stream)
    case .split: throw SQLFailure("`split` has no SQL: SQLite has no SHA-256")
    case .histogram: throw SQLFailure("`hist` has no SQL: its steps follow from the values")
    case .profile: throw SQLFailure("`profile` has no SQL: it compares every attribute")
    case .overlap: throw SQLFailure("`overlap` has no SQL: it compares several segments")
    case .scores: throw SQLFailure("`rfm` has no SQL; `by r, f, m` has")
    case .describe: throw SQLFailure("`describe` has no SQL: it sums up one column a row")
    case .explain: throw SQLFailure("`explain` has no SQL: it counts the parts of a statement")
    case .why: throw SQLFailure("`why` has no SQL: it tells how a statement was decided")
    case .diff: throw SQLFailure("`diff` has no SQL: it compares two statements")
    }
  }

  /// The rows (`row`) of the customers of a plan, in their order.
  package mutating func select(_ plan: SelectionPlan) throws(SQLFailure) -> String {
    var stream = try stream(plan.source)
    for stage in plan.narrowing { stream = try narrowed(stream, stage) }
    return statement("SELECT c.row\n\(stream.text())\n\(Self.ordered(stream.order))")
  }

  private func members(_ stream: SQLStream) -> String {
    let columns = stream.scope.row.map { "c.customer_id, \($0.alias).*" } ?? "c.row, c.customer_id"
    return statement("SELECT \(columns)\n\(stream.text())\n\(Self.ordered(stream.order))")
  }

  private static func ordered(_ order: [String]) -> String {
    "ORDER BY \(order.joined(separator: ", "))"
  }

  /// Columns of customers or rows, in their order.
  mutating func table(
    _ columns: [OutputColumn], of stream: SQLStream
  ) throws(SQLFailure) -> String {
    var texts: [String] = []
    for column in columns {
      texts.append("\(try shown(column.expression, stream.scope)) AS \(Self.quoted(column.name))")
    }
    return statement(
      "SELECT \(texts.joined(separator: ",\n  "))\n\(stream.text())\n\(Self.ordered(stream.order))")
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  /// A value as people read it: amounts in units of the currency, quotients as floating numbers.
  private mutating func shown(
    _ expression: Expression, _ scope: SQLScope
  ) throws(SQLFailure) -> String {
    guard expression.type == .number || expression.type == .money else {
      return try plain(expression, scope)
    }
    let value = try number(expression, scope)
    guard case .computed(let divisor) = value.divisor else {
      return scalar(shown(value.numerator, expression.type, value.divisorText), value.sources)
    }
    return scalar(shown(value.numerator, expression.type, divisor), value.sources)
  }

  /// A whole number over a divisor as people read it.
  private func shown(_ numerator: String, _ type: FieldType, _ divisor: String) -> String {
    let minor = type == .money ? schema.profile.currency.minorUnitsPerMajor : 1
    if divisor == "1", minor == 1 { return numerator }
    let by = divisor == "1" ? "\(minor).0" : minor == 1 ? divisor : "(\(minor).0 * \(divisor))"
    return "\(SQLText.whole(numerator)) * 1.0 / \(by)"
  }

  /// Groups with their statistics.
  mutating func groups(
    _ grouping: Grouping, of stream: SQLStream
  ) throws(SQLFailure) -> String {
    var stream = stream
    var inner: [String] = []
    var by: [String] = []
    var outer: [String] = []
    var orders: [[String]] = []
    for (position, key) in grouping.keys.enumerated() {
      let name = "k\(position + 1)"
      let expression = key.expression
      var texts: [String]
      if expression.type == .list {
        stream.from +=
          " LEFT JOIN \(dialect.entries(try plain(expression, stream.scope))) AS \(name)_entry"
        texts = ["\(name)_entry.value"]
      } else {
        texts = try sortKeys(expression, stream.scope)
      }
      let names = texts.indices.map { $0 == 0 ? name : "\(name)_\($0)" }
      inner += zip(texts, names).map { "\($0) AS \($1)" }
      by += names
      orders.append(names)
      var shownKey = name
      if expression.type == .number || expression.type == .money {
        if let (_, divisor) = try single(expression, stream.scope) {
          shownKey = shown(name, expression.type, "\(divisor)")
        } else {
          inner.append("\(try shown(expression, stream.scope)) AS \(name)_shown")
          shownKey = "min(\(name)_shown)"
        }
      }
      outer.append("\(shownKey) AS \(Self.quoted(key.name))")
    }
    for (position, statistic) in grouping.statistics.enumerated() {
      let (columns, value, order) = try self.statistic(
        statistic, "s\(position + 1)", stream.scope)
      inner += columns
      outer.append("\(value) AS \(Self.quoted(statistic.name))")
      orders.append([order])
    }
    var order = grouping.order.flatMap { column, isDescending in
      orders[column].map { "\($0)\(isDescending ? " DESC" : "") NULLS LAST" }
    }
    if grouping.order.isEmpty { order.append("count(*) DESC") }
    order += by.map { "\($0) NULLS LAST" }
    let limit = grouping.limit.map { "\nLIMIT \($0)" } ?? ""
    let rows = "SELECT \(inner.joined(separator: ",\n  "))\n\(stream.text())"
    return statement(
      "SELECT \(outer.joined(separator: ",\n  "))\nFROM (\n\(Self.indented(rows))\n)\n"
        + "GROUP BY \(by.joined(separator: ", "))\n\(Self.ordered(order))\(limit)")
  }

  /// A statistic: what each member gives to it, what it comes to as people read it, and what the
  /// groups can be put in order by.
  private mutating func statistic(
    _ statistic: Statistic, _ name: String, _ scope: SQLScope
  ) throws(SQLFailure) -> (columns: [String], value: String, order: String) {
    let function: AggregateFunction
    var columns: [String] = []
    var divisor: Int128 = 1
    var counted = "count(\(name))"
    switch statistic.kind {
    case .count: return ([], "count(*)", "count(*)")
    case .values(let aggregate, let expression):
      function = aggregate
      if let (text, scale) = try single(expression, scope) {
        columns = ["\(text) AS \(name)"]
        divisor = scale
      } else {
        let keys = try sortKeys(expression, scope)
        guard function == .count else {
          throw SQLFailure("quotients cannot be added up or compared row by row in exact SQL")
        }
        columns = ["\(keys[0]) AS \(name)"]
      }
    case .rows(let aggregate):
      function = aggregate.function
      var parts = aggregate
      parts.function = function == .avg ? .sum : function
      if function == .avg {
        var count = aggregate
        count.function = .count
        columns.append("\(scalar(try number(count, scope))) AS \(name)_count")
        counted = "sum(\(name)_count)"
      }
      guard let (text, scale) = try single(.aggregate(parts), scope) else {
        throw SQLFailure("quotients cannot be added up or compared row by row in exact SQL")
      }
      columns.append("\(text) AS \(name)")
      divisor = scale
      if function == .count {
        return (columns, "coalesce(sum(\(name)), 0)", "coalesce(sum(\(name)), 0)")
      }
    }
    let isNumber = statistic.type == .number || statistic.type == .money
    switch function {
    case .count: return (columns, "count(\(name))", "count(\(name))")
    case .sum:
      let sum = "coalesce(sum(\(name)), 0)"
      return (columns, shown(sum, statistic.type, "\(divisor)"), sum)
    case .avg:
      let mean = shown("sum(\(name))", statistic.type, "nullif(\(counted), 0)")
      return (columns, divisor == 1 ? mean : "\(mean) / \(divisor)", mean)
    case .min, .max:
      let text = "\(function.rawValue)(\(name))"
      return (columns, isNumber ? shown(text, statistic.type, "\(divisor)") : text, text)
    case .median, .distinct, .mode, .first, .last, .nth: throw Self.hasNoSQL(function)
    }
  }
}
