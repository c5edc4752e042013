import SegModel
import SegPlan

/// A table with how values stand among all.
struct SQLStanding {
  let name: String
  /// What percentiles are divided by; nil where each has a divisor of its own.
  var divisor: Int128?
}

extension SQLWriter {
  /// How the value of the customer at hand stands among those of all.
  mutating func number(
    _ standing: Standing, _ scope: SQLScope
  ) throws(SQLFailure) -> SQLNumber {
    let table: SQLStanding
    if let known = standings[standing] {
      table = known
    } else {
      table = try self.table(of: standing)
      standings[standing] = table
    }
    if case .percentile(let percent) = standing.kind {
      return percentile(Self.part(percent), table)
    }
    return .scaled(
      "(SELECT s.standing FROM \(table.name) AS s WHERE s.row = \(scope.customer).row)", 0)
  }

  /// Makes the table of a standing.
  private mutating func table(of standing: Standing) throws(SQLFailure) -> SQLStanding {
    let scope = SQLScope()
    let keys = try sortKeys(standing.value, scope)
    var columns = Self.columns("value", keys)
    let order = keys.indices.map { "value\($0 + 1)" }
    var table: SQLStanding
    let query: (_ rows: String) -> String
    var known = "value1 IS NOT NULL"
    switch standing.kind {
    case .percentile(let percent):
      table = SQLStanding(name: fresh("percentile"))
      if let (_, divisor) = try single(standing.value, scope) {
        table.divisor = divisor
      } else {
        let value = try number(standing.value, scope)
        columns.append("\(scalar(value)) AS numerator")
        columns.append("\(scalar(value.divisorText, value.sources)) AS divisor")
      }
      let isQuotient = table.divisor == nil
      query = { Self.percentile(Self.part(percent), order, isQuotient, $0) }
    case .rank(let group):
      table = SQLStanding(name: fresh("rank"))
      let groups = try group.map { group throws(SQLFailure) in try sortKeys(group, scope) } ?? []
      columns += Self.columns("group", groups)
      if !groups.isEmpty { known += " AND group1 IS NOT NULL" }
      query = { Self.rank(order, groups.indices.map { "group\($0 + 1)" }, $0) }
    case .quantile(let parts):
      table = SQLStanding(name: fresh("quantile"))
      query = { Self.quantile(parts, order, $0) }
    }
    let among = try condition(standing.among, scope, isExact: false).text(in: .not)
    let members =
      "SELECT c.row,\n  \(columns.joined(separator: ",\n  "))\nFROM \(Self.customers) AS c"
      + "\nWHERE \(among)"
    parts.append((table.name, query("FROM (\n\(Self.indented(members))\n)\nWHERE \(known)")))
    return table
  }

  private static func columns(_ name: String, _ texts: [String]) -> [String] {
    texts.enumerated().map { "\($1) AS \(name)\($0 + 1)" }
  }

  private static func part(_ percent: Fraction) -> Fraction {
    percent.divided(by: Fraction(100)) ?? percent
  }

  /// 1 for the largest of a group.
  private static func rank(_ order: [String], _ groups: [String], _ rows: String) -> String {
    let among = groups.isEmpty ? "" : "PARTITION BY \(groups.joined(separator: ", ")) "
    let order = order.map { $0 + " DESC" }.joined(separator: ", ")
    return "SELECT row, rank() OVER (\(among)ORDER BY \(order)) AS standing\n\(rows)"
  }

  /// 1 plus the number of cuts below the value.
  ///
  /// Among n values the cut j of k lies at the place j (n - 1) / k. It is below a value exactly
  /// where that is below the first place that holds the value, which is the number of smaller ones:
  /// no cut has to be computed.
  private static func quantile(_ parts: Int, _ order: [String], _ rows: String) -> String {
    let places =
      "SELECT row, rank() OVER (ORDER BY \(order.joined(separator: ", "))) - 1 AS smaller,\n"
      + "  count(*) OVER () - 1 AS others\n\(rows)"
    return "SELECT row,\n"
      + "  CASE WHEN smaller = 0 THEN 1 ELSE (smaller * \(parts) - 1) / others + 1 END"
      + " AS standing\n"
      + "FROM (\n\(indented(places))\n)"
  }

  /// The values on both sides of a part of the way from the smallest to the largest, and how far it
  /// is from the lower one.
  private static func percentile(
    _ part: Fraction, _ order: [String], _ isQuotient: Bool, _ rows: String
  ) -> String {
    let way = "(count(*) OVER () - 1) * \(part.numerator)"
    let values = isQuotient ? ["numerator", "divisor"] : [order[0]]
    let places =
      "SELECT \(values.joined(separator: ", ")),\n"
      + "  row_number() OVER (ORDER BY \(order.joined(separator: ", "))) - 1 AS place,\n"
      + "  \(way) / \(part.denominator) AS low_place, \(way) % \(part.denominator) AS rest,\n"
      + "  count(*) OVER () - 1 AS others\n\(rows)"
    func pick(_ value: String, _ place: String, _ name: String) -> String {
      "max(CASE WHEN place = \(place) THEN \(value) END) AS \(name)"
    }
    let high = "low_place + (low_place < others)"
    var columns = [pick(values[0], "low_place", "low"), pick(values[0], high, "high")]
    if isQuotient {
      columns += [pick(values[1], "low_place", "low_of"), pick(values[1], high, "high_of")]
    }
    columns.append("max(rest) AS rest")
    return "SELECT \(columns.joined(separator: ",\n  "))\nFROM (\n\(indented(places))\n)"
  }

  /// The value between the two that a table of a percentile has.
  private mutating func percentile(_ part: Fraction, _ table: SQLStanding) -> SQLNumber {
    let name = fresh("v")
    let parts = part.denominator
    let source = ["\(table.name) AS \(name)"]
    guard let divisor = table.divisor else {
      return bound(
        SQLNumber(
          numerator: "\(name).low * \(name).high_of * (\(parts) - \(name).rest)"
            + " + \(name).high * \(name).low_of * \(name).rest",
          divisor: .computed("\(name).low_of * \(name).high_of * \(parts)"), sources: source))
    }
    guard parts > 1 else {
      return SQLNumber(numerator: "\(name).low", divisor: .fixed(divisor), sources: source)
    }
    return SQLNumber(
      numerator: "\(name).low * \(parts) + (\(name).high - \(name).low) * \(name).rest",
      divisor: .fixed(divisor * parts), sources: source)
  }
}
