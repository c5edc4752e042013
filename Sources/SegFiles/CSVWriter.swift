import SegModel
package import SegStore

/// Writes result tables as CSV for machines.
///
/// RFC 4180 with LF, UTF-8 without BOM, no escaping of formulas. Unknown is an empty cell, an empty
/// text is `""`.
package struct CSVWriter: Sendable {
  private let style: ValueText
  private let separator: UInt8

  /// Cells are parted by a comma unless another ASCII separator is given.
  package init(style: ValueText, separator: UInt8 = UInt8(ascii: ",")) {
    self.style = style
    self.separator = separator
  }

  /// Writes the line of column names.
  package func writeHeader(
    _ names: [String], to sink: inout some ByteSink
  ) throws(FileFailure) {
    var line: [UInt8] = []
    for (index, name) in names.enumerated() {
      if index > 0 { line.append(separator) }
      append(name, to: &line)
    }
    line.append(0x0A)
    try sink.write(line)
  }

  /// Writes the rows of a table, or of one chunk of a larger one.
  package func writeRows(
    of table: ResultTable, to sink: inout some ByteSink
  ) throws(FileFailure) {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(OutputChunk.bytes + 4096)
    for row in 0..<table.rowCount {
      for (index, column) in table.columns.enumerated() {
        if index > 0 { buffer.append(separator) }
        if let text = style.text(column.values[row]) { append(text, to: &buffer) }
      }
      buffer.append(0x0A)
      if buffer.count >= OutputChunk.bytes {
        try sink.write(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    if !buffer.isEmpty { try sink.write(buffer) }
  }

  /// Writes header and rows.
  package func write(_ table: ResultTable, to sink: inout some ByteSink) throws(FileFailure) {
    try writeHeader(table.columns.map(\.name), to: &sink)
    try writeRows(of: table, to: &sink)
  }

  private func append(_ text: String, to buffer: inout [UInt8]) {
    CSVText.append(text.utf8, separator, to: &buffer)
  }
}

extension CSVWriter {
  /// Writes rows of columns that may be stored ones, formatted on every core.
  ///
  /// - Parameters:
  ///   - rows: The customers' rows.
  ///   - columns: From left to right; computed ones have a value for each of `rows`.
  ///   - sink: Gets the bytes in the order of the rows.
  /// - Throws: What the sink throws.
  package func writeRows(
    _ rows: ArraySlice<Int32>, of columns: [CellSource], to sink: inout some ByteSink
  ) throws(FileFailure) {
    let pieces = (rows.count + OutputChunk.rows - 1) / OutputChunk.rows
    let cells = columns.map { column -> Cells in
      switch column {
      case .stored(let field, let column):
        .stored(StoredCells(field, column, style, separator: separator))
      case .values(let values): .values(values)
      }
    }
    // So many pieces at a time as bound what waits in memory.
    for first in stride(from: 0, to: pieces, by: OutputChunk.pieces) {
      let count = min(OutputChunk.pieces, pieces - first)
      var buffers = [LineBuffer?](repeating: nil, count: count)
      buffers.withUnsafeMutableBufferPointer { buffers in
        // Each piece writes an element of its own.
        nonisolated(unsafe) let buffers = buffers
        Parallel.run(count) { piece in
          let start = rows.startIndex + (first + piece) * OutputChunk.rows
          buffers[piece] = lines(
            of: rows[start..<min(start + OutputChunk.rows, rows.endIndex)], cells,
            from: start - rows.startIndex)
        }
      }
      for case let buffer? in buffers { try sink.write(buffer.bytes) }
    }
  }

  private enum Cells {
    case stored(StoredCells)
    case values([Value])
  }

  private func lines(
    of rows: ArraySlice<Int32>, _ columns: [Cells], from first: Int
  ) -> LineBuffer {
    let sources = columns.map { column -> LentCells.Source in
      switch column {
      case .stored(let cells): return cells.source(for: rows)
      case .values(let values):
        var run = CellRun(rowCount: rows.count)
        for value in values[first..<first + rows.count] {
          run.cell { bytes in
            if let text = style.text(value) { append(text, to: &bytes) }
          }
        }
        return .made(run)
      }
    }
    let buffer = LineBuffer(
      rowCount: rows.count, columnCount: columns.count, separator: separator)
    LentCells.lending(sources, for: rows, separator: separator) { buffer.add(rows, $0) }
    return buffer
  }
}

/// How much the writers gather before they pass it on.
enum OutputChunk {
  static let bytes = 1 << 16
  /// Rows that one thread turns into text at a time, and how many such pieces may wait.
  static let rows = 1 << 13
  static let pieces = 16
}
