import SegStore

/// Builds a column of yes and no.
final class FlagBuilder {
  private let column: Int
  /// Whether the header says that it is a flag, so that 0 and 1 count too.
  private let isKnown: Bool
  private var values = BitBuffer()
  private var validity = BitBuffer()
  private var pending: [Bool?]

  init(column: Int, isKnown: Bool, batchCapacity: Int) {
    self.column = column
    self.isKnown = isKnown
    pending = [Bool?](repeating: nil, count: batchCapacity)
  }

  /// Reads the batch; cells that do not fit exclude their rows.
  func parse(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    for row in 0..<scanner.rowCount {
      let cell = scanner.cells[row &* scanner.width &+ column]
      let start = UnsafePointer(scanner.bytes + Int(cell.start))
      let flag =
        isKnown
        ? CellWords.knownFlag(start, cell.length) : CellWords.flag(start, cell.length)
      pending[row] = flag
      if flag == nil, !CellWords.isBlank(start, cell.length),
        !CellWords.isMissingMark(start, cell.length)
      {
        verdicts.exclude(row, .notFlag, column: column)
      }
    }
  }

  /// Keeps the rows of the batch that are not excluded.
  func append(_ count: Int, _ verdicts: RowVerdicts) {
    for row in 0..<count where verdicts.reasons[row] == 0 {
      values.append(pending[row] ?? false)
      validity.append(pending[row] != nil)
    }
  }

  /// The rows so far.
  func finish() -> FlagColumn {
    FlagColumn(values: values.bitmap, validity: validity.bitmap)
  }
}

/// Builds a column of lists of text, parted by commas, semicolons or bars.
final class ListBuilder {
  private let column: Int
  private var decoder: CellText
  private let interner = ByteInterner()
  private var members: [[UInt32]] = []
  private var validity = BitBuffer()

  init(column: Int, decoder: CellText) {
    self.column = column
    self.decoder = decoder
  }

  /// Takes the cells of the rows that are not excluded.
  func append(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    for row in 0..<scanner.rowCount where verdicts.reasons[row] == 0 {
      let cell = scanner.cells[row &* scanner.width &+ column]
      let start = UnsafePointer(scanner.bytes + Int(cell.start))
      let isNothing =
        CellWords.isBlank(start, cell.length) || CellWords.isMissingMark(start, cell.length)
      let target = UInt32(validity.count)
      validity.append(!isNothing)
      if isNothing { continue }
      decoder.with(scanner.bytes, cell, isKey: true) { text, count in
        split(text, count, row: target)
      }
    }
  }

  private func split(_ text: UnsafePointer<UInt8>, _ count: Int, row: UInt32) {
    var start = 0
    while start <= count {
      var end = start
      while end < count, ![0x2C, 0x3B, 0x7C].contains(text[end]) { end += 1 }
      var first = start
      var last = end
      while first < last, text[first] <= 0x20 { first += 1 }
      while last > first, text[last - 1] <= 0x20 { last -= 1 }
      if last > first { add(text + first, last - first, row: row) }
      start = end + 1
    }
  }

  private func add(_ text: UnsafePointer<UInt8>, _ count: Int, row: UInt32) {
    let code = Int(interner.code(text, count, hash: ByteInterner.hash(text, count).hash))
    if code == members.count { members.append([]) }
    if members[code].last != row { members[code].append(row) }
  }

  /// The rows so far.
  func finish() -> ListPiece {
    ListPiece(
      names: members.indices.map { interner.text($0) }, members: members,
      validity: validity.bitmap, undecodable: decoder.undecodable)
  }
}
