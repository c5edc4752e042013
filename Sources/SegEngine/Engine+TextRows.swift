import SegModel
import SegPlan
import SegStore

extension Engine {
  /// Owners whose number of rows, or the sum of a column over them, lies in a range, where all rows
  /// that are meant hold one text that few rows hold: they are listed, and no others are looked at.
  ///
  /// Nil for other selections, for a range that holds 0, which is what no rows come to, and the
  /// first time that a text is asked for.
  func listedOwners(
    _ rows: RowSelection, _ owners: RowOwners, adding value: Expression? = nil,
    in range: ClosedRange<Int64>
  ) throws(EvaluationFailure) -> Bitmap? {
    guard !range.contains(0), let condition = rows.condition,
      let relation = relation(rows.relation),
      let listed = textRows(for: condition, of: relation, rows.relation)
    else { return nil }
    try poll()
    let meant: Bitmap?
    switch rows.window {
    case nil: meant = nil
    case .days(let from, let through)?:
      guard let days = listed.days else { return nil }
      meant =
        Self.dayNumbers(from, through).map { MaskKernels.inRange(days, $0) }
        ?? Bitmap(count: days.count)
    case .instants?: return nil
    }
    let sums = ListedSums(
      rows: listed.rows, meant: meant, existing: try existingRows(of: rows.relation),
      owners: owners)
    guard let value else { return sums.owners(nil, in: range) }
    guard case .column(let name, _) = value, let place = relation.table.index(of: name),
      case .integers(let column)? = relation.table.column(name)?.column
    else { return nil }
    return sums.owners(listed.values(of: column, at: place), in: range)
  }

  /// Rows for each text, on average, from which on looking for a text by itself costs little.
  private static let rowsPerText = 16

  /// The rows of the one text that a condition about a stored column wants.
  private func textRows(
    for condition: Predicate, of relation: Relation, _ name: FieldName
  ) -> TextRows? {
    guard let (value, marks) = Self.wantedTexts(condition), case .column(let field, _) = value,
      let place = relation.table.index(of: field), let column = storedTexts(value, in: .rows(name)),
      column.dictionary.count <= column.count / Self.rowsPerText
    else { return nil }
    let isMarked = marks(TextMarks(dictionary: column.dictionary))
    guard let code = isMarked.firstIndex(of: true), isMarked.lastIndex(of: true) == code else {
      return nil
    }
    return relation.rows(of: code, in: place) {
      CodeTest(column, isMarked).map { MaskKernels.rows($0, count: column.count) }
        ?? Bitmap(count: column.count)
    }
  }
}
