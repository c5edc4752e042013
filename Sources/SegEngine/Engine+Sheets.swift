import SegModel
package import SegPlan
import SegStore

extension Engine {
  /// Rows of customers, in the customers' order and by time inside.
  package func rows(
    _ wanted: RowSelection, of customers: Selection
  ) throws(EvaluationFailure) -> Selection {
    try poll()
    let domain = Domain.rows(wanted.relation)
    let count = rowCount(of: domain)
    guard let relation = relation(wanted.relation) else {
      return Selection(members: Bitmap(count: count), of: wanted.relation)
    }
    let mask = try rowMask(wanted)
    guard let order = customers.order else {
      let isEverybody = customers.members.population == snapshot.customerCount
      let theirs = isEverybody ? nil : try spread(customers.members, to: domain)
      let members = Bitmap.both(mask, theirs) ?? Bitmap(count: count, repeating: true)
      return try sound(Selection(members: members, of: wanted.relation))
    }
    var rows: [Int32] = []
    for customer in order {
      let first = Int(relation.customerOffsets[Int(customer)])
      for row in first..<Int(relation.customerOffsets[Int(customer) + 1])
      where mask?[row] ?? true { rows.append(Int32(row)) }
    }
    return try sound(Selection(order: rows, count: count, of: wanted.relation))
  }

  /// How many different customers rows belong to.
  package func customerCount(of selection: Selection) throws(EvaluationFailure) -> Int {
    guard let name = selection.relation else { return selection.count }
    let customers = customerRows(of: name)
    var seen = Bitmap(count: snapshot.customerCount)
    for row in selection.rows { seen[Int(customers[Int(row)])] = true }
    return try sound(seen.population)
  }
}
