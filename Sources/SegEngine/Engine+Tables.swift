import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// The values of columns for the given customers, in their order.
  package func table(
    _ columns: [OutputColumn], rows: [Int32]
  ) throws(EvaluationFailure) -> ResultTable {
    var result: [ResultTable.Column] = []
    for column in columns {
      result.append(
        ResultTable.Column(
          name: column.name, type: column.expression.type,
          values: try values(column.expression, rows)))
    }
    return try sound(ResultTable(columns: result))
  }

  /// The values of an expression for the given customers.
  func values(_ expression: Expression, _ rows: [Int32]) throws(EvaluationFailure) -> [Value] {
    if let values = storedValues(expression, rows) { return values }
    let vector = try vector(expression, in: .customers).gathered(rows)
    return rows.indices.map { vector.value($0, type: expression.type) }
  }

  /// Cells read straight from a column, without a vector of all customers.
  private func storedValues(_ expression: Expression, _ rows: [Int32]) -> [Value]? {
    guard case .attribute(let name, _) = expression,
      let position = snapshot.customers.index(of: name)
    else { return nil }
    return rows.map { snapshot.customers.value(Int($0), position) }
  }
}

extension Vector {
  /// The value of a row under a type.
  func value(_ row: Int, type: FieldType) -> Value {
    switch self {
    case .texts(let vector): vector[row].map(Value.text) ?? .unknown
    case .flags(let column): column[row].map(Value.flag) ?? .unknown
    case .lists(let vector): vector[row].map(Value.list) ?? .unknown
    case .numbers(let vector): vector[row].map { Value($0, type: type) } ?? .unknown
    }
  }
}

extension Value {
  /// A number as a value of a type that numbers stand for.
  init(_ fraction: Fraction, type: FieldType) {
    switch type {
    case .money: self = .money(fraction)
    case .date: self = .date(CalendarDate(dayNumber: Int32(clamping: fraction.numerator)))
    case .dateTime:
      self = .dateTime(Instant(secondsSinceEpoch: Int64(clamping: fraction.numerator)))
    case .number, .text, .flag, .list: self = .number(fraction)
    }
  }
}
