import SegFiles
import SegModel
import SegStore
import SegText

/// Result tables as text for people: `box`, `table`, `compact`, `vertical`, `markdown`.
struct TableRenderer {
  let human: HumanText
  /// Cells of a line, or nil to cut nothing.
  let width: Int?
  let usesColor: Bool

  private var unknown: String { "unknown" }

  /// The lines of a table; ends with a newline.
  func render(_ table: ResultTable, as format: OutputFormat) -> String {
    switch format {
    case .vertical: return vertical(table)
    case .markdown: return markdown(table)
    case .table: return ruled(table, corners: ["+", "+", "+"], dash: "-", bar: "|", isBox: false)
    case .compact: return compact(table)
    case .box, .csv, .tsv, .json, .jsonl, .count, .none:
      return ruled(table, corners: ["┌", "┬", "┐"], dash: "─", bar: "│", isBox: true)
    }
  }

  private func ruled(
    _ table: ResultTable, corners: [String], dash: String, bar: String, isBox: Bool
  ) -> String {
    let layout = TableLayout(table, human, unknown: unknown, width: width, padding: 3)
    func rule(_ left: String, _ middle: String, _ right: String) -> String {
      let parts = layout.columns.map { String(repeating: dash, count: $0.width + 2) }
      return left + parts.joined(separator: middle) + right
    }
    func line(_ cell: (TableLayout.Column) -> String) -> String {
      "\(bar) " + layout.columns.map(cell).joined(separator: " \(bar) ") + " \(bar)"
    }
    var lines = [rule(corners[0], corners[1], corners[2])]
    lines.append(line { bold(layout.padded($0.name, $0)) })
    lines.append(isBox ? rule("├", "┼", "┤") : rule("+", "+", "+"))
    for row in 0..<layout.rowCount {
      lines.append(line { dimmed(layout.padded($0.cells[row], $0), $0.cells[row]) })
    }
    lines.append(isBox ? rule("└", "┴", "┘") : rule("+", "+", "+"))
    return (lines + note(layout)).joined(separator: "\n") + "\n"
  }

  private func compact(_ table: ResultTable) -> String {
    let layout = TableLayout(table, human, unknown: unknown, width: width, padding: 2)
    var lines = [
      " " + layout.columns.map { bold(layout.padded($0.name, $0)) }.joined(separator: "  ")
    ]
    for row in 0..<layout.rowCount {
      let cells = layout.columns.map { dimmed(layout.padded($0.cells[row], $0), $0.cells[row]) }
      lines.append(" " + cells.joined(separator: "  "))
    }
    let trimmed = lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    return (trimmed + note(layout)).joined(separator: "\n") + "\n"
  }

  private func vertical(_ table: ResultTable) -> String {
    let names = table.columns.map { DisplayText.escaped($0.name) }
    let widest = names.reduce(0) { max($0, DisplayText.width(of: $1)) }
    var lines: [String] = []
    for row in 0..<table.rowCount {
      if row > 0 { lines.append("") }
      for (name, column) in zip(names, table.columns) {
        let fill = String(repeating: " ", count: widest - DisplayText.width(of: name))
        lines.append("\(name)\(fill)  \(human.text(column.values[row]) ?? unknown)")
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  private func markdown(_ table: ResultTable) -> String {
    func escaped(_ text: String) -> String {
      DisplayText.escaped(text).split(separator: "|", omittingEmptySubsequences: false)
        .joined(separator: "\\|")
    }
    var lines = ["| " + table.columns.map { escaped($0.name) }.joined(separator: " | ") + " |"]
    lines.append(
      "|" + table.columns.map { $0.type.isRightAligned ? "---:" : "---" }.joined(separator: "|")
        + "|")
    for row in 0..<table.rowCount {
      let cells = table.columns.map { escaped(human.style.text($0.values[row]) ?? "") }
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func note(_ layout: TableLayout) -> [String] {
    guard !layout.hiddenColumns.isEmpty else { return [] }
    return ["not shown, too wide: " + layout.hiddenColumns.joined(separator: ", ")]
  }

  private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  private func dimmed(_ padded: String, _ cell: String) -> String {
    usesColor && cell == unknown ? "\u{1B}[2m\(padded)\u{1B}[0m" : padded
  }
}
