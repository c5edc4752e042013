import SegModel
import SegStore
import SegText

/// A store in one line.
enum StoreText {
  /// The store's size, dates and money:
  /// `10,000 customers, 38,214 orders, 2023-01-02 to 2025-12-31 · EUR · Europe/Paris`.
  static func summary(_ snapshot: Snapshot) -> String {
    var facts = ["\(DisplayText.grouped(String(snapshot.customerCount))) customers"]
    if let orders = snapshot.relations[Snapshot.allOrders] {
      let counted = orders.countedRows?.population ?? orders.table.rowCount
      facts.append("\(DisplayText.grouped(String(counted))) orders")
      if let bounds = orders.dayBounds {
        let days = [bounds.lowerBound, bounds.upperBound].map {
          CalendarDate(dayNumber: Int32(clamping: $0)).description
        }
        facts.append(days.joined(separator: " to "))
      }
    }
    let profile = snapshot.profile
    return facts.joined(separator: ", ") + " · \(profile.currency.code) · \(profile.zone.name)"
  }

  /// Day of the last row of any relation; nil when nothing is dated.
  static func lastDay(_ snapshot: Snapshot) -> CalendarDate? {
    snapshot.relations.values.compactMap { $0.dayBounds?.upperBound }.max()
      .map { CalendarDate(dayNumber: Int32(clamping: $0)) }
  }
}
