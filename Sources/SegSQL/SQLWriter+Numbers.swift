import SegModel
import SegPlan

extension SQLWriter {
  /// A number or amount.
  mutating func number(_ expression: Expression, _ scope: SQLScope) throws(SQLFailure) -> SQLNumber
  {
    switch expression {
    case .constant(.number(let value)), .constant(.money(let value)): return .constant(value)
    case .constant: return .unknown
    case .attribute(let name, _):
      guard let column = schema.customers.column(name) else { return .unknown }
      return .scaled("\(scope.customer).\(column.name)", column.scale)
    case .column(let name, _):
      if let (alias, column) = scope.carried[name] {
        return column.map { .scaled("\(alias).\($0.name)", $0.scale) } ?? .unknown
      }
      guard let row = scope.row, let column = row.table.column(name) else { return .unknown }
      return .scaled("\(row.alias).\(column.name)", column.scale)
    case .orderColumn(let name, _):
      guard let order = scope.row?.order,
        let column = schema.table(SQLSchema.allOrders)?.column(name)
      else { return .unknown }
      return .scaled("\(order).\(column.name)", column.scale)
    case .metric(let metric): return number(metric, scope)
    case .negated(let operand):
      var value = try number(operand, scope)
      value.numerator = "-" + SQLText.whole(value.numerator)
      if value.numerator.hasPrefix("--") { value.numerator = "-(\(value.numerator.dropFirst()))" }
      return value
    case .arithmetic(let chain): return try number(chain, scope)
    case .coalesce(let operands):
      var values: [SQLNumber] = []
      for operand in operands { values.append(try number(operand, scope)) }
      return firstKnown(values)
    case .aggregate(let aggregate): return try number(aggregate, scope)
    case .tags, .shifted, .localDay: return .unknown
    case .call(let call): return try number(call, scope)
    case .choice(let choice): return try number(choice, scope)
    case .standing(let standing): return try number(standing, scope)
    }
  }

  private mutating func number(
    _ chain: Arithmetic, _ scope: SQLScope
  ) throws(SQLFailure) -> SQLNumber {
    var steps = chain.steps[...]
    var result: SQLNumber
    if let step = steps.first, step.operation == .daysBetween {
      let days = dialect.daysBetween(
        try plain(chain.first, scope), try plain(step.operand, scope))
      result = .scaled(days, 0)
      steps = steps.dropFirst()
    } else {
      result = try number(chain.first, scope)
    }
    for step in steps {
      let operand = try number(step.operand, scope)
      switch step.operation {
      case .add: result = sum(result, "+", operand)
      case .subtract, .daysBetween: result = sum(result, "-", operand)
      case .multiply: result = product(result, operand)
      case .divide: result = quotient(result, operand)
      }
    }
    return result
  }

  /// A table of one row with the numerator as `n` and a computed divisor as `d`.
  mutating func bound(_ value: SQLNumber) -> SQLNumber {
    let name = fresh("v")
    var query = "SELECT \(value.numerator) AS n"
    if case .computed(let divisor) = value.divisor { query += ", \(divisor) AS d" }
    if !value.sources.isEmpty { query += " FROM " + value.sources.joined(separator: ", ") }
    var result = SQLNumber(
      numerator: "\(name).n", divisor: value.divisor, sources: ["(\(query)) AS \(name)"])
    if case .computed = value.divisor { result.divisor = .computed("\(name).d") }
    return result
  }

  private mutating func sum(_ a: SQLNumber, _ sign: String, _ b: SQLNumber) -> SQLNumber {
    let (left, right, divisor) = SQLNumber.aligned(a, b)
    let numerator = "\(left) \(sign) \(SQLText.whole(right))"
    let sources = a.sources + b.sources
    if let divisor {
      return SQLNumber(numerator: numerator, divisor: .fixed(divisor), sources: sources)
    }
    if a.divisor == b.divisor {
      return SQLNumber(numerator: numerator, divisor: a.divisor, sources: sources)
    }
    return bound(
      SQLNumber(
        numerator: numerator,
        divisor: .computed(SQLNumber.times(a.divisorText, b.divisorText)), sources: sources))
  }

  private mutating func product(_ a: SQLNumber, _ b: SQLNumber) -> SQLNumber {
    let numerator = SQLNumber.times(a.numerator, b.numerator)
    let sources = a.sources + b.sources
    if case .fixed(let x) = a.divisor, case .fixed(let y) = b.divisor {
      let (divisor, overflows) = x.multipliedReportingOverflow(by: y)
      if !overflows {
        return SQLNumber(numerator: numerator, divisor: .fixed(divisor), sources: sources)
      }
    }
    return bound(
      SQLNumber(
        numerator: numerator,
        divisor: .computed(SQLNumber.times(a.divisorText, b.divisorText)), sources: sources))
  }

  /// `a / b`, unknown where b is 0; the divisor is made positive.
  private mutating func quotient(_ a: SQLNumber, _ b: SQLNumber) -> SQLNumber {
    let by = SQLText.isWhole(b.numerator) && !b.numerator.hasPrefix("(") ? b : bound(b)
    let top = SQLNumber.times(a.numerator, by.divisorText)
    return bound(
      SQLNumber(
        numerator: "CASE WHEN \(by.numerator) < 0 THEN -(\(top)) ELSE \(top) END",
        divisor: .computed(
          SQLNumber.times("nullif(abs(\(by.numerator)), 0)", a.divisorText)),
        sources: a.sources + by.sources))
  }

  private mutating func firstKnown(_ values: [SQLNumber]) -> SQLNumber {
    let sources = values.flatMap(\.sources)
    if let divisor = values.first?.divisor, case .fixed = divisor,
      values.allSatisfy({ $0.divisor == divisor })
    {
      let texts = values.map(\.numerator).joined(separator: ", ")
      return SQLNumber(numerator: "coalesce(\(texts))", divisor: divisor, sources: sources)
    }
    let bound = values.map { self.bound($0) }
    func pick(_ text: (SQLNumber) -> String) -> String {
      "CASE " + bound.map { "WHEN \($0.isKnown) THEN \(text($0))" }.joined(separator: " ") + " END"
    }
    return self.bound(
      SQLNumber(
        numerator: pick(\.numerator), divisor: .computed(pick(\.divisorText)),
        sources: bound.flatMap(\.sources)))
  }

  /// The numerator as one value, with an error where it left 64 bits.
  func scalar(_ value: SQLNumber) -> String { scalar(value.numerator, value.sources) }

  func scalar(_ text: String, _ sources: [String]) -> String {
    queried(checked(text), sources)
  }

  /// A text with the tables that it refers to.
  func queried(_ text: String, _ sources: [String]) -> String {
    sources.isEmpty ? text : "(SELECT \(text) FROM \(sources.joined(separator: ", ")))"
  }

  /// The text with an error of the database where arithmetic left 64 bits.
  func checked(_ text: String) -> String {
    refusesOverflow && text.contains(where: { "+-*".contains($0) }) && Int64(text) == nil
      ? dialect.refusingOverflow(text) : text
  }
}
