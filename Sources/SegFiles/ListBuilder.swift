import SegStore

/// Builds a column of lists of text, parted by commas, semicolons or bars.
final class ListBuilder {
  private let column: Int
  private var decoder: CellText
  /// The names so far.
  private let interner = ByteInterner()
  private var members: [[UInt32]] = []
  private var validity = BitBuffer()
  private var undecodable = 0
  /// Cells seen so far as written, and what each came to.
  private let written = ByteInterner()
  private var cells: [Cell] = []

  private struct Cell {
    /// The names in the cell, each once; nil when the cell says nothing.
    var names: [Int]?
    var undecodable = 0
  }

  init(column: Int, decoder: CellText) {
    self.column = column
    self.decoder = decoder
  }

  /// Takes the cells of the rows that are not excluded.
  func append(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    for row in 0..<scanner.rowCount where verdicts.reasons[row] == 0 {
      let span = scanner.cells[row &* scanner.width &+ column]
      let target = UInt32(truncatingIfNeeded: validity.count)
      let cell = span.length == 0 ? Cell() : cell(scanner, span)
      validity.append(cell.names != nil)
      undecodable += cell.undecodable
      for name in cell.names ?? [] { members[name].append(target) }
    }
  }

  private func cell(_ scanner: RecordScanner, _ span: CellSpan) -> Cell {
    // What doubled quotes stand for depends on the quotes around them.
    if span.hasDoubledQuotes { return decode(scanner, span) }
    let start = UnsafePointer(scanner.bytes + Int(span.start))
    let hash = ByteInterner.hash(start, span.length).hash
    let code = Int(written.code(start, span.length, hash: hash))
    if code == cells.count { cells.append(decode(scanner, span)) }
    return cells[code]
  }

  private func decode(_ scanner: RecordScanner, _ span: CellSpan) -> Cell {
    let start = UnsafePointer(scanner.bytes + Int(span.start))
    if CellWords.isBlank(start, span.length) || CellWords.isMissingMark(start, span.length) {
      return Cell()
    }
    let before = decoder.undecodable
    var names: [Int] = []
    decoder.with(scanner.bytes, span, isKey: true) { text, count in
      names = split(text, count)
    }
    return Cell(names: names, undecodable: decoder.undecodable - before)
  }

  private func split(_ text: UnsafePointer<UInt8>, _ count: Int) -> [Int] {
    var names: [Int] = []
    var start = 0
    while start <= count {
      var end = start
      while end < count, ![0x2C, 0x3B, 0x7C].contains(text[end]) { end += 1 }
      var first = start
      var last = end
      while first < last, text[first] <= 0x20 { first += 1 }
      while last > first, text[last - 1] <= 0x20 { last -= 1 }
      if last > first {
        let name = code(text + first, last - first)
        if !names.contains(name) { names.append(name) }
      }
      start = end + 1
    }
    return names
  }

  private func code(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let code = Int(interner.code(text, count, hash: ByteInterner.hash(text, count).hash))
    if code == members.count { members.append([]) }
    return code
  }

  /// The rows so far.
  func finish() -> ListPiece {
    ListPiece(
      names: members.indices.map { interner.text($0) }, members: members,
      validity: validity.bitmap, undecodable: undecodable)
  }
}
