import SegModel
import SegPlan

/// Customers, or rows of theirs, in an order, as parts of a query.
struct SQLStream {
  var from: String
  var conditions: [String]
  /// What they stand by.
  var order: [String]
  /// What equal ones of a ranking stand by.
  var tie: String
  /// What tells one from another.
  var key: String
  var scope: SQLScope

  /// `FROM` and `WHERE`.
  func text() -> String {
    "FROM \(from)"
      + (conditions.isEmpty ? "" : "\nWHERE " + conditions.joined(separator: "\n  AND "))
  }
}

extension SQLWriter {
  /// A query for the rows of the members of a segment.
  mutating func members(of reference: SegmentReference) throws(SQLFailure) -> String {
    switch reference.body {
    case .frozen:
      return "SELECT f.customer_row FROM frozen_members AS f WHERE f.segment = "
        + SQLText.literal(reference.name.folded)
    case .suppressed: return "SELECT s.customer_row FROM suppressed_customers AS s"
    case .saved(let plan):
      if let name = segments[plan] { return "SELECT row FROM \(name)" }
      var stream = try stream(plan.source)
      for stage in plan.narrowing { stream = try narrowed(stream, stage) }
      let stem = reference.name.folded.filter { $0.isASCII && ($0.isLetter || $0 == "_") }
      let name = fresh("segment_\(stem)_")
      parts.append((name, "SELECT \(stream.key) AS row\n\(stream.text())"))
      segments[plan] = name
      return "SELECT row FROM \(name)"
    }
  }

  /// The customers where a selection begins, as they are stored.
  mutating func stream(_ source: SelectionSource) throws(SQLFailure) -> SQLStream {
    var stream = SQLStream(
      from: "\(Self.customers) AS c", conditions: [], order: ["c.row"], tie: "c.customer_id",
      key: "c.row", scope: SQLScope())
    switch source {
    case .matching(.constant(true)): break
    case .matching(.all(let clauses)) where !clauses.isEmpty:
      for clause in clauses {
        stream.conditions.append(
          try condition(clause, stream.scope, isExact: false).text(in: .not))
      }
    case .matching(let predicate):
      stream.conditions = [
        try condition(predicate, stream.scope, isExact: false).text(in: .not)
      ]
    case .set(let first, let steps):
      if steps.isEmpty, case .saved(let plan) = first.body {
        stream = try self.stream(plan.source)
        for stage in plan.narrowing { stream = try narrowed(stream, stage) }
        return stream
      }
      var text = "c.row IN (\(try members(of: first)))"
      for step in steps {
        let other = "c.row IN (\(try members(of: step.segment)))"
        switch step.operation {
        case .union: text = "(\(text) OR \(other))"
        case .minus: text = "(\(text) AND NOT \(other))"
        case .intersect: text = "(\(text) AND \(other))"
        }
      }
      stream.conditions = [text]
    }
    return stream
  }

  /// The rows of the customers so far, customer by customer.
  mutating func sheet(
    _ selection: RowSelection, of customers: SQLStream
  ) throws(SQLFailure) -> SQLStream {
    guard let table = schema.table(selection.relation) else {
      throw SQLFailure("there is no table `\(selection.relation)`")
    }
    let row = self.row(table)
    var stream = customers
    stream.from +=
      " JOIN \(source(selection.relation, row)) ON \(row.alias).customer_row = c.row" + join(row)
    stream.scope = SQLScope(row: row)
    stream.conditions += try restrictions(selection, stream.scope)
    stream.order.append("\(row.alias).row")
    stream.tie = "\(row.alias).row"
    stream.key = "\(row.alias).row"
    return stream
  }

