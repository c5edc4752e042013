import SegModel
import SegPlan

/// Groups on their way to SQL.
struct SQLGroups {
  var stream: SQLStream
  /// A part with what each member has, where statistics go back to the members of a group.
  let members: String?
  /// Columns of `members` that put them in the order of time.
  var turns: [String] = []
  /// What each member has: keys and what statistics are made of.
  var inner: [String] = []
  /// The names of the keys.
  var by: [String] = []
  /// The columns of the answer.
  var outer: [String] = []
  /// What the groups can be put in order by, for each column; nil where that would not be exact.
  var orders: [[String]?] = []

  /// `FROM` and `WHERE` of the members of the group at hand, under the name `h`.
  func memberRows(_ join: String = "", _ conditions: [String] = []) -> String {
    let same = by.map { "h.\($0) IS g.\($0)" }
    return "FROM \(members ?? "") AS h\(join) WHERE "
      + (same + conditions).joined(separator: " AND ")
  }
}

extension SQLWriter {
  /// Groups with their statistics.
  mutating func groups(
    _ grouping: Grouping, of stream: SQLStream
  ) throws(SQLFailure) -> String {
    var goesBack = false
    for statistic in grouping.statistics where try self.goesBack(statistic.kind, stream.scope) {
      goesBack = true
    }
    var groups = SQLGroups(stream: stream, members: goesBack ? fresh("members") : nil)
    for (position, key) in grouping.keys.enumerated() {
      try add(key, "k\(position + 1)", to: &groups)
    }
    if goesBack { groups.inner.append("c.row AS member") }
    for (position, text) in (goesBack ? turns(stream) : []).enumerated() {
      groups.inner.append("\(text) AS turn\(position + 1)")
      groups.turns.append("h.turn\(position + 1)")
    }
    for (position, statistic) in grouping.statistics.enumerated() {
      try add(statistic, "s\(position + 1)", to: &groups)
    }
    var order: [String] = []
    for (column, isDescending) in grouping.order {
      guard let texts = groups.orders[column] else {
        throw SQLFailure("groups have no order by a median of quotients in exact SQL")
      }
      order += texts.map { "\($0)\(isDescending ? " DESC" : "") NULLS LAST" }
    }
    if grouping.order.isEmpty { order.append("count(*) DESC") }
    order += groups.by.map { "\($0) NULLS LAST" }
    let limit = grouping.limit.map { "\nLIMIT \($0)" } ?? ""
    let rows = "SELECT \(groups.inner.joined(separator: ",\n  "))\n\(groups.stream.text())"
    if let members = groups.members { parts.append((members, rows)) }
    let source = groups.members.map { "\($0) AS g" } ?? "(\n\(Self.indented(rows))\n)"
    return statement(
      "SELECT \(groups.outer.joined(separator: ",\n  "))\nFROM \(source)\n"
        + "GROUP BY \(groups.by.joined(separator: ", "))\n\(Self.ordered(order))\(limit)")
  }

  /// What puts members in the order of time: the date of a row, then the row.
  private func turns(_ stream: SQLStream) -> [String] {
    guard let row = stream.scope.row else { return [] }
    return (date(of: row).map { ["\($0).\($1.name)"] } ?? []) + ["\(row.alias).row"]
  }

  private mutating func add(
    _ key: OutputColumn, _ name: String, to groups: inout SQLGroups
  ) throws(SQLFailure) {
    let expression = key.expression
    var texts: [String]
    if expression.type == .list {
      groups.stream.from +=
        " LEFT JOIN \(dialect.entries(try plain(expression, groups.stream.scope))) AS \(name)_entry"
      texts = ["\(name)_entry.value"]
    } else {
      texts = try sortKeys(expression, groups.stream.scope)
    }
    let names = texts.indices.map { $0 == 0 ? name : "\(name)_\($0)" }
    groups.inner += zip(texts, names).map { "\($0) AS \($1)" }
    groups.by += names
    groups.orders.append(names)
    var shownKey = name
    if expression.type == .number || expression.type == .money {
      if let (_, divisor) = try single(expression, groups.stream.scope) {
        shownKey = shown(name, expression.type, "\(divisor)")
      } else {
        groups.inner.append("\(try shown(expression, groups.stream.scope)) AS \(name)_shown")
        shownKey = "min(\(name)_shown)"
      }
    }
    groups.outer.append("\(shownKey) AS \(Self.quoted(key.name))")
  }

  private mutating func add(
    _ statistic: Statistic, _ name: String, to groups: inout SQLGroups
  ) throws(SQLFailure) {
    let text: (value: String, order: [String]?)
    switch statistic.kind {
    case .count: text = ("count(*)", ["count(*)"])
    case .values(.count, let expression):
      groups.inner.append("\(try sortKeys(expression, groups.stream.scope)[0]) AS \(name)")
      text = ("count(\(name))", ["count(\(name))"])
    case .values(let function, let expression):
      guard let (value, divisor) = try single(expression, groups.stream.scope) else {
        text = try quotient(function, expression, name, &groups)
        break
      }
      groups.inner.append("\(value) AS \(name)")
      let members = Picking(value: "h.\(name)", rows: groups.memberRows(), order: groups.turns)
      text =
        function.isPick && function != .distinct
        ? picked(function, divisor, statistic.type, of: members)
        : combined(function, name, divisor, "count(\(name))", statistic.type)
    case .rows(let aggregate): text = try self.text(aggregate, name, &groups)
    }
    groups.outer.append("\(text.value) AS \(Self.quoted(statistic.name))")
    groups.orders.append(text.order)
  }

