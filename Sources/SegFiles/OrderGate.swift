import SegModel

/// Leaves out the further lines of an order whose first line was left out.
///
/// Only the first line of a Shopify order carries its date, amount and currency.
struct OrderGate {
  /// An order whose lines are left out, and why; none is an empty one.
  struct Exclusion: Sendable {
    var order: [UInt8] = []
    var reason = RowVerdicts.Reason.none
  }

  /// What goes on in the next row.
  private(set) var exclusion: Exclusion
  private let column: Int

  /// Goes on with what the rows before came to; nil unless rows are order lines with an order id.
  init?(plans: [ColumnPlan], form: RowForm, after exclusion: Exclusion) {
    guard form == .orderLines, let column = plans.firstIndex(where: { $0.name == "order_id" })
    else { return nil }
    self.column = column
    self.exclusion = exclusion
  }

  /// Looks at the rows of a batch after all other judgements.
  mutating func judge(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    if verdicts.count == 0 && exclusion.order.isEmpty { return }
    for row in 0..<scanner.rowCount {
      let cell = scanner.cells[row &* scanner.width &+ column]
      let order = scanner.text(from: Int(cell.start), to: Int(cell.start) + cell.length)
      if !exclusion.order.isEmpty, order.elementsEqual(exclusion.order) {
        let isCurrency = exclusion.reason.isOtherCurrency
        verdicts.exclude(row, isCurrency ? .orderInOtherCurrency : .excludedOrder)
      } else if verdicts.reasons[row] != 0 {
        exclusion.order = Array(order)
        exclusion.reason = verdicts.verdict(row).reason
      } else {
        exclusion.order = []
      }
    }
  }
}
