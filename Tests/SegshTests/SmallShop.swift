/// A shop of seven customers, small enough to know every answer by heart, as of 2025-12-31.
///
/// | id | country | orders that count | monetary | recency |
/// | --- | --- | --- | --- | --- |
/// | C1 | FR | 3 (one refund row beside) | 300.00 | 10 |
/// | C2 | BE | 1 | 300.00 | 3 |
/// | C3 | unknown | 1 | 15.05 | 213 |
/// | C4 | FR | 0 | 0 | unknown |
/// | C5 | FR | 0 (one cancelled) | 0 | unknown |
/// | C6 | BE | 1 | 80.00 | 366 |
/// | C7 | FR | 1 | 250.00 | 20 |
enum SmallShop {
  static let asOf = "2025-12-31"

  static let customers = """
    customer_id,email,first_name,city,country,newsletter,tags
    C1,ana@example.org,Ana,Orléans,FR,yes,vip|b2b
    C2,bo@example.org,Bo,Liège,BE,no,
    C3,chen@example.org,陳偉,東京,,yes,vip
    C4,dee@example.com,Dee,Paris,FR,,
    C5,eve@example.org,Eve,Lyon,FR,no,blocked
    C6,fay@example.org,Fay,Gent,BE,yes,
    C7,gil@example.org,Gil,Paris,FR,yes,

    """

  static let orders = """
    order_id,customer_id,order_date,amount,status,coupon
    O1,C1,2025-12-20,120.50,paid,
    O2,C1,2025-11-02,99.99,paid,NOEL
    O3,C2,2025-12-28,300.00,paid,
    O4,C3,2025-06-01,15.05,paid,
    O5,C5,2025-12-30,250.00,cancelled,
    O6,C6,2024-12-30,80.00,paid,
    O7,C1,2025-12-21,-20.50,refunded,
    O8,C1,2025-12-21,100.01,paid,
    O9,C7,2025-12-11,250.00,paid,

    """
}

extension Bench {
  /// A bench with the small shop imported into `shop`.
  static func withSmallShop() throws -> Bench {
    let bench = try Bench()
    try bench.write("customers.csv", SmallShop.customers)
    try bench.write("orders.csv", SmallShop.orders)
    let outcome = try bench.run("import", "shop", "customers.csv", "orders.csv")
    guard outcome.status == 0 else { throw BenchFailure(outcome) }
    return bench
  }

  /// Runs statements on `shop` as of the small shop's day.
  @discardableResult
  func ask(_ statements: String..., options: [String] = []) throws -> Outcome {
    try run(
      ["shop", "--asof", SmallShop.asOf] + options + statements.flatMap { ["-c", $0] })
  }

  /// The ids that a statement selects, in order.
  func ids(_ statement: String, options: [String] = []) throws -> [String] {
    let outcome = try ask("\(statement) | show customer_id", options: options)
    guard outcome.status == 0 else { throw BenchFailure(outcome) }
    return Array(outcome.lines.dropFirst())
  }
}

/// A run that was needed for a test and went wrong.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String

  init(_ outcome: Outcome) { description = outcome.description }
}
