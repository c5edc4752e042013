/// A row that has its place in time.
protocol Timed: Sendable {
  /// Seconds since the shop's first midnight.
  var second: UInt32 { get }
  /// Position of the customer.
  var customer: UInt32 { get }
  /// Settles the order of rows of one customer at one second.
  var slot: UInt32 { get }
}

/// The rows of all customers in the order of time.
///
/// Customers are asked twice, first to count the rows of each day and then to place them, so that
/// no more than the rows themselves are held: 12 to 16 bytes each.
struct Schedule<Row: Timed> {
  let rows: [Row]

  /// Collects the rows of every customer; `append` must give the same rows each time.
  init(customers: Int, append: (Int, inout [Row]) -> Void) {
    var ends = [Int](repeating: 0, count: Season.dayCount + 1)
    var batch: [Row] = []
    var first: Row?
    for customer in 0..<customers {
      batch.removeAll(keepingCapacity: true)
      append(customer, &batch)
      first = first ?? batch.first
      for row in batch { ends[Int(row.second) / 86_400 + 1] += 1 }
    }
    for day in 1...Season.dayCount { ends[day] += ends[day - 1] }
    guard let first, let total = ends.last else {
      rows = []
      return
    }
    let starts = ends
    var rows = [Row](repeating: first, count: total)
    for customer in 0..<customers {
      batch.removeAll(keepingCapacity: true)
      append(customer, &batch)
      for row in batch {
        let day = Int(row.second) / 86_400
        rows[ends[day]] = row
        ends[day] += 1
      }
    }
    for day in 0..<Season.dayCount { rows[starts[day]..<starts[day + 1]].sort(by: Self.precedes) }
    self.rows = rows
  }

  private static func precedes(_ a: Row, _ b: Row) -> Bool {
    (a.second, a.customer, a.slot) < (b.second, b.customer, b.slot)
  }
}
