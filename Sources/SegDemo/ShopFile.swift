/// The files that the shop is exported to.
package enum ShopFile: String, CaseIterable, Sendable {
  case customers, orders, items, events

  /// Name of the file in its directory, such as `orders.csv`.
  package var fileName: String { rawValue + ".csv" }
}
