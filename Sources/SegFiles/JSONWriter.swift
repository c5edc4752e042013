package import SegModel
package import SegStore

/// Turns rows into JSON objects; numbers and money are JSON numbers with exact digits.
package struct JSONText: Sendable {
  private let style: ValueText

  package init(style: ValueText) { self.style = style }

  /// Appends one row of a table as an object, its keys in column order.
  package func appendObject(_ table: ResultTable, row: Int, to buffer: inout [UInt8]) {
    buffer.append(UInt8(ascii: "{"))
    for (index, column) in table.columns.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      Self.appendQuoted(column.name, to: &buffer)
      buffer.append(UInt8(ascii: ":"))
      append(column.values[row], to: &buffer)
    }
    buffer.append(UInt8(ascii: "}"))
  }

  /// Appends a value: null, a number, true or false, a text, or an array of texts.
  package func append(_ value: Value, to buffer: inout [UInt8]) {
    switch value {
    case .unknown: buffer.append(contentsOf: "null".utf8)
    case .flag(let isYes): buffer.append(contentsOf: (isYes ? "true" : "false").utf8)
    case .number, .money: buffer.append(contentsOf: (style.text(value) ?? "null").utf8)
    case .text, .date, .dateTime: Self.appendQuoted(style.text(value) ?? "", to: &buffer)
    case .list(let texts):
      buffer.append(UInt8(ascii: "["))
      for (index, text) in texts.enumerated() {
        if index > 0 { buffer.append(UInt8(ascii: ",")) }
        Self.appendQuoted(text, to: &buffer)
      }
      buffer.append(UInt8(ascii: "]"))
    }
  }

  /// Appends a text in quotes with every control character escaped.
  package static func appendQuoted(_ text: String, to buffer: inout [UInt8]) {
    buffer.append(0x22)
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C:
        buffer.append(0x5C)
        buffer.append(UInt8(truncatingIfNeeded: scalar.value))
      case 0x0A: buffer.append(contentsOf: #"\n"#.utf8)
      case 0x0D: buffer.append(contentsOf: #"\r"#.utf8)
      case 0x09: buffer.append(contentsOf: #"\t"#.utf8)
      case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029:
        let digits = String(scalar.value, radix: 16)
        let padding = String(repeating: "0", count: 4 - digits.utf8.count)
        buffer.append(contentsOf: (#"\u"# + padding + digits).utf8)
      default: buffer.append(contentsOf: UTF8.encode(scalar) ?? .init())
      }
    }
    buffer.append(0x22)
  }
}

/// Writes result tables as JSON Lines: an object a row, each on its own line.
package struct JSONLinesWriter: Sendable {
  private let text: JSONText

  package init(style: ValueText) { text = JSONText(style: style) }

  /// Writes the rows of a table, or of one chunk of a larger one.
  package func writeRows(
    of table: ResultTable, to sink: inout some ByteSink
  ) throws(FileFailure) {
    var buffer: [UInt8] = []
    for row in 0..<table.rowCount {
      text.appendObject(table, row: row, to: &buffer)
      buffer.append(0x0A)
      if buffer.count >= OutputChunk.bytes {
        try sink.write(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    if !buffer.isEmpty { try sink.write(buffer) }
  }
}

/// Writes a result as one JSON document on one line: an array of objects, chunk by chunk.
package struct JSONWriter: Sendable {
  private let text: JSONText
  private var isFirst = true

  package init(style: ValueText) { text = JSONText(style: style) }

  /// Writes header, rows and end of a whole table.
  package mutating func write(
    _ table: ResultTable, to sink: inout some ByteSink
  ) throws(FileFailure) {
    try begin(to: &sink)
    try writeRows(of: table, to: &sink)
    try end(to: &sink)
  }

  /// Opens the array.
  package mutating func begin(to sink: inout some ByteSink) throws(FileFailure) {
    isFirst = true
    try sink.write([UInt8(ascii: "[")])
  }

  /// Writes the rows of a chunk.
  package mutating func writeRows(
    of table: ResultTable, to sink: inout some ByteSink
  ) throws(FileFailure) {
    var buffer: [UInt8] = []
    for row in 0..<table.rowCount {
      if !isFirst { buffer.append(UInt8(ascii: ",")) }
      isFirst = false
      text.appendObject(table, row: row, to: &buffer)
      if buffer.count >= OutputChunk.bytes {
        try sink.write(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    if !buffer.isEmpty { try sink.write(buffer) }
  }

  /// Closes the array and the line.
  package mutating func end(to sink: inout some ByteSink) throws(FileFailure) {
    try sink.write([UInt8(ascii: "]"), 0x0A])
  }
}
