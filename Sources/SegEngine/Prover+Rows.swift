import SegModel
import SegPlan
import SegStore

extension Prover {
  /// The rows of the customer that a selection means, by time.
  func rows(
    _ selection: RowSelection
  ) throws(EvaluationFailure) -> [Int32] {
    guard let relation = engine.relation(selection.relation) else { return [] }
    let mask = try engine.rowMask(selection)
    return relation.rows(ofCustomer: customer).filter { mask?[$0] ?? true }.map(Int32.init)
  }

  /// How many rows the customer has, how many of them each part of a selection leaves, and the
  /// first of those that count.
  func lines(
    of rows: OutlinedRows, _ depth: Int
  ) throws(EvaluationFailure) -> [ProofLine] {
    var selection = RowSelection(relation: rows.selection.relation, link: rows.selection.link)
    var found = try self.rows(selection)
    var leftOut: Int32?
    func count() -> Value { .number(Fraction(found.count)) }
    var lines = [ProofLine(depth, selection.relation.description, value: count())]
    if let window = rows.selection.window {
      selection.window = window
      let inside = try self.rows(selection)
      leftOut = inside.isEmpty ? found.last : leftOut
      found = inside
      lines.append(
        ProofLine(
          depth, "in " + (rows.period ?? ""), value: count(), bound: .window(window)))
    }
    if let condition = rows.selection.condition {
      selection.condition = condition
      let fulfilling = try self.rows(selection)
      leftOut = fulfilling.isEmpty ? found.last ?? leftOut : nil
      found = fulfilling
      lines.append(ProofLine(depth, "where " + (rows.condition ?? ""), value: count()))
    }
    let named = found.prefix(mostRows)
    for row in named { lines.append(try line(of: row, rows, depth + 1)) }
    if found.count > named.count {
      lines.append(ProofLine(depth + 1, "and \(found.count - named.count) more"))
    }
    if found.isEmpty, let leftOut {
      var line = try line(of: leftOut, rows, depth + 1)
      line.text = "not counted: " + line.text
      lines.append(line)
    }
    return lines
  }

  /// A row by its id and day, with what is aggregated of it, or its amount.
  private func line(
    of row: Int32, _ rows: OutlinedRows, _ depth: Int
  ) throws(EvaluationFailure) -> ProofLine {
    let name = rows.selection.relation
    guard let relation = engine.relation(name) else { return ProofLine(depth, "") }
    var words: [String] = []
    for field in Self.identifyingFields {
      if case .text(let text)? = storedValue(field, row, relation) { words.append(text) }
    }
    if words.isEmpty { words.append("row \(Int(row) + 1)") }
    if let day = relation.days?[Int(row)] {
      words.append("on \(CalendarDate(dayNumber: Int32(clamping: day)))")
    }
    var value: Value?
    if let column = rows.column {
      value = try engine.values(column, [row], of: name)[0]
    } else {
      value = storedValue(CanonicalField.amount, row, relation)
    }
    return ProofLine(depth, words.joined(separator: " "), value: value)
  }

  private func storedValue(_ field: FieldName, _ row: Int32, _ relation: Relation) -> Value? {
    relation.table.index(of: field).map { relation.table.value(Int(row), $0) }
  }

  /// What names a row: an order by its id, a line by its order and product, an event by its type.
  private static let identifyingFields: [FieldName] = [CanonicalField.orderID, "sku", "type"]
}
