import SegModel
import SegPlan
package import SegStore

extension Engine {
  /// How many customers have each combination of scores, the best first.
  ///
  /// Columns: `r f m count share monetary`; those without scores stand last, without them.
  package func scores(of selection: Selection) throws(EvaluationFailure) -> ResultTable {
    let keys = [Metric.recencyScore, .frequencyScore, .monetaryScore].map {
      OutputColumn(name: $0.rawValue, expression: .metric($0))
    }
    var table = try groups(
      Grouping(
        keys: keys,
        statistics: [
          Statistic(name: "count", kind: .count),
          Statistic(name: "monetary", kind: .values(.sum, .metric(.monetary))),
        ], order: (0..<keys.count).map { ($0, true) }), of: selection)
    let shares = table.columns[3].values.map { count in
      count.fraction?.divided(by: Fraction(max(selection.count, 1))).map { .number($0) }
        ?? Value.unknown
    }
    table.columns.insert(.init(name: "share", type: .number, values: shares), at: 4)
    return try sound(table)
  }

  /// How many customers have each two scores of recency and frequency, the best first.
  ///
  /// Columns: `r f1 f2 ...` up to the store's scale; those without scores are left out.
  package func scoreGrid(of selection: Selection) throws(EvaluationFailure) -> ResultTable {
    let keys = [Metric.recencyScore, .frequencyScore].map {
      OutputColumn(name: $0.rawValue, expression: .metric($0))
    }
    let table = try groups(
      Grouping(keys: keys, statistics: [Statistic(name: "count", kind: .count)]), of: selection)
    let scale = snapshot.profile.scoreScale
    var counts = [[Int]](repeating: [Int](repeating: 0, count: scale), count: scale)
    for row in 0..<table.rowCount {
      guard let r = table.columns[0].values[row].fraction.flatMap({ Int(exactly: $0.numerator) }),
        let f = table.columns[1].values[row].fraction.flatMap({ Int(exactly: $0.numerator) }),
        let count = table.columns[2].values[row].fraction.flatMap({ Int(exactly: $0.numerator) })
      else { continue }
      counts[scale - r][f - 1] += count
    }
    return try sound(
      ResultTable(
        columns: [
          .init(
            name: "r", type: .number, values: (0..<scale).map { .number(Fraction(scale - $0)) })
        ]
          + (0..<scale).map { f in
            .init(name: "f\(f + 1)", type: .number, values: counts.map { .number(Fraction($0[f])) })
          }))
  }
}
