import Synchronization

/// The rows of a table that hold one text, where these are few: one behind the other, with what
/// windows and sums read of them.
///
/// Otherwise every row in 64 takes a line of memory for each column that is read of it.
package final class TextRows: Sendable {
  /// The rows, ascending.
  package let rows: [Int32]
  /// The local day of each of them; nil when nothing dates them.
  package let days: IntegerColumn?
  /// Their values in other columns of the table, by its position, each once asked for.
  private let values = Mutex<[Int: IntegerColumn]>([:])

  init(_ rows: Bitmap, days: IntegerColumn?) {
    self.rows = rows.rows
    self.days = days?.gathering(self.rows, areKnown: true)
  }

  /// The values of the rows in the column of a position.
  package func values(of column: IntegerColumn, at position: Int) -> IntegerColumn {
    values.withLock { values in
      if let known = values[position] { return known }
      let gathered = column.gathering(rows, areKnown: true)
      values[position] = gathered
      return gathered
    }
  }
}

/// Where a relation keeps the rows of texts that are asked for again.
final class TextRowsPlace: Sendable {
  private struct Text: Hashable {
    var column: Int
    var code: Int
  }

  private let places = Mutex<[Text: SecondUse<TextRows>]>([:])

  /// Rows of more than this part of a table are read as fast where they are.
  private static let largestPart = 16

  /// The rows of a text, which `find` tells at its second use; nil before, and where they are many.
  func rows(
    of code: Int, in column: Int, days: IntegerColumn?, _ find: () -> Bitmap
  ) -> TextRows? {
    let place = places.withLock { places in
      let text = Text(column: column, code: code)
      let place = places[text] ?? SecondUse()
      places[text] = place
      return place
    }
    return place.kept {
      let rows = find()
      guard rows.population <= rows.count / Self.largestPart else { return nil }
      return TextRows(rows, days: days)
    }
  }
}
