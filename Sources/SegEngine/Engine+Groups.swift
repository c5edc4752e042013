import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// One row a group of customers or rows: its keys, then its statistics.
  package func groups(
    _ grouping: Grouping, of selection: Selection
  ) throws(EvaluationFailure) -> ResultTable {
    let (columns, counts): ([ResultTable.Column], [Value])
    if let dense = try denseGroups(grouping, of: selection) {
      (columns, counts) = dense
    } else {
      (columns, counts) = try generalGroups(grouping, of: selection)
    }
    let order = Self.order(of: columns, counts, grouping)
    let sorted = columns.map { column in
      var column = column
      column.values = order.map { column.values[$0] }
      return column
    }
    return try sound(ResultTable(columns: sorted))
  }

  /// The columns of any grouping, with the count of each group.
  private func generalGroups(
    _ grouping: Grouping, of selection: Selection
  ) throws(EvaluationFailure) -> (columns: [ResultTable.Column], counts: [Value]) {
    var keys = GroupKeys(rows: selection.rows)
    for key in grouping.keys {
      try poll()
      keys.split(
        by: try vector(key.expression, in: selection.domain), type: key.expression.type)
    }
    var columns = grouping.keys.enumerated().map { position, key in
      let type: FieldType = key.expression.type == .list ? .text : key.expression.type
      return ResultTable.Column(
        name: key.name, type: type, values: keys.keys.map { $0[position] })
    }
    for statistic in grouping.statistics {
      columns.append(
        ResultTable.Column(
          name: statistic.name, type: statistic.type,
          values: try values(of: statistic, keys, in: selection.domain)))
    }
    return (
      columns, try values(of: Statistic(name: "count", kind: .count), keys, in: selection.domain)
    )
  }

  private static func order(
    of columns: [ResultTable.Column], _ counts: [Value], _ grouping: Grouping
  ) -> [Int] {
    let order = counts.indices.sorted { a, b in
      for (column, isDescending) in grouping.order {
        let (x, y) = (columns[column].values[a], columns[column].values[b])
        if x == .unknown || y == .unknown {
          if x != y { return y == .unknown }
          continue
        }
        if x.precedes(y) { return !isDescending }
        if y.precedes(x) { return isDescending }
      }
      if grouping.order.isEmpty, counts[a] != counts[b] { return counts[b].precedes(counts[a]) }
      for column in columns.prefix(grouping.keys.count) {
        let (x, y) = (column.values[a], column.values[b])
        if x == .unknown || y == .unknown {
          if x != y { return y == .unknown }
          continue
        }
        if x.precedes(y) { return true }
        if y.precedes(x) { return false }
      }
      return a < b
    }
    return grouping.limit.map { Array(order.prefix($0)) } ?? order
  }

  private func values(
    of statistic: Statistic, _ keys: GroupKeys, in domain: Domain
  ) throws(EvaluationFailure) -> [Value] {
    switch statistic.kind {
    case .count:
      var counts = [Int64](repeating: 0, count: keys.keys.count)
      for group in keys.groups { counts[Int(group)] += 1 }
      return counts.map { .number(Fraction($0)) }
    case .values(let function, let expression) where function.isPick:
      let values = try vector(expression, in: domain)
      return try picked(function, values, keys, statistic.type, in: domain)
    case .rows(let aggregate) where aggregate.function.isPick:
      return try picked(aggregate, keys)
    case .values(let function, let expression):
      return try fold(function, vector(expression, in: domain), keys)
        .map { $0.map { Value($0, type: statistic.type) } ?? .unknown }
    case .rows(let aggregate):
      return try fold(aggregate, keys)
        .map { $0.map { Value($0, type: statistic.type) } ?? .unknown }
    }
  }

  private func fold(
    _ function: AggregateFunction, _ vector: Vector, _ keys: GroupKeys
  ) throws(EvaluationFailure) -> [Fraction?] {
    var groups = [Accumulator](repeating: Accumulator(function), count: keys.keys.count)
    for (entry, row) in keys.rows.enumerated() where vector.known?[Int(row)] ?? true {
      if case .numbers(let numbers) = vector {
        groups[Int(keys.groups[entry])].add(
          numbers.numerators[Int(row)], over: numbers.denominator(Int(row)))
      } else {
        groups[Int(keys.groups[entry])].add(1, over: 1)
      }
    }
    var result: [Fraction?] = []
    for group in groups { result.append(try group.result(function)) }
    return result
  }

  /// An aggregate over all rows of a group is made of what it comes to for each customer.
  private func fold(_ aggregate: Aggregate, _ keys: GroupKeys) throws(EvaluationFailure)
    -> [Fraction?]
  {
    func each(_ function: AggregateFunction) throws(EvaluationFailure) -> Vector {
      var part = aggregate
      part.function = function
      return try vector(of: part, in: .customers)
    }
    switch aggregate.function {
    case .count, .sum: return try fold(.sum, each(aggregate.function), keys)
    case .min, .max: return try fold(aggregate.function, each(aggregate.function), keys)
    case .avg:
      let sums = try fold(.sum, each(.sum), keys)
      let counts = try fold(.sum, each(.count), keys)
      return zip(sums, counts).map { sum, count in
        count.flatMap { $0.numerator == 0 ? nil : sum?.divided(by: $0) }
      }
    case .median, .distinct, .mode, .first, .last, .nth:
      preconditionFailure("picked out of the rows of a group")
    }
  }
}

extension Value {
  /// Whether it comes before another value of the same type; unknown after everything.
  func precedes(_ other: Value) -> Bool {
    switch (self, other) {
    case (.unknown, _): false
    case (_, .unknown): true
    case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    case (.flag(let a), .flag(let b)): !a && b
    case (.list(let a), .list(let b)):
      a.joined(separator: ",").utf8.lexicographicallyPrecedes(b.joined(separator: ",").utf8)
    default:
      if let a = fraction, let b = other.fraction { a < b } else { false }
    }
  }
}
