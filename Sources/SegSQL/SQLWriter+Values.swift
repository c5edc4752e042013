import SegModel
import SegPlan

extension SQLWriter {
  /// A text, date, date-time, yes/no or list; NULL where it is unknown.
  mutating func plain(_ expression: Expression, _ scope: SQLScope) throws(SQLFailure) -> String {
    try plain(expression, scope, asDay: false)
  }

  /// The local day of a date or date-time.
  mutating func day(_ expression: Expression, _ scope: SQLScope) throws(SQLFailure) -> String {
    try plain(expression, scope, asDay: expression.type == .dateTime)
  }

  mutating func plain(
    _ expression: Expression, _ scope: SQLScope, asDay: Bool
  ) throws(SQLFailure) -> String {
    switch expression {
    case .constant(let value): return constant(value, asDay)
    case .attribute(let name, _):
      return Self.text(schema.customers.column(name), scope.customer, asDay)
    case .column(let name, _):
      if let (alias, column) = scope.carried[name] { return Self.text(column, alias, asDay) }
      return Self.text(scope.row?.table.column(name), scope.row?.alias, asDay)
    case .orderColumn(let name, _):
      return Self.text(
        schema.table(SQLSchema.allOrders)?.column(name), scope.row?.order, asDay)
    case .metric(let metric):
      usesMetrics = true
      return "\(scope.customer).\(metric.rawValue)"
    case .tags: return "\(scope.customer).tags"
    case .shifted(let operand, let months, let days):
      return dialect.shifted(try plain(operand, scope), months, days)
    case .localDay(let operand): return try day(operand, scope)
    case .coalesce(let operands):
      var texts: [String] = []
      for operand in operands { texts.append(try plain(operand, scope, asDay: asDay)) }
      return "coalesce(\(texts.joined(separator: ", ")))"
    case .aggregate(let aggregate): return try plain(aggregate, scope, asDay: asDay)
    case .call(let call): return try plain(call, scope)
    case .choice(let choice): return try plain(choice, scope, asDay: asDay)
    // Numbers and amounts, which are written as such.
    case .negated, .arithmetic, .standing: return "NULL"
    }
  }

  private static func text(
    _ column: SQLSchema.Column?, _ alias: String?, _ asDay: Bool
  ) -> String {
    guard let column, let alias else { return "NULL" }
    return "\(alias).\(asDay ? column.dayName ?? column.name : column.name)"
  }

  private func constant(_ value: Value, _ asDay: Bool) -> String {
    switch value {
    case .unknown: "NULL"
    case .number(let number), .money(let number): "\(number.numerator)"
    case .text(let text): SQLText.literal(text)
    case .date(let day): SQLText.literal(day)
    case .dateTime(let instant):
      asDay ? SQLText.literal(schema.profile.zone.day(of: instant)) : SQLText.literal(instant)
    case .flag(let flag): flag ? "1" : "0"
    case .list(let texts):
      texts.isEmpty
        ? "json_array()" : "json_array(\(texts.map(SQLText.literal).joined(separator: ", ")))"
    }
  }

  /// A value as one text for aggregates, groups and the like; nil where it is a quotient.
  mutating func single(
    _ expression: Expression, _ scope: SQLScope
  ) throws(SQLFailure) -> (text: String, divisor: Int128)? {
    guard expression.type == .number || expression.type == .money else {
      return (try plain(expression, scope), 1)
    }
    let value = try number(expression, scope)
    guard case .fixed(let divisor) = value.divisor else { return nil }
    return (scalar(value), divisor)
  }

  /// Texts that put values in order, each NULL where the value is unknown: one, or for a quotient
  /// its whole part and two stretches of nine digits after it, which tell quotients apart whose
  /// divisors are below 10^9.
  mutating func sortKeys(
    _ expression: Expression, _ scope: SQLScope
  ) throws(SQLFailure) -> [String] {
    if let (text, _) = try single(expression, scope) { return [text] }
    let value = bound(try number(expression, scope))
    let (n, d) = (checked(value.numerator), value.divisorText)
    let rest = "(\(n) % \(d)) * 1000000000"
    return ["\(n) / \(d)", "\(rest) / \(d)", "(\(rest) % \(d)) * 1000000000 / \(d)"]
      .map { scalar($0, value.sources) }
  }
}
