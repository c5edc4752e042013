package import SegModel
package import SegPlan
package import SegStore

extension Engine {
  /// The values of columns for the given customers, or rows of a relation, in their order.
  package func table(
    _ columns: [OutputColumn], rows: [Int32], of relation: FieldName? = nil
  ) throws(EvaluationFailure) -> ResultTable {
    var result: [ResultTable.Column] = []
    for column in columns {
      result.append(
        ResultTable.Column(
          name: column.name, type: column.expression.type,
          values: try values(column.expression, rows, of: relation)))
    }
    return try sound(ResultTable(columns: result))
  }

  /// The values of an expression for the given customers, or rows of a relation.
  func values(
    _ expression: Expression, _ rows: [Int32], of relation: FieldName? = nil
  ) throws(EvaluationFailure) -> [Value] {
    if let values = storedValues(expression, rows, relation) { return values }
    let vector = try vector(expression, in: relation.map(Domain.rows) ?? .customers).gathered(rows)
    return rows.indices.map { vector.value($0, type: expression.type) }
  }

  /// Cells read straight from a column, without a vector of all customers or rows.
  private func storedValues(
    _ expression: Expression, _ rows: [Int32], _ relation: FieldName?
  ) -> [Value]? {
    let table: Table
    let name: FieldName
    switch (expression, relation) {
    case (.attribute(let field, _), nil): (table, name) = (snapshot.customers, field)
    case (.column(let field, _), let relation?):
      guard let found = self.relation(relation) else { return nil }
      (table, name) = (found.table, field)
    default: return nil
    }
    guard let position = table.index(of: name) else { return nil }
    return rows.map { table.value(Int($0), position) }
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
