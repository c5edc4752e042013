import SegModel
import SegPlan

extension SQLWriter {
  /// What `figures` has for each customer with orders; other metrics are made of these.
  static let baseMetrics = [
    "recency", "frequency", "monetary", "first_order", "last_order", "tenure",
  ]

  /// A metric of the customer at hand.
  mutating func number(_ metric: Metric, _ scope: SQLScope) -> SQLNumber {
    usesMetrics = true
    let c = scope.customer
    switch metric {
    case .recency, .frequency, .monetary, .tenure: return .scaled("\(c).\(metric.rawValue)", 0)
    case .aov:
      return SQLNumber(
        numerator: "\(c).monetary", divisor: .computed("nullif(\(c).frequency, 0)"))
    case .interval:
      return SQLNumber(
        numerator: "(\(c).tenure - \(c).recency)",
        divisor: .computed("nullif(max(\(c).frequency - 1, 0), 0)"))
    case .recencyScore, .frequencyScore, .monetaryScore:
      usesScores = true
      return .scaled("\(c).\(metric.rawValue)", 0)
    case .rfm:
      usesScores = true
      let digit = schema.profile.scoreScale > 9 ? 100 : 10
      return .scaled("(\(c).r * \(digit * digit) + \(c).f * \(digit) + \(c).m)", 0)
    case .firstOrder, .lastOrder: return .unknown
    }
  }

  /// Whether orders have amounts.
  var hasAmounts: Bool { schema.table(SQLSchema.allOrders)?.column("amount") != nil }

  /// The tables that metrics and scores are read from.
  func metricParts() -> [(name: String, query: String)] {
    guard usesMetrics || usesScores else { return [] }
    guard usesScores else { return [("figures", figures())] }
    return [("figures", figures()), ("cuts", cuts()), ("scores", scores())]
  }

  private func figures() -> String {
    guard let orders = schema.table(SQLSchema.allOrders), let date = dateColumn(of: orders) else {
      return "SELECT NULL AS customer_row, "
        + Self.baseMetrics.map { "NULL AS \($0)" }.joined(separator: ", ") + " WHERE 1 = 0"
    }
    let day = "o.\(date.dayName ?? date.name)"
    let asOfDay = SQLText.literal(asOf.day)
    let counted = "CASE WHEN o.is_counted THEN \(day) END"
    let refund = orders.column("refunded").map { " - coalesce(o.\($0.name), 0)" } ?? ""
    let amount = orders.column("amount").map { "coalesce(o.\($0.name), 0)\(refund)" }
    let monetary = amount.map { "coalesce(sum(CASE WHEN o.is_revenue THEN \($0) END), 0)" }
    return """
      SELECT o.customer_row,
        \(dialect.daysBetween(asOfDay, "max(\(counted))")) AS recency,
        count(\(counted)) AS frequency,
        \(monetary ?? "NULL") AS monetary,
        min(\(counted)) AS first_order,
        max(\(counted)) AS last_order,
        \(dialect.daysBetween(asOfDay, "min(\(counted))")) AS tenure
      FROM all_orders AS o
      WHERE o.\(date.name) <= \(moment(date.type))
      GROUP BY o.customer_row
      """
  }

  private static let scored = ["recency", "frequency", "monetary"]

  /// The quantiles (type 7) that scores are cut at, times the scale so that they are whole.
  private func cuts() -> String {
    let scale = schema.profile.scoreScale
    let steps = (1..<scale).map { "(\($0))" }.joined(separator: ", ")
    let each = Self.scored.map { metric in
      func value(_ name: String, _ place: String) -> String {
        "(SELECT \(name).value FROM places AS \(name)"
          + " WHERE \(name).metric = n.metric AND \(name).place = \(place))"
      }
      let low = value("low", "n.place")
      return """
        SELECT n.metric, \(low) * \(scale)
          + n.rest * (\(value("high", "min(n.place + 1, n.last)"))
            - \(low)) AS edge
        FROM (SELECT '\(metric)' AS metric, max(place) AS last,
            max(place) * step.column1 / \(scale) AS place,
            max(place) * step.column1 % \(scale) AS rest
          FROM places, (VALUES \(steps)) AS step
          WHERE metric = '\(metric)' GROUP BY step.column1) AS n
        """
    }
    let places = Self.scored.map { metric in
      """
      SELECT '\(metric)' AS metric, \(metric) AS value,
        row_number() OVER (ORDER BY \(metric)) - 1 AS place
      FROM figures WHERE frequency > 0 AND \(metric) IS NOT NULL
      """
    }
    return "WITH places AS (\n" + Self.indented(places.joined(separator: "\nUNION ALL\n")) + "\n)\n"
      + each.joined(separator: "\nUNION ALL\n")
  }

  private func scores() -> String {
    let scale = schema.profile.scoreScale
    func above(_ metric: String) -> String {
      "(SELECT count(*) FROM cuts"
        + " WHERE cuts.metric = '\(metric)' AND g.\(metric) * \(scale) > cuts.edge)"
    }
    return """
      SELECT g.customer_row,
        \(scale) - \(above("recency")) AS r,
        1 + \(above("frequency")) AS f,
        CASE WHEN g.monetary IS NOT NULL THEN 1 + \(above("monetary")) END AS m
      FROM figures AS g
      WHERE g.frequency > 0
      """
  }
}
