package import SegStore

/// The customers that a pipeline has come to, in their order.
package struct Selection: Sendable {
  /// Which customers.
  package let members: Bitmap
  /// Their order when a stage made one; nil means storage order.
  package let order: [Int32]?

  package init(members: Bitmap) {
    self.members = members
    order = nil
  }

  /// Takes customers in their order; no customer twice.
  package init(order: [Int32], count: Int) {
    members = Bitmap(count: count, rows: order.lazy.map(Int.init))
    self.order = order
  }

  /// Number of customers.
  package var count: Int { order?.count ?? members.population }

  /// The customers' row numbers, in order.
  package var rows: [Int32] { order ?? members.rows }
}
