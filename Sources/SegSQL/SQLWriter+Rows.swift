import SegModel
import SegPlan

extension SQLWriter {
  /// Rows as `FROM` and `WHERE` of a query, with what names mean inside.
  struct Rows {
    var from: String
    var conditions: [String]
    var scope: SQLScope

    var text: String { "FROM \(from) WHERE " + conditions.joined(separator: " AND ") }
  }

  /// The rows tied to what is at hand; nil for a relation that the store lacks.
  mutating func rows(
    _ selection: RowSelection, _ scope: SQLScope
  ) throws(SQLFailure) -> Rows? {
    guard let table = schema.table(selection.relation) else { return nil }
    let row = self.row(table)
    var rows = Rows(
      from: source(selection.relation, row) + join(row), conditions: [],
      scope: SQLScope(row: row))
    if selection.link == .order, let order = scope.row?.alias {
      rows.conditions.append("\(row.alias).order_row = \(order).row")
    } else {
      rows.conditions.append("\(row.alias).customer_row = \(scope.customer).row")
    }
    rows.conditions += try restrictions(selection, rows.scope)
    return rows
  }

  /// The row of a table under a name of its own.
  mutating func row(_ table: SQLSchema.Table) -> SQLScope.Row {
    let stem = String(table.relation.folded.prefix { $0.isASCII && $0.isLetter }.prefix(1))
    let alias = fresh(stem.isEmpty || stem == "c" || stem == "v" ? "x" : stem)
    return SQLScope.Row(table: table, alias: alias, order: table.isLines ? alias + "_order" : nil)
  }

  /// A relation under the name of its row.
  func source(_ relation: FieldName, _ row: SQLScope.Row) -> String {
    "\(relation == SQLSchema.orders ? "orders" : row.table.name) AS \(row.alias)"
  }

  /// The orders of lines, for only lines of orders that count exist; else nothing.
  func join(_ row: SQLScope.Row) -> String {
    row.order.map { " JOIN orders AS \($0) ON \($0).row = \(row.alias).order_row" } ?? ""
  }

  /// What rows have to fulfil: to exist, to lie in the window, and the condition.
  mutating func restrictions(
    _ selection: RowSelection, _ scope: SQLScope
  ) throws(SQLFailure) -> [String] {
    guard let row = scope.row else { return [] }
    var conditions: [String] = []
    if let (alias, column) = date(of: row) {
      let test = "\(alias).\(column.name) <= \(moment(column.type))"
      let isOrder = row.order != nil || row.table.relation == SQLSchema.allOrders
      conditions.append(isOrder ? test : "(\(test) OR \(alias).\(column.name) IS NULL)")
    }
    if let window = selection.window {
      if let (alias, column) = date(of: row) {
        conditions.append(
          inside(
            "\(alias).\(column.name)", "\(alias).\(column.dayName ?? column.name)", column.type,
            window))
      } else {
        conditions.append(SQLCondition.never.text)
      }
    }
    if let condition = selection.condition {
      conditions.append(
        try self.condition(condition, scope, isExact: false).text(in: .not))
    }
    return conditions
  }

  /// The column that dates a row: of a line, its order's.
  func date(of row: SQLScope.Row) -> (alias: String, column: SQLSchema.Column)? {
    if let order = row.order, let orders = schema.table(SQLSchema.allOrders) {
      return dateColumn(of: orders).map { (order, $0) }
    }
    return dateColumn(of: row.table).map { (row.alias, $0) }
  }

