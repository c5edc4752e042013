/// Yes or no, one bit a row.
package struct FlagColumn: Sendable {
  /// Rows that are yes; never an unknown row.
  package let values: Bitmap
  /// Rows whose value is known; nil when all are.
  package let validity: Bitmap?

  package init(values: Bitmap, validity: Bitmap? = nil) {
    let isAllKnown = validity.map { $0.population == values.count } ?? true
    self.validity = isAllKnown ? nil : validity
    self.values = isAllKnown ? values : values.intersection(validity ?? values)
  }

  /// Number of rows.
  package var count: Int { values.count }

  /// The value of a row, or nil when unknown.
  package subscript(row: Int) -> Bool? {
    if let validity, !validity[row] { return nil }
    return values[row]
  }
}

extension FlagColumn {
  /// The values of the given rows in their order; a negative row is unknown, and
  /// `areKnown` says that there is none.
  package func gathering(_ rows: [Int32], areKnown: Bool = false) -> FlagColumn {
    let gathered =
      Bitmap.gathering(values, rows, areKnown: areKnown)
      ?? Bitmap(count: rows.count, repeating: true)
    return FlagColumn(
      values: gathered, validity: Bitmap.gathering(validity, rows, areKnown: areKnown))
  }
}
