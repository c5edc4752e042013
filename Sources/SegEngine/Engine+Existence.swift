package import SegStore
import SegModel
import SegPlan

extension Engine {
  /// Customers that exist at the as-of date; nil when all do.
  ///
  /// A customer exists from the earlier of the sign-up date and the first order, whatever became
  /// of it; one with neither has always existed.
  package func existingCustomers() throws(EvaluationFailure) -> Bitmap? {
    if let memo = existenceMemo { return memo }
    let result = try findExisting()
    existenceMemo = .some(result)
    return result
  }

  /// Number of customers that exist at the as-of date.
  package func customerCount() throws(EvaluationFailure) -> Int {
    try existingCustomers()?.population ?? snapshot.customerCount
  }

  private func findExisting() throws(EvaluationFailure) -> Bitmap? {
    let count = snapshot.customerCount
    let today = Int64(asOf.day.dayNumber)
    let signUps = signUpDays()
    let orders = relation(Snapshot.allOrders)
    let orderDays = orders?.days
    let isSignUpLate = signUps?.bounds.map { $0.upperBound > today } ?? false
    let isOrderLate = orderDays?.bounds.map { $0.upperBound > today } ?? false
    guard isSignUpLate || isOrderLate else { return nil }
    try poll()
    var existing = Bitmap(count: count, repeating: true)
    for customer in 0..<count {
      let rows = orders?.rows(ofCustomer: customer)
      let firstOrder = rows.flatMap { rows in
        rows.isEmpty ? nil : orderDays?[rows.lowerBound]
      }
      let signUp = signUps?[customer]
      guard let created = [firstOrder, signUp].compactMap({ $0 }).min() else { continue }
      if created > today { existing[customer] = false }
    }
    return existing
  }

  private func signUpDays() -> IntegerColumn? {
    guard let (field, column) = snapshot.customers.column("signup_date"),
      case .integers(let stored) = column
    else { return nil }
    switch field.type {
    case .date: return stored
    case .dateTime:
      let zone = snapshot.profile.zone
      let days = stored.widened.map {
        Int64(zone.day(of: Instant(secondsSinceEpoch: $0)).dayNumber)
      }
      return IntegerColumn(days, validity: stored.validity)
    case .number, .money, .text, .flag, .list: return nil
    }
  }
}