  /// The test that a moment lies in a stretch of time.
  func inside(_ moment: String, _ day: String, _ type: FieldType, _ window: TimeWindow) -> String {
    let zone = schema.profile.zone
    switch window {
    case .days(nil, nil): return "\(SQLText.whole(day)) IS NOT NULL"
    case .days(let from?, nil): return "\(day) >= \(SQLText.literal(from))"
    case .days(nil, let through?): return "\(day) <= \(SQLText.literal(through))"
    case .days(let from?, let through?):
      return "\(day) BETWEEN \(SQLText.literal(from)) AND \(SQLText.literal(through))"
    case .instants(let after, let through):
      guard type == .date else {
        let first = Instant(secondsSinceEpoch: after.secondsSinceEpoch + 1)
        return "\(moment) BETWEEN \(SQLText.literal(first)) AND \(SQLText.literal(through))"
      }
      // A day counts from its first second.
      var first = zone.day(of: after)
      while zone.instant(of: first, secondOfDay: 0) <= after { first = first.adding(days: 1) }
      var last = zone.day(of: through).adding(days: 1)
      while zone.instant(of: last, secondOfDay: 0) > through { last = last.adding(days: -1) }
      return "\(moment) BETWEEN \(SQLText.literal(first)) AND \(SQLText.literal(last))"
    }
  }

  /// A number made of rows.
  mutating func number(
    _ aggregate: Aggregate, _ scope: SQLScope
  ) throws(SQLFailure) -> SQLNumber {
    guard let rows = try rows(aggregate.rows, scope) else {
      switch aggregate.function {
      case .count, .sum, .distinct: return .constant(Fraction(0))
      default: return .unknown
      }
    }
    guard let column = aggregate.column else {
      return .scaled("(SELECT count(*) \(rows.text))", 0)
    }
    if aggregate.function == .count {
      let known = try knownText(column, rows.scope)
      return .scaled("(SELECT count(\(known)) \(rows.text))", 0)
    }
    guard let (text, divisor) = try single(column, rows.scope) else {
      throw SQLFailure("quotients cannot be added up or compared row by row in exact SQL")
    }
    func query(_ value: String) -> String { "(SELECT \(value) \(rows.text))" }
    switch aggregate.function {
    case .count, .sum:
      return SQLNumber(numerator: query("coalesce(sum(\(text)), 0)"), divisor: .fixed(divisor))
    case .min, .max:
      let function = aggregate.function.rawValue
      return SQLNumber(numerator: query("\(function)(\(text))"), divisor: .fixed(divisor))
    case .avg:
      let name = fresh("v")
      let count = SQLNumber.times("nullif(count(\(text)), 0)", divisor)
      return SQLNumber(
        numerator: "\(name).n", divisor: .computed("\(name).d"),
        sources: ["(SELECT sum(\(text)) AS n, \(count) AS d \(rows.text)) AS \(name)"])
    case .median, .distinct, .mode, .first, .last, .nth:
      let pick = Self.picked(aggregate.function, aggregate.place, of: picking(text, rows))
      switch aggregate.function {
      case .distinct: return .scaled(pick, 0)
      case .median: return SQLNumber(numerator: pick, divisor: .fixed(divisor * 2))
      default: return SQLNumber(numerator: pick, divisor: .fixed(divisor))
      }
    }
  }

  /// Values of rows, which are stored in the order of time.
  private func picking(_ value: String, _ rows: Rows) -> Picking {
    Picking(value: value, rows: rows.text, order: rows.scope.row.map { ["\($0.alias).row"] } ?? [])
  }

  /// A text that is NULL exactly where a value is unknown.
  private mutating func knownText(
    _ expression: Expression, _ scope: SQLScope
  ) throws(SQLFailure) -> String {
    if let (text, _) = try single(expression, scope) { return text }
    let value = bound(try number(expression, scope))
    return scalar("\(value.numerator) + \(value.divisorText)", value.sources)
  }

  /// A value of another type made of rows.
  mutating func plain(
    _ aggregate: Aggregate, _ scope: SQLScope, asDay: Bool
  ) throws(SQLFailure) -> String {
    guard let column = aggregate.column, let rows = try rows(aggregate.rows, scope) else {
      return "NULL"
    }
    let value = try plain(column, rows.scope)
    let shown = asDay ? try day(column, rows.scope) : value
    switch aggregate.function {
    case .min, .max: return "(SELECT \(aggregate.function.rawValue)(\(shown)) \(rows.text))"
    default:
      var values = picking(value, rows)
      if shown != value { values.shown = shown }
      return Self.picked(aggregate.function, aggregate.place, of: values)
    }
  }
}
