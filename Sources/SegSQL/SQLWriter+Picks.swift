import SegPlan

extension SQLWriter {
  /// Values that something is picked out of.
  struct Picking {
    /// A value, which is NULL where it is unknown.
    var value: String
    /// What is shown of it, where that is another text: of a date-time its local day.
    var shown: String?
    /// `FROM` and `WHERE` of the rows that have the values.
    var rows: String
    /// Columns that put the rows in the order of time.
    var order: [String]
  }

  /// What a function picks out of values; of `median` twice that, so that the mean of two is whole.
  static func picked(
    _ function: AggregateFunction, _ place: Int = 1, of values: Picking
  ) -> String {
    let known = "\(values.rows) AND \(SQLText.whole(values.value)) IS NOT NULL"
    func at(_ direction: String) -> String {
      let order = values.order.map { $0 + direction }.joined(separator: ", ")
      let offset = place > 1 ? " OFFSET \(place - 1)" : ""
      return "(SELECT \(values.shown ?? values.value) \(known) ORDER BY \(order) LIMIT 1\(offset))"
    }
    switch function {
    case .distinct: return "(SELECT count(DISTINCT \(values.value)) \(values.rows))"
    case .last: return at(" DESC")
    case .mode:
      // Values of one kind show the same, so that the least of what they show is that.
      let (pick, column) = values.shown.map { ("min(day)", ", \($0) AS day") } ?? ("value", "")
      return "(SELECT \(pick) FROM (SELECT \(values.value) AS value\(column) \(known))"
        + " GROUP BY value ORDER BY count(*) DESC, value LIMIT 1)"
    case .median:
      // The one place in the middle, or the two of them.
      return "(SELECT min(value) + max(value) FROM (SELECT \(values.value) AS value,"
        + " row_number() OVER (ORDER BY \(values.value)) AS place, count(*) OVER () AS total"
        + " \(known)) WHERE place * 2 BETWEEN total AND total + 2)"
    case .first, .nth, .count, .sum, .avg, .min, .max: return at("")
    }
  }
}
