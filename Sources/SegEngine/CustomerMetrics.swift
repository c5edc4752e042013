import SegModel
import SegPlan
import SegStore

/// What a customer's orders come to at one as-of date; one row a customer.
struct CustomerMetrics {
  /// Number of orders.
  let frequency: IntegerColumn
  /// Minor units counted by the revenue policy, refunds taken off; 0 without orders.
  let monetary: IntegerColumn
  /// Day numbers of the first and last order; unknown without orders.
  let firstDay: IntegerColumn
  let lastDay: IntegerColumn

  /// Reads every order once.
  ///
  /// - Parameters:
  ///   - orders: the relation of all orders, or nil for a store that has none.
  ///   - customerCount: number of customers.
  ///   - visible: rows that exist at the as-of date; nil when all do.
  /// - Throws: `.overflow` when a customer's amounts leave 64 bits.
  init(
    orders: Relation?, customerCount: Int, visible: Bitmap?
  ) throws(EvaluationFailure) {
    guard let orders, let days = orders.days else {
      let zeros = [Int64](repeating: 0, count: customerCount)
      let nobody = Bitmap(count: customerCount)
      frequency = IntegerColumn(zeros)
      monetary = IntegerColumn(zeros, validity: Self.hasAmounts(orders) ? nil : nobody)
      firstDay = IntegerColumn(zeros, validity: nobody)
      lastDay = firstDay
      return
    }
    let counted = Bitmap.both(orders.countedRows, visible)
    let kernel = MetricsKernel(offsets: orders.customerOffsets, counted: counted)
    let figures = kernel.figures(days)
    frequency = figures.counts
    firstDay = figures.firstDays
    lastDay = figures.lastDays
    guard let amounts = try Self.netAmounts(of: orders.table) else {
      // Without an amount column nothing is known about money, not even that it is 0.
      monetary = IntegerColumn(
        [Int64](repeating: 0, count: customerCount), validity: Bitmap(count: customerCount))
      return
    }
    let revenue = Bitmap.both(Bitmap.both(orders.revenueRows, visible), amounts.validity)
    monetary =
      SliceTotals.isSafe(amounts)
      ? PrefixSums(mask: revenue, offsets: orders.customerOffsets)
        .column(of: amounts, longest: kernel.longest)
      : IntegerColumn(
        try SliceTotals(mask: revenue, owners: orders.customers).values(.sum, of: amounts))
  }

  private static func hasAmounts(_ orders: Relation?) -> Bool {
    orders.map { $0.table.index(of: "amount") != nil } ?? true
  }

  /// Amount less refund of each row, where an unknown one is 0; nil when no column has amounts.
  private static func netAmounts(of table: Table) throws(EvaluationFailure) -> IntegerColumn? {
    guard case .integers(let amounts)? = table.column("amount")?.column else { return nil }
    guard case .integers(let refunds)? = table.column("refunded")?.column else { return amounts }
    var net = known(amounts)
    for (row, refund) in known(refunds).enumerated() {
      let (difference, overflow) = net[row].subtractingReportingOverflow(refund)
      if overflow { throw .overflow }
      net[row] = difference
    }
    return IntegerColumn(net)
  }

  private static func known(_ column: IntegerColumn) -> [Int64] {
    guard let validity = column.validity else { return column.widened }
    return column.widened.enumerated().map { validity[$0] ? $1 : 0 }
  }
}
