import SegModel
import SegPlan
import SegStore

extension ResultTable {
  /// The table as it is shown and exported: on the scale to 10 `rfm` reads `10-9-10`, since the
  /// digits of its scores would run together.
  ///
  /// The first columns of the table are those of `columns`.
  func withScoresApart(_ columns: [OutputColumn], _ scale: Int) -> ResultTable {
    guard scale > 9 else { return self }
    var result = self
    for (position, column) in columns.enumerated() where column.expression == .metric(.rfm) {
      result.columns[position] = Column(
        name: column.name, type: .text, values: self.columns[position].values.map(Self.apart))
    }
    return result
  }

  private static func apart(_ value: Value) -> Value {
    guard case .number(let code) = value else { return value }
    let scores = code.numerator
    return .text("\(scores / 10_000)-\(scores / 100 % 100)-\(scores % 100)")
  }
}
