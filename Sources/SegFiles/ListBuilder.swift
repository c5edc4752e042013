import SegStore

/// Builds a column of lists of text, parted by commas, semicolons or bars.
final class ListBuilder {
  private let column: Int
  private var decoder: CellText
  /// The names so far.
  private let interner = ByteInterner()
  private var nameCount = 0
  /// Cells seen so far as written, and the numbers of what they came to.
  private let written = ByteInterner()
  private var numbers: [Int] = []
  /// What cells came to; the first says nothing.
  private var cells = [Cell()]
  /// The number of each row's cell.
  private var rows: [Int] = []

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
    var added: [Int] = []
    for row in 0..<scanner.rowCount where verdicts.reasons[row] == 0 {
      let span = scanner.cells[row &* scanner.width &+ column]
      added.append(span.length == 0 ? 0 : number(scanner, span))
    }
    rows.append(contentsOf: added)
  }

  private func number(_ scanner: RecordScanner, _ span: CellSpan) -> Int {
    if span.hasDoubledQuotes {
      // What doubled quotes stand for depends on the quotes around them.
      cells.append(decode(scanner, span))
      return cells.count - 1
    }
    let start = UnsafePointer(scanner.bytes + Int(span.start))
    let hash = ByteInterner.hash(start, span.length).hash
    let code = Int(written.code(start, span.length, hash: hash))
    if code == numbers.count {
      numbers.append(cells.count)
      cells.append(decode(scanner, span))
    }
    return numbers[code]
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
    nameCount = max(nameCount, code + 1)
    return code
  }

  /// The rows so far.
  func finish() -> ListPiece {
    var members = [[UInt32]](repeating: [], count: nameCount)
    var undecodable = 0
    var validity = BitBuffer()
    let cells = cells
    for (row, number) in rows.enumerated() {
      validity.append(cells[number].names != nil)
      undecodable += cells[number].undecodable
      for name in cells[number].names ?? [] {
        members[name].append(UInt32(truncatingIfNeeded: row))
      }
    }
    return ListPiece(
      names: members.indices.map { interner.text($0) }, members: members,
      validity: validity.bitmap, undecodable: undecodable)
  }
}
