package import SegModel
package import SegStore

/// The customers, or rows of a relation, that a pipeline has come to, in their order.
package struct Selection: Sendable {
  /// The relation whose rows these are; nil for customers.
  package let relation: FieldName?
  /// Which of all rows.
  package let members: Bitmap
  /// Their order when a stage made one; nil means storage order.
  package let order: [Int32]?

  package init(members: Bitmap, of relation: FieldName? = nil) {
    self.relation = relation
    self.members = members
    order = nil
  }

  /// Takes rows in their order out of `count`; none twice.
  package init(order: [Int32], count: Int, of relation: FieldName? = nil) {
    self.relation = relation
    members = Bitmap(count: count, rows: order.lazy.map(Int.init))
    self.order = order
  }

  /// All but some customers, the rest in their order.
  func without(_ others: Bitmap) -> Selection {
    guard let order else { return Selection(members: members.subtracting(others), of: relation) }
    return Selection(
      order: order.filter { !others[Int($0)] }, count: members.count, of: relation)
  }

  /// How many they are.
  package var count: Int { order?.count ?? members.population }

  /// The row numbers, in order.
  package var rows: [Int32] { order ?? members.rows }

  /// What values are computed for.
  var domain: Domain { relation.map(Domain.rows) ?? .customers }
}
