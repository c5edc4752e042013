import SegStore

/// Builds a column of text, each distinct text of a stretch of rows decoded and stored once.
final class CodedTextBuilder {
  private let column: Int
  private let isKey: Bool
  private let keepsQuotedEmpty: Bool
  private var decoder: CellText
  /// The texts as written, tagged with their numbers: each kind of cells on its own, since `""`
  /// means another thing in quotes than without.
  private let bare = ByteInterner()
  private let quoted = ByteInterner()
  private let doubled = ByteInterner()
  private let texts = TextBuffer()
  /// A number a row: 0 is unknown, else a text, from 1 on.
  private var numbers: [UInt32] = []
  /// Bytes that stood for no character, of the texts that have such.
  private var undecodable: [UInt32: Int] = [:]
  private var unknownRows = 0
  private var hasQuotedEmpty = false
  private var emptyNumber: UInt32 = 0
  private let recent: UnsafeMutablePointer<Recent>
  private let batch: UnsafeMutablePointer<UInt32>

  /// A short cell seen lately, and its number.
  private struct Recent {
    var key = ShortCell.none
    var number: UInt32 = 0
  }

  init(
    column: Int, isKey: Bool, keepsQuotedEmpty: Bool, decoder: CellText, batchCapacity: Int,
    expectedRows: Int
  ) {
    self.column = column
    self.isKey = isKey
    self.keepsQuotedEmpty = keepsQuotedEmpty && !isKey
    self.decoder = decoder
    recent = .allocate(capacity: ShortCell.slots)
    recent.initialize(repeating: Recent(), count: ShortCell.slots)
    batch = .allocate(capacity: batchCapacity)
    batch.initialize(repeating: 0, count: batchCapacity)
    numbers.reserveCapacity(expectedRows)
  }

  deinit {
    recent.deallocate()
    batch.deallocate()
  }

  /// Takes the cells of the rows that are not excluded.
  func append(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (recent, batch, column) = (recent, batch, column)
    let allRows = verdicts.count == 0
    var rows = 0
    for row in 0..<scanner.rowCount {
      if !allRows, verdicts.reasons[row] != 0 { continue }
      let cell = cells[row &* width &+ column]
      if cell.length == 0 {
        batch[rows] = cell.isQuoted ? numberOfEmpty() : 0
      } else if let key = ShortCell(UnsafePointer(bytes + Int(cell.start)), cell) {
        let slot = key.slot
        if recent[slot].key != key {
          recent[slot] = Recent(key: key, number: number(bytes, cell))
        }
        batch[rows] = recent[slot].number
      } else {
        batch[rows] = number(bytes, cell)
      }
      rows &+= 1
    }
    var unknown = 0
    for row in 0..<rows where batch[row] == 0 { unknown &+= 1 }
    unknownRows += unknown
    numbers.append(contentsOf: UnsafeBufferPointer(start: batch, count: rows))
  }

  private func numberOfEmpty() -> UInt32 {
    hasQuotedEmpty = hasQuotedEmpty || !isKey
    guard keepsQuotedEmpty else { return 0 }
    if emptyNumber == 0 { emptyNumber = withUnsafePointer(to: UInt8(0)) { add($0, 0) } }
    return emptyNumber
  }

  /// The number of a cell that is not empty.
  private func number(_ bytes: UnsafeMutablePointer<UInt8>, _ cell: CellSpan) -> UInt32 {
    let start = UnsafePointer(bytes + Int(cell.start))
    let written = cell.hasDoubledQuotes ? doubled : cell.isQuoted ? quoted : bare
    let (hash, union) = ByteInterner.hash(start, cell.length)
    let before = written.count
    let code = written.code(start, cell.length, hash: hash)
    if code == before {
      let isASCII = union & 0x8080_8080_8080_8080 == 0
      written.setTag(decode(bytes, cell, isASCII: isASCII), of: code)
    }
    return written.tag(of: code)
  }

  private func decode(
    _ bytes: UnsafeMutablePointer<UInt8>, _ cell: CellSpan, isASCII: Bool
  ) -> UInt32 {
    let start = UnsafePointer(bytes + Int(cell.start))
    if isASCII, CellText.isPlain(start, cell, isKey: isKey) {
      return add(start, cell.length)
    }
    if isKey || !cell.isQuoted, CellWords.isBlank(start, cell.length) { return 0 }
    let before = decoder.undecodable
    var number: UInt32 = 0
    decoder.with(bytes, cell, isKey: isKey) { text, count in
      number = add(text, count)
    }
    let lost = decoder.undecodable - before
    if lost > 0 { undecodable[number] = lost }
    return number
  }

  private func add(_ text: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    texts.append(text, length)
    return UInt32(truncatingIfNeeded: texts.count)
  }

  /// The rows so far.
  func finish() -> TextPiece {
    var validity = BitBuffer()
    if unknownRows == 0 {
      validity.appendOnes(numbers.count)
    } else {
      numbers.withUnsafeBufferPointer { numbers in
        validity.append(numbers.count, skips: nil) { numbers[$0] != 0 }
      }
    }
    let lost =
      undecodable.isEmpty ? 0 : numbers.reduce(0) { $0 + (undecodable[$1] ?? 0) }
    return TextPiece(
      form: .coded(
        numbers: TextColumn.Codes(narrowing: numbers, upTo: texts.count),
        texts: texts.dictionary),
      validity: validity.bitmap, hasQuotedEmpty: hasQuotedEmpty, undecodable: lost)
  }
}
