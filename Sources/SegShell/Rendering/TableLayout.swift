import SegModel
import SegStore
import SegText

/// Cells of a table measured for a screen, cut to its width where that can be done honestly.
struct TableLayout {
  /// One column ready to print.
  struct Column {
    var name: String
    var cells: [String]
    var isRightAligned: Bool
    var width: Int
    /// Whether its cells may be cut: text may, numbers and ids never.
    var canShrink: Bool
  }

  var columns: [Column]
  let rowCount: Int
  /// Columns left out because the screen is too narrow.
  private(set) var hiddenColumns: [String] = []

  /// Lays out a table, an unknown cell showing `unknown`.
  ///
  /// A line takes `width` cells, or as many as it needs if that is nil; each column takes `padding`
  /// cells beside its own.
  init(_ table: ResultTable, _ human: HumanText, unknown: String, width: Int?, padding: Int) {
    rowCount = table.rowCount
    columns = table.columns.map { column in
      let cells = column.values.map { human.text($0) ?? unknown }
      let name = DisplayText.escaped(column.name)
      let widest = cells.reduce(DisplayText.width(of: name)) {
        max($0, DisplayText.width(of: $1))
      }
      return Column(
        name: name, cells: cells, isRightAligned: column.type.isRightAligned, width: widest,
        canShrink: column.type == .text && !column.name.hasSuffix("id") || column.type == .list)
    }
    if let width { fit(into: width, padding: padding) }
  }

  private mutating func fit(into width: Int, padding: Int) {
    func total() -> Int { columns.reduce(1) { $0 + $1.width + padding } }
    while total() > width {
      let widest = columns.indices.filter { columns[$0].canShrink && columns[$0].width > 8 }
        .max { columns[$0].width < columns[$1].width }
      guard let widest else { break }
      columns[widest].width -= 1
    }
    while total() > width, columns.count > 2 {
      hiddenColumns.insert(columns.removeLast().name, at: 0)
    }
  }

  /// A cell at its column's width.
  func padded(_ text: String, _ column: Column) -> String {
    let shown = DisplayText.clipped(text, to: column.width)
    let fill = String(repeating: " ", count: max(0, column.width - DisplayText.width(of: shown)))
    return column.isRightAligned ? fill + shown : shown + fill
  }
}
