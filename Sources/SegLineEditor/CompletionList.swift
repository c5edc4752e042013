import SegText

/// The candidates of a completion laid out for a terminal.
package struct CompletionList {
  private let candidates: [Completion]
  private let columns: Int
  private let maximumRows: Int

  /// A list at most `columns` cells wide and `maximumRows` rows high.
  package init(_ candidates: [Completion], columns: Int, maximumRows: Int) {
    self.candidates = candidates
    self.columns = max(columns, 10)
    self.maximumRows = max(maximumRows, 2)
  }

  /// The rows: with descriptions one candidate each, else as many side by side as fit.
  ///
  /// What does not fit in height is counted on the last row.
  package var rows: [String] {
    let names = candidates.map { DisplayText.escaped($0.replacement) }
    let nameWidth = names.map { DisplayText.width(of: $0) }.max() ?? 0
    let hasDescriptions = candidates.contains { $0.description != nil }
    let perRow = hasDescriptions ? 1 : max(1, columns / (nameWidth + 2))
    let capacity = maximumRows * perRow
    let shown = names.count <= capacity ? names.count : capacity - perRow
    let rowCount = (shown + perRow - 1) / perRow

    var result: [String] = []
    for row in 0..<rowCount {
      var line = ""
      for index in stride(from: row, to: shown, by: rowCount) {
        let details = candidates[index].description.map { DisplayText.escaped($0) }
        let isLast = index + rowCount >= shown && details == nil
        line += isLast ? names[index] : padded(names[index], to: nameWidth + 2)
        line += details ?? ""
      }
      result.append(DisplayText.clipped(line, to: columns - 1))
    }
    if shown < names.count { result.append("… \(names.count - shown) more") }
    return result
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - DisplayText.width(of: text)))
  }
}
