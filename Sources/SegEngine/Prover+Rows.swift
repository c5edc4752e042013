import SegModel
import SegPlan
import SegStore

extension Prover {
  /// The rows tied to the customer or row at hand that a selection means, by time.
  func rows(_ selection: RowSelection) throws(EvaluationFailure) -> [Int32] {
    guard let relation = engine.relation(selection.relation) else { return [] }
    let mask = try engine.rowMask(selection)
    var range = 0..<0
    switch selection.link {
    case .customer: range = relation.rows(ofCustomer: customer)
    case .order:
      if let offsets = relation.orderOffsets {
        range = Int(offsets[place])..<Int(offsets[place + 1])
      }
    }
    return range.filter { mask?[$0] ?? true }.map(Int32.init)
  }

  /// How many rows there are, how many of them each part of a selection leaves, and the first of
  /// those that count; when none does, the last that was left out, with its clauses.
  func lines(of rows: OutlinedRows, _ depth: Int) throws(EvaluationFailure) -> [ProofLine] {
    var selection = RowSelection(relation: rows.selection.relation, link: rows.selection.link)
    var found = try self.rows(selection)
    func count() -> Value { .number(Fraction(found.count)) }
    var lines = [ProofLine(depth, selection.relation.description, value: count())]
    var leftOut: Int32?
    var clauses: [OutlinedClause] = []
    if let window = rows.selection.window {
      selection.window = window
      leftOut = found.last
      found = try self.rows(selection)
      lines.append(
        ProofLine(
          depth, "in " + (rows.period ?? ""), value: count(), bound: .window(window)))
    }
    if let condition = rows.selection.condition {
      selection.condition = condition
      if let last = found.last { (leftOut, clauses) = (last, rows.clauses) }
      found = try self.rows(selection)
      lines.append(ProofLine(depth, "where " + (rows.condition ?? ""), value: count()))
    }
    let named = found.prefix(mostRows)
    for row in named { lines.append(try line(of: row, rows, depth + 1)) }
    if found.count > named.count {
      lines.append(ProofLine(depth + 1, "and \(found.count - named.count) more"))
    }
    guard found.isEmpty, let leftOut else { return lines }
    var line = try line(of: leftOut, rows, depth + 1)
    line.text = "not counted: " + line.text
    lines.append(line)
    let row = Prover(
      engine: engine, domain: .rows(selection.relation), place: Int(leftOut), mostRows: mostRows)
    for clause in clauses { lines += try row.lines(of: clause, depth + 2) }
    return lines
  }

  /// A row by its id and day, with what is aggregated of it, or its amount.
  func line(
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