  /// Whether the members of a group are gone through again for a statistic.
  private func goesBack(
    _ statistic: Statistic.Kind, _ scope: SQLScope
  ) throws(SQLFailure) -> Bool {
    switch statistic {
    case .count, .values(.count, _): return false
    case .values(let function, let expression):
      if function.isPick, function != .distinct { return true }
      // A trial, of which nothing is kept.
      var trial = self
      return try trial.single(expression, scope) == nil
    case .rows(let aggregate): return aggregate.function.isPick
    }
  }

  /// A statistic of quotients: what is picked out of them, by keys that put them in order.
  private mutating func quotient(
    _ function: AggregateFunction, _ expression: Expression, _ name: String,
    _ groups: inout SQLGroups
  ) throws(SQLFailure) -> (value: String, order: [String]?) {
    if function == .sum || function == .avg { throw Self.needsSums }
    let keys = try sortKeys(expression, groups.stream.scope)
    let names = keys.indices.map { $0 == 0 ? name : "\(name)_\($0)" }
    groups.inner += zip(keys, names).map { "\($0) AS \($1)" }
    groups.inner.append("\(try shown(expression, groups.stream.scope)) AS \(name)_shown")
    let columns = names.map { "h.\($0)" }
    let list = columns.joined(separator: ", ")
    let rows = "\(groups.memberRows()) AND h.\(name) IS NOT NULL"
    func pick(_ column: String) -> String {
      let order: String
      switch function {
      case .mode:
        return "(SELECT min(\(column)) \(rows) GROUP BY \(list)"
          + " ORDER BY count(*) DESC, \(list) LIMIT 1)"
      case .max: order = columns.map { $0 + " DESC" }.joined(separator: ", ")
      case .first: order = groups.turns.joined(separator: ", ")
      case .last: order = groups.turns.map { $0 + " DESC" }.joined(separator: ", ")
      default: order = list
      }
      return "(SELECT \(column) \(rows) ORDER BY \(order) LIMIT 1)"
    }
    switch function {
    case .distinct:
      let count = "(SELECT count(*) FROM (SELECT DISTINCT \(list) \(rows)))"
      return (count, [count])
    case .median:
      let mean =
        "(SELECT avg(shown) FROM (SELECT h.\(name)_shown AS shown,"
        + " row_number() OVER (ORDER BY \(list)) AS place, count(*) OVER () AS total \(rows))"
        + " WHERE place * 2 BETWEEN total AND total + 2)"
      return (mean, nil)
    default: return (pick("h.\(name)_shown"), columns.map(pick))
    }
  }

  /// A statistic over all rows of the members: of what their rows come to, or picked out of these.
  private mutating func text(
    _ aggregate: Aggregate, _ name: String, _ groups: inout SQLGroups
  ) throws(SQLFailure) -> (value: String, order: [String]?) {
    if aggregate.function.isPick {
      let none = aggregate.function == .distinct ? "0" : "NULL"
      guard let column = aggregate.column, let rows = try rows(aggregate.rows, SQLScope()) else {
        return (none, [])
      }
      guard let (value, divisor) = try single(column, rows.scope) else {
        throw Self.needsSums
      }
      let join = " JOIN \(Self.customers) AS c ON c.row = h.member JOIN \(rows.from)"
      let row = rows.scope.row
      let date = row.flatMap { self.date(of: $0) }.map { ["\($0.alias).\($0.column.name)"] } ?? []
      let values = Picking(
        value: value, rows: groups.memberRows(join, rows.conditions),
        order: date + (row.map { ["\($0.alias).row"] } ?? []))
      return picked(aggregate.function, divisor, aggregate.type, of: values)
    }
    var parts = aggregate
    parts.function = aggregate.function == .avg ? .sum : aggregate.function
    if aggregate.function == .avg {
      var count = aggregate
      count.function = .count
      groups.inner.append("\(scalar(try number(count, groups.stream.scope))) AS \(name)_count")
    }
    guard let (value, divisor) = try single(.aggregate(parts), groups.stream.scope) else {
      throw Self.needsSums
    }
    groups.inner.append("\(value) AS \(name)")
    let isCount = aggregate.function == .count
    return combined(
      isCount ? .sum : aggregate.function, name, divisor, "sum(\(name)_count)", aggregate.type)
  }

  /// What is picked out of values of members, and what the groups can be put in order by.
  private func picked(
    _ function: AggregateFunction, _ divisor: Int128, _ type: FieldType, of values: Picking
  ) -> (value: String, order: [String]?) {
    let pick = Self.picked(function, of: values)
    guard function != .distinct, type == .number || type == .money else { return (pick, [pick]) }
    return (shown(pick, type, "\(function == .median ? divisor * 2 : divisor)"), [pick])
  }

  /// What values of members come to together, and what the groups can be put in order by.
  private func combined(
    _ function: AggregateFunction, _ name: String, _ divisor: Int128, _ counted: String,
    _ type: FieldType
  ) -> (value: String, order: [String]?) {
    switch function {
    case .sum:
      let sum = "coalesce(sum(\(name)), 0)"
      return (shown(sum, type, "\(divisor)"), [sum])
    case .avg:
      let mean = shown("sum(\(name))", type, "nullif(\(counted), 0)")
      return (divisor == 1 ? mean : "\(mean) / \(divisor)", [mean])
    case .distinct: return ("count(DISTINCT \(name))", ["count(DISTINCT \(name))"])
    default:
      let text = "\(function.rawValue)(\(name))"
      let isNumber = type == .number || type == .money
      return (isNumber ? shown(text, type, "\(divisor)") : text, [text])
    }
  }

  private static let needsSums = SQLFailure("quotients cannot be added up in exact SQL")
}
