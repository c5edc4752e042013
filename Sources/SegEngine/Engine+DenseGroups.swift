import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// The columns of a grouping, groups in any order, with the count of each group; nil where keys
  /// or statistics need the general way.
  func denseGroups(
    _ grouping: Grouping, of selection: Selection
  ) throws(EvaluationFailure) -> (columns: [ResultTable.Column], counts: [Value])? {
    var keys: [DenseGroups.Key] = []
    for key in grouping.keys {
      if let dense = try calendarKey(key.expression, in: selection.domain) {
        keys.append(dense)
        continue
      }
      guard let column = try storedColumn(key.expression, in: selection.domain)?.column,
        let dense = DenseGroups.Key(column)
      else { return nil }
      keys.append(dense)
    }
    var figures: [DenseGroups.Figure] = []
    var units: [Int128] = []
    for statistic in grouping.statistics {
      switch statistic.kind {
      case .count: continue
      case .values(let function, let expression):
        guard !function.isPick,
          let stored = try storedNumbers(expression, in: selection.domain)
        else { return nil }
        figures.append(DenseGroups.Figure(function: function, column: stored.column))
        units.append(stored.unitsPerOne)
      case .rows: return nil
      }
    }
    guard
      let dense = DenseGroups(
        keys: keys, figures: figures, rowCount: selection.members.count)
    else { return nil }
    try poll()
    let totals = dense.totals(selection.members)
    let groups = totals.counts.indices.filter { totals.counts[$0] > 0 }
    var columns: [ResultTable.Column] = []
    for (position, key) in grouping.keys.enumerated() {
      columns.append(
        ResultTable.Column(
          name: key.name, type: key.expression.type,
          values: try keyValues(position, key, dense, groups, in: selection.domain)))
    }
    let counts = groups.map { Value.number(Fraction(totals.counts[$0])) }
    var figure = 0
    for statistic in grouping.statistics {
      var values = counts
      if case .values(let function, _) = statistic.kind {
        values = groups.map { group in
          Self.value(
            function, totals.values[figure][group], known: totals.known[figure][group],
            units[figure], statistic.type)
        }
        figure += 1
      }
      columns.append(
        ResultTable.Column(name: statistic.name, type: statistic.type, values: values))
    }
    return (columns, counts)
  }

  private func keyValues(
    _ position: Int, _ key: OutputColumn, _ dense: DenseGroups, _ groups: [Int], in domain: Domain
  ) throws(EvaluationFailure) -> [Value] {
    if let units = dense.keys[position].units {
      return groups.map { group in
        let code = dense.code(position, in: group)
        return code < units.values.count ? units.values[code] : .unknown
      }
    }
    guard let (field, column) = try storedColumn(key.expression, in: domain) else { return [] }
    let low = dense.keys[position].low
    let unknown = dense.keys[position].codeCount - 1
    return groups.map { group in
      let code = dense.code(position, in: group)
      guard code != unknown else { return .unknown }
      switch column {
      case .integers: return Table.value(of: low + Int64(code), field)
      case .text(let column): return .text(column.dictionary[code])
      case .flags: return .flag(code == 1)
      case .lists: return .unknown
      }
    }
  }

  /// A unit of time of stored days as a key; nil where the key is something else.
  private func calendarKey(
    _ expression: Expression, in domain: Domain
  ) throws(EvaluationFailure) -> DenseGroups.Key? {
    guard case .call(let call) = expression, let argument = call.arguments.first,
      argument.type == .date, let stored = try storedNumbers(argument, in: domain)
    else { return nil }
    return DenseGroups.Key(stored.column, in: call.function)
  }

  private static func value(
    _ function: AggregateFunction, _ total: Int64, known: Int64, _ units: Int128,
    _ type: FieldType
  ) -> Value {
    switch function {
    case .count: return .number(Fraction(known))
    case .sum: return Fraction(Int128(total), over: units).map { Value($0, type: type) } ?? .unknown
    default:
      guard known > 0 else { return .unknown }
      let divisor = function == .avg ? Int128(known) : 1
      return Fraction(Int128(total), over: units * divisor).map { Value($0, type: type) }
        ?? .unknown
    }
  }

  private func storedColumn(
    _ expression: Expression, in domain: Domain
  ) throws(EvaluationFailure) -> (field: Field, column: Column)? {
    guard case .rows(let name) = domain else { return try storedColumn(expression) }
    guard case .column(let field, _) = expression else { return nil }
    return relation(name)?.table.column(field)
  }

  /// The stored column behind an expression about customers, with what its values mean; nil where
  /// the values are computed.
  package func storedColumn(
    _ expression: Expression
  ) throws(EvaluationFailure) -> (field: Field, column: Column)? {
    switch expression {
    case .attribute(let name, _): return try sound(snapshot.customers.column(name))
    case .metric(let metric):
      let column = try metricColumn(metric).map {
        (Field(name: FieldName(metric.rawValue), type: metric.type), Column.integers($0))
      }
      return try sound(column)
    default: return nil
    }
  }
}

extension DenseGroups.Key {
  /// nil where the column has too many distinct values, or may hold one under several codes.
  init?(_ column: Column) {
    self.column = column
    switch column {
    case .integers(let integers):
      let bounds = integers.bounds ?? 0...0
      let span = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
      guard !span.overflow, span.partialValue < 1 << 14 else { return nil }
      low = bounds.lowerBound
      codeCount = Int(span.partialValue) + 2
    case .text(let text):
      guard !text.isPlain, text.dictionary.count < 1 << 14 else { return nil }
      low = 0
      codeCount = text.dictionary.count + 1
    case .flags:
      low = 0
      codeCount = 3
    case .lists: return nil
    }
  }

  /// Days by the unit of time that they lie in; nil where there are too many days, or the function
  /// is no unit of time.
  init?(_ days: IntegerColumn, in function: ValueFunction) {
    guard let key = Self(.integers(days)),
      let units = DayUnits(function, days: key.low...key.low + Int64(key.codeCount - 2))
    else { return nil }
    self.init(
      column: key.column, low: key.low, codeCount: units.values.count + 1, units: units)
  }
}
