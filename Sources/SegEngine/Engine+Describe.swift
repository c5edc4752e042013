package import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// One row an attribute: how many customers know it, and what its values are like.
  ///
  /// Columns: `attribute type known unknown distinct min average max most_common`; `min`,
  /// `average` and `max` hold values of the attribute's own type.
  package func describe(
    _ attributes: [OutputColumn], of selection: Selection,
    text: (Value) -> String
  ) throws(EvaluationFailure) -> ResultTable {
    var rows: [[Value]] = []
    for attribute in attributes {
      try poll()
      rows.append(try describe(attribute, selection.rows, text))
    }
    let names = [
      "attribute", "type", "known", "unknown", "distinct", "min", "average", "max", "most_common",
    ]
    let columns = names.enumerated().map { position, name in
      let isCount = (2...4).contains(position)
      return ResultTable.Column(
        name: name, type: isCount ? .number : .text, values: rows.map { $0[position] })
    }
    return try sound(ResultTable(columns: columns))
  }

  private func describe(
    _ attribute: OutputColumn, _ rows: [Int32], _ text: (Value) -> String
  ) throws(EvaluationFailure) -> [Value] {
    let type = attribute.expression.type
    let vector = try vector(attribute.expression, in: .customers)
    var keys = GroupKeys(rows: rows)
    keys.split(by: vector, type: type)
    var counts = [Int](repeating: 0, count: keys.keys.count)
    for group in keys.groups { counts[Int(group)] += 1 }
    let known = rows.reduce(0) { $0 + ((vector.known?[Int($1)] ?? true) ? 1 : 0) }
    let values = keys.keys.map { $0[0] }
    let distinct = values.count { $0 != .unknown }
    let ordered = values.filter { $0 != .unknown }.sorted { $0.precedes($1) }
    var average: Value = .unknown
    if case .numbers(let numbers) = vector, type == .number || type == .money {
      var accumulator = Accumulator(.avg)
      for row in rows where numbers.known?[Int(row)] ?? true {
        accumulator.add(numbers.numerators[Int(row)], over: numbers.denominator(Int(row)))
      }
      average = try accumulator.result(.avg).map { .text(text(Value($0, type: type))) } ?? .unknown
    }
    let isOrdered = type != .flag && type != .list
    return [
      .text(attribute.name), .text(type.rawValue), .number(Fraction(known)),
      .number(Fraction(rows.count - known)), .number(Fraction(distinct)),
      isOrdered ? ordered.first.map { .text(text($0)) } ?? .unknown : .unknown, average,
      isOrdered ? ordered.last.map { .text(text($0)) } ?? .unknown : .unknown,
      Self.mostCommon(values, counts, text),
    ]
  }

  /// The most frequent known values with their counts; unknown when every value is its own.
  private static func mostCommon(_ values: [Value], _ counts: [Int], _ text: (Value) -> String)
    -> Value
  {
    let ranked = values.indices.filter { values[$0] != .unknown && counts[$0] > 1 }
      .sorted { a, b in
        counts[a] == counts[b] ? values[a].precedes(values[b]) : counts[a] > counts[b]
      }
    guard !ranked.isEmpty else { return .unknown }
    return .text(
      ranked.prefix(3).map { "\(text(values[$0])) (\(counts[$0]))" }.joined(separator: ", "))
  }
}
