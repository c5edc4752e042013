import SegModel
import SegPlan
import SegStore

extension Engine {
  /// The integers of a metric, one a customer; nil for those that are quotients.
  func metricColumn(_ metric: Metric) throws(EvaluationFailure) -> IntegerColumn? {
    if let memo = metricColumnMemo[metric] { return memo }
    let column: IntegerColumn
    switch metric {
    case .aov, .interval: return nil
    case .frequency: column = try metrics().frequency
    case .monetary: column = try metrics().monetary
    case .firstOrder: column = try metrics().firstDay
    case .lastOrder: column = try metrics().lastDay
    case .recency: column = daysSince(try metrics().lastDay)
    case .tenure: column = daysSince(try metrics().firstDay)
    case .recencyScore: column = try scores().recency
    case .frequencyScore: column = try scores().frequency
    case .monetaryScore: column = try scores().monetary
    case .rfm: column = try rfmCodes()
    }
    metricColumnMemo[metric] = column
    return column
  }

  /// The values of a metric, one a customer.
  func metricVector(_ metric: Metric) throws(EvaluationFailure) -> Vector {
    if let column = try metricColumn(metric) {
      return .numbers(NumberVector(column.widened, known: column.validity))
    }
    let metrics = try metrics()
    let counts = metrics.frequency.widened
    if metric == .aov {
      let known = Bitmap.both(metrics.lastDay.validity, metrics.monetary.validity)
      return .numbers(
        NumberVector(
          metrics.monetary.widened, overEach: counts.map { max($0, 1) }, known: known))
    }
    let first = metrics.firstDay.widened
    let last = metrics.lastDay.widened
    let repeaters = MaskKernels.mask(count: counts.count) { counts[$0] > 1 }
    return .numbers(
      NumberVector(
        zip(last, first).map { $0 - $1 }, overEach: counts.map { max($0 - 1, 1) },
        known: repeaters))
  }

  private func daysSince(_ days: IntegerColumn) -> IntegerColumn {
    let today = Int64(asOf.day.dayNumber)
    return IntegerColumn(days.widened.map { today - $0 }, validity: days.validity)
  }

  private func rfmCodes() throws(EvaluationFailure) -> IntegerColumn {
    let scores = try scores()
    let factor: Int64 = snapshot.profile.scoreScale > 9 ? 100 : 10
    let r = scores.recency.widened
    let f = scores.frequency.widened
    let m = scores.monetary.widened
    let codes = r.indices.map { (r[$0] * factor + f[$0]) * factor + m[$0] }
    return IntegerColumn(
      codes, validity: Bitmap.both(scores.recency.validity, scores.monetary.validity))
  }
}
