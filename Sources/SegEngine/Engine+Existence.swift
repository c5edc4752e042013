import SegModel
import SegPlan
package import SegStore

extension Engine {
  /// Customers that exist at the as-of date; nil when all do.
  ///
  /// A customer exists from the earlier of the sign-up date and the first order, whatever became
  /// of it; one with neither has always existed.
  package func existingCustomers() throws(EvaluationFailure) -> Bitmap? {
    if let memo = existenceMemo { return try sound(memo) }
    let result = try findExisting()
    existenceMemo = .some(result)
    return try sound(result)
  }

  /// Number of customers that exist at the as-of date.
  package func customerCount() throws(EvaluationFailure) -> Int {
    try existingCustomers()?.population ?? snapshot.customerCount
  }

  private func findExisting() throws(EvaluationFailure) -> Bitmap? {
    let count = snapshot.customerCount
    let signUps = signUps()
    let isOnTime = signUps.flatMap { onTime($0.field, $0.column) }
    let isOrderVisible = try existingRows(of: Snapshot.allOrders)
    guard isOnTime != nil || isOrderVisible != nil else { return nil }
    try poll()
    let orders = relation(Snapshot.allOrders)
    var existing = Bitmap(count: count)
    for customer in 0..<count {
      // Rows are sorted by time: the first is the earliest.
      let rows = orders?.rows(ofCustomer: customer) ?? 0..<0
      let hasOrdered = !rows.isEmpty && isOrderVisible?[rows.lowerBound] ?? true
      let isSignUpKnown = signUps.map { $0.column.validity?[customer] ?? true } ?? false
      let hasSignedUp = isSignUpKnown && isOnTime?[customer] ?? true
      existing[customer] = hasOrdered || hasSignedUp || (rows.isEmpty && !isSignUpKnown)
    }
    return existing
  }

  private func signUps() -> (field: Field, column: IntegerColumn)? {
    guard let (field, column) = snapshot.customers.column("signup_date"),
      case .integers(let stored) = column, field.type == .date || field.type == .dateTime
    else { return nil }
    return (field, stored)
  }

  /// Rows whose date or date-time is not after the as-of moment; nil when all are.
  private func onTime(_ field: Field, _ column: IntegerColumn) -> Bitmap? {
    guard let bounds = column.bounds else { return nil }
    var now = Int64(asOf.day.dayNumber)
    if field.type == .dateTime {
      note(moments: bounds)
      now = asOf.instant.secondsSinceEpoch
    }
    guard bounds.upperBound > now else { return nil }
    return MaskKernels.inRange(column, Int64.min...now)
  }
}
