import SegModel
import SegPlan
import SegStore

extension Engine {
  /// The integers of a metric, one a customer; nil for those that are quotients.
  func metricColumn(_ metric: Metric) throws(EvaluationFailure) -> IntegerColumn? {
    if let memo = metricColumnMemo[metric] { return memo }
    let column: IntegerColumn
    let today = Int64(asOf.day.dayNumber)
    switch metric {
    case .aov, .interval: return nil
    case .frequency: column = try metrics().frequency
    case .monetary: column = try metrics().monetary
    case .firstOrder: column = try metrics().firstDay
    case .lastOrder: column = try metrics().lastDay
    case .recency: column = try metrics().lastDay.subtracted(from: today)
    case .tenure: column = try metrics().firstDay.subtracted(from: today)
    case .recencyScore: column = try scores(.recency, isLowBest: true)
    case .frequencyScore: column = try scores(.frequency)
    case .monetaryScore: column = try scores(.monetary)
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

  /// The scores of buyers among buyers by the cut rule, from a metric that all buyers have.
  private func scores(
    _ metric: Metric, isLowBest: Bool = false
  ) throws(EvaluationFailure) -> IntegerColumn {
    guard let column = try metricColumn(metric) else {
      preconditionFailure("scores are made of stored metrics")
    }
    try poll()
    // Who is no buyer has no orders, but may have been paid back.
    let scores = CustomerScores(
      column, among: Bitmap.both(try metrics().lastDay.validity, column.validity),
      rest: metric == .frequency ? 0 : nil, scale: snapshot.profile.scoreScale,
      isLowBest: isLowBest)
    return scores.column
  }

  private func rfmCodes() throws(EvaluationFailure) -> IntegerColumn {
    let factor: Int32 = snapshot.profile.scoreScale > 9 ? 100 : 10
    var codes = [Int32](repeating: 0, count: snapshot.customerCount)
    var known: Bitmap?
    for metric in [Metric.recencyScore, .frequencyScore, .monetaryScore] {
      guard let scores = try metricColumn(metric) else { continue }
      known = Bitmap.both(known, scores.validity)
      guard case .int8(let digits) = scores.storage else { continue }
      for row in codes.indices { codes[row] = codes[row] &* factor &+ Int32(digits[row]) }
    }
    return IntegerColumn(packing: codes, validity: known)
  }
}
