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
    case .split: throw SQLFailure("`split` has no SQL: a part of it that was saved has")
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

  static func ordered(_ order: [String]) -> String {
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

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  /// A value as people read it: amounts in units of the currency, quotients as floating numbers.
  mutating func shown(
    _ expression: Expression, _ scope: SQLScope
  ) throws(SQLFailure) -> String {
    guard expression.type == .number || expression.type == .money else {
      return try plain(expression, scope)
    }
    let value = try number(expression, scope)
    // What is shown may be a floating number; what it is made of may not.
    return queried(
      shown(checked(value.numerator), expression.type, checked(value.divisorText)), value.sources)
  }

  /// A whole number over a divisor as people read it.
  func shown(_ numerator: String, _ type: FieldType, _ divisor: String) -> String {
    let minor = type == .money ? schema.profile.currency.minorUnitsPerMajor : 1
    if divisor == "1", minor == 1 { return numerator }
    let by = divisor == "1" ? "\(minor).0" : minor == 1 ? divisor : "(\(minor).0 * \(divisor))"
    return "\(SQLText.whole(numerator)) * 1.0 / \(by)"
  }
}
