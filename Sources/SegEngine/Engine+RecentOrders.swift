import SegModel
import SegPlan
import SegStore

extension Engine {
  /// Orders from the end whose days are kept, one column of days each once asked for.
  static let lateOrders = 4

  /// Customers whose number of orders lies in a range, in a window that reaches the as-of date:
  /// told by the days of each customer's last orders, without a look at the orders themselves.
  ///
  /// Nil for other selections, and where the range needs more orders than are kept.
  func buyers(
    _ rows: RowSelection, in range: ClosedRange<Int>
  ) throws(EvaluationFailure) -> Bitmap? {
    guard rows.relation == Snapshot.orders, rows.link == .customer, rows.condition == nil,
      case .days(let from?, let through)? = rows.window, through ?? asOf.day >= asOf.day,
      range.lowerBound <= Self.lateOrders,
      range.upperBound == .max || range.upperBound < Self.lateOrders
    else { return nil }
    let window = Int64(from.dayNumber)...Int64.max
    var result = Bitmap(count: snapshot.customerCount, repeating: true)
    if range.lowerBound > 0 {
      guard let days = try lateOrderDays(range.lowerBound) else { return nil }
      result = MaskKernels.inRange(days, window)
    }
    if range.upperBound != .max {
      guard let days = try lateOrderDays(range.upperBound + 1) else { return nil }
      result.subtract(MaskKernels.inRange(days, window))
    }
    return result
  }

  /// The day of each customer's order at a place from the end, 1 being the last; unknown for those
  /// with fewer orders.
  ///
  /// Nil where asking the orders costs less: for the last order before the metrics are known.
  private func lateOrderDays(_ place: Int) throws(EvaluationFailure) -> IntegerColumn? {
    guard place > 1 else { return knownMetrics?.lastDay }
    if let memo = lateOrderMemo[place] { return memo }
    guard let orders = relation(Snapshot.allOrders), let days = orders.days else { return nil }
    try poll()
    let column = LateRows(
      offsets: orders.customerOffsets, mask: try existingRows(of: Snapshot.orders)
    ).values(of: days, fromEnd: place)
    lateOrderMemo[place] = column
    return column
  }
}