  /// What a stage leaves, in its order.
  mutating func narrowed(
    _ stream: SQLStream, _ stage: Narrowing
  ) throws(SQLFailure) -> SQLStream {
    let query: String
    switch stage {
    case .sample(.percent(let percent), let salt):
      let end = try share(percent.divided(by: Fraction(100)))
      var drawn = stream
      drawn.conditions.append("\(place(salt)) < \(end)")
      query = Self.placed(drawn, by: stream.order)
    case .sample(.count(let count), let salt):
      query = Self.placed(
        stream, by: stream.order, keeping: "draw <= \(count)",
        drawnBy: [place(salt), "c.customer_id"])
    case .places(let from, let below, let salt):
      let (low, high) = (try share(from), try share(below))
      var drawn = stream
      let place = place(salt)
      drawn.conditions.append("\(place) >= \(low) AND \(place) < \(high)")
      query = Self.placed(drawn, by: stream.order)
    case .exclude(let reference):
      var others = stream
      others.conditions.append("c.row NOT IN (\(try members(of: reference)))")
      query = Self.placed(others, by: stream.order)
    case .limit(let count):
      query = Self.placed(stream, by: stream.order, keeping: "place <= \(count)")
    case .sort(let keys):
      var order: [String] = []
      for key in keys {
        for text in try sortKeys(key.expression, stream.scope) {
          order.append("\(text)\(key.isDescending ? " DESC" : "") NULLS LAST")
        }
      }
      query = Self.placed(stream, by: order + stream.order)
    case .rank(let isTop, let amount, let expression):
      let keys = try sortKeys(expression, stream.scope)
      var known = stream
      known.conditions.append("\(SQLText.whole(keys[0])) IS NOT NULL")
      query = Self.placed(
        known, by: keys.map { $0 + (isTop ? " DESC" : "") } + [stream.tie],
        keeping: Self.isKept(amount))
    }
    let name = fresh("chosen")
    parts.append((name, query))
    return following(stream, name)
  }

  /// The place of a customer under a salt, in 2^32nds (clause 8.3).
  private mutating func place(_ salt: String) -> String {
    caveats.insert(dialect.place.caveat)
    return dialect.place.call("\(SQLText.literal(salt + ":")) || c.customer_id")
  }

  /// A share of all places, rounded up.
  private func share(_ share: Fraction?) throws(SQLFailure) -> Int128 {
    guard let places = share?.multiplied(by: Fraction(Int128(1) << 32)) else {
      throw SQLFailure("a share with so many digits has no SQL")
    }
    return -places.negated.floor
  }

  /// Keys with their places in an order, and how many they are; only some of them with a test,
  /// which may ask for the `draw`: the place in another order.
  private static func placed(
    _ stream: SQLStream, by order: [String], keeping test: String? = nil,
    drawnBy other: [String] = []
  ) -> String {
    func number(_ order: [String]) -> String {
      "row_number() OVER (ORDER BY \(order.joined(separator: ", ")))"
    }
    let draw = other.isEmpty ? "" : ",\n  \(number(other)) AS draw"
    let query =
      "SELECT \(stream.key) AS row, count(*) OVER () AS total,\n"
      + "  \(number(order)) AS place\(draw)\n" + stream.text()
    return test.map { "SELECT row, place FROM (\n\(indented(query))\n)\nWHERE \($0)" } ?? query
  }

  /// The places that a stage keeps.
  private static func isKept(_ amount: Narrowing.Amount) -> String {
    switch amount {
    case .count(let count): "place <= \(count)"
    case .percent(let percent):
      "(place - 1) * \(percent.denominator * 100) < total * \(percent.numerator)"
    }
  }

  /// A stream read from a part that holds its keys and places.
  private mutating func following(_ stream: SQLStream, _ name: String) -> SQLStream {
    var result = stream
    let alias = fresh("p")
    result.conditions = []
    result.order = ["\(alias).place"]
    guard let row = stream.scope.row else {
      result.from = "\(name) AS \(alias) JOIN \(Self.customers) AS c ON c.row = \(alias).row"
      return result
    }
    result.from =
      "\(name) AS \(alias) JOIN \(row.table.name) AS \(row.alias)"
      + " ON \(row.alias).row = \(alias).row"
      + " JOIN \(Self.customers) AS c ON c.row = \(row.alias).customer_row"
    result.from += join(row)
    return result
  }
}
