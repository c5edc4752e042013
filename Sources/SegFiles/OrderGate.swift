import SegModel

/// Leaves out the further lines of an order whose first line was left out.
///
/// Only the first line of a Shopify order carries its date, amount and currency.
struct OrderGate {
  private let column: Int
  private var excludedOrder: [UInt8] = []
  private var reason = RowVerdicts.Reason.none

  /// Nil unless rows are order lines with an order id.
  init?(plans: [ColumnPlan], form: RowForm) {
    guard form == .orderLines, let column = plans.firstIndex(where: { $0.name == "order_id" })
    else { return nil }
    self.column = column
  }

  /// Looks at the rows of a batch after all other judgements.
  mutating func judge(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    if verdicts.count == 0 && excludedOrder.isEmpty { return }
    for row in 0..<scanner.rowCount {
      let cell = scanner.cells[row &* scanner.width &+ column]
      let order = scanner.text(from: Int(cell.start), to: Int(cell.start) + cell.length)
      if !excludedOrder.isEmpty, order.elementsEqual(excludedOrder) {
        let isCurrency = reason == .otherCurrency || reason == .orderInOtherCurrency
        verdicts.exclude(row, isCurrency ? .orderInOtherCurrency : .excludedOrder)
      } else if verdicts.reasons[row] != 0 {
        excludedOrder = Array(order)
        reason = verdicts.verdict(row).reason
      } else {
        excludedOrder = []
      }
    }
  }
}
