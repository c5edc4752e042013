import SegModel
import SegPlan
import SegRetention
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
    var counts = [Int64](repeating: 0, count: customerCount)
    var sums = counts
    var first = counts
    var last = counts
    if let orders, let days = orders.days?.widened {
      let counted = Bitmap.both(orders.countedRows, visible)
      let revenue = Bitmap.both(orders.revenueRows, visible)
      let amounts = try Self.netAmounts(of: orders.table)
      for customer in 0..<customerCount {
        for row in orders.rows(ofCustomer: customer) {
          if counted?[row] ?? true {
            if counts[customer] == 0 { first[customer] = days[row] }
            last[customer] = days[row]
            counts[customer] += 1
          }
          if let amounts, revenue?[row] ?? true {
            let (sum, overflow) = sums[customer].addingReportingOverflow(amounts[row])
            if overflow { throw .overflow }
            sums[customer] = sum
          }
        }
      }
    }
    let buyers = counts.withUnsafeBufferPointer { counts in
      MaskKernels.mask(count: counts.count) { counts[$0] > 0 }
    }
    frequency = IntegerColumn(counts)
    // Without an amount column nothing is known about money, not even that it is 0.
    let hasAmounts = orders.map { $0.table.index(of: "amount") != nil } ?? true
    monetary = IntegerColumn(sums, validity: hasAmounts ? nil : Bitmap(count: customerCount))
    firstDay = IntegerColumn(first, validity: buyers)
    lastDay = IntegerColumn(last, validity: buyers)
  }

  /// Amount less refund of each row, unknown ones as 0; nil when no column has amounts.
  private static func netAmounts(of table: Table) throws(EvaluationFailure) -> [Int64]? {
    guard case .integers(let amounts)? = table.column("amount")?.column else { return nil }
    var net = known(amounts)
    if case .integers(let refunds)? = table.column("refunded")?.column {
      for (row, refund) in known(refunds).enumerated() {
        let (difference, overflow) = net[row].subtractingReportingOverflow(refund)
        if overflow { throw .overflow }
        net[row] = difference
      }
    }
    return net
  }

  private static func known(_ column: IntegerColumn) -> [Int64] {
    guard let validity = column.validity else { return column.widened }
    return column.widened.enumerated().map { validity[$0] ? $1 : 0 }
  }
}

/// The RFM scores of every customer at one as-of date, by the cut rule.
struct CustomerScores {
  let recency: IntegerColumn
  let frequency: IntegerColumn
  let monetary: IntegerColumn

  /// Scores buyers among buyers, on a scale of 1 to `scale`.
  init(_ metrics: CustomerMetrics, asOfDay: Int64, scale: Int) {
    func score(_ column: IntegerColumn, _ buyers: Bitmap?, _ value: (Int64) -> Int64, _ best: Bool)
      -> IntegerColumn
    {
      let known = Bitmap.both(buyers, column.validity)
      var values: [Int64] = []
      for row in 0..<column.count where known?[row] ?? true {
        values.append(value(column.rawValue(row)))
      }
      values.sort()
      let cuts = QuantileCuts(ascending: values, parts: scale)
      var scores = [Int64](repeating: 0, count: column.count)
      for row in 0..<column.count where known?[row] ?? true {
        let number = value(column.rawValue(row))
        scores[row] = Int64(best ? cuts.score(number) : cuts.reversedScore(number))
      }
      return IntegerColumn(scores, validity: known)
    }
    let buyers = metrics.lastDay.validity
    recency = score(metrics.lastDay, buyers, { asOfDay - $0 }, false)
    frequency = score(metrics.frequency, buyers, { $0 }, true)
    monetary = score(metrics.monetary, buyers, { $0 }, true)
  }
}
