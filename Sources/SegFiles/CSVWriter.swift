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
    let needsQuotes =
      text.utf8.contains { $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
      // A reader takes no bytes, or blanks alone, for nothing, and a byte-order mark for no text.
      || text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } || text.utf8.starts(with: [0xEF, 0xBB])
    guard needsQuotes else {
      buffer.append(contentsOf: text.utf8)
      return
    }
    buffer.append(0x22)
    for byte in text.utf8 {
      if byte == 0x22 { buffer.append(0x22) }
      buffer.append(byte)
    }
    buffer.append(0x22)
  }
}

/// How much the writers gather before they pass it on.
enum OutputChunk {
  static let bytes = 1 << 16
}
