/// A CSV file read by the letter of RFC 4180, with `\n` as the end of a line.
struct CSVTable {
  enum Fault: Error, Equatable {
    /// A quote inside a cell that has none around it, or text after the closing one.
    case strayQuote(row: Int)
    case unclosedQuote
    case missingNewline
    /// A row with another number of cells than the header.
    case wrongWidth(row: Int)
    case notUTF8
  }

  let header: [String]
  let rows: [[String]]

  init(_ bytes: [UInt8]) throws(Fault) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
    guard bytes.last == 0x0A else { throw .missingNewline }
    var reader = Reader(bytes: Array(text.utf8))
    var rows = try reader.rows()
    header = rows.removeFirst()
    self.rows = rows
  }

  /// The cells of one column.
  func column(_ name: String) -> [String] {
    guard let index = header.firstIndex(of: name) else { return [] }
    return rows.map { $0[index] }
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    mutating func rows() throws(Fault) -> [[String]] {
      var rows: [[String]] = []
      var row: [String] = []
      while position < bytes.count {
        row.append(try cell(row: rows.count))
        let end = bytes[position]
        position += 1
        guard end == 0x0A else { continue }
        if let width = rows.first?.count, width != row.count { throw .wrongWidth(row: rows.count) }
        rows.append(row)
        row = []
      }
      return rows
    }

    /// Reads a cell and stops at the comma or newline after it.
    private mutating func cell(row: Int) throws(Fault) -> String {
      guard bytes[position] == 0x22 else {
        let start = position
        while bytes[position] != 0x2C, bytes[position] != 0x0A {
          if bytes[position] == 0x22 { throw .strayQuote(row: row) }
          position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
      }
      var content: [UInt8] = []
      position += 1
      while true {
        guard position + 1 < bytes.count else { throw .unclosedQuote }
        if bytes[position] == 0x22 {
          guard bytes[position + 1] == 0x22 else { break }
          position += 1
        }
        content.append(bytes[position])
        position += 1
      }
      position += 1
      guard bytes[position] == 0x2C || bytes[position] == 0x0A else { throw .strayQuote(row: row) }
      return String(decoding: content, as: UTF8.self)
    }
  }
}
