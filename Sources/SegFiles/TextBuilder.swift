import SegStore

/// Builds a column of text, each distinct text stored once.
final class TextBuilder {
  private let column: Int
  private let isKey: Bool
  /// Whether `""` is an empty text rather than nothing.
  private let keepsQuotedEmpty: Bool
  private let interner = ByteInterner()
  private var decoder: CellText
  private var codes: [UInt32] = []
  private var validity = BitBuffer()
  private let hashes: UnsafeMutablePointer<UInt32>
  private let shapes: UnsafeMutablePointer<Shape>

  private enum Shape: UInt8 { case plain, slow, unknown }

  init(
    column: Int, isKey: Bool, keepsQuotedEmpty: Bool, decoder: CellText, batchCapacity: Int,
    expectedRows: Int
  ) {
    self.column = column
    self.isKey = isKey
    self.keepsQuotedEmpty = keepsQuotedEmpty && !isKey
    self.decoder = decoder
    hashes = .allocate(capacity: batchCapacity)
    shapes = .allocate(capacity: batchCapacity)
    hashes.initialize(repeating: 0, count: batchCapacity)
    shapes.initialize(repeating: .plain, count: batchCapacity)
    codes.reserveCapacity(expectedRows)
  }

  deinit {
    hashes.deallocate()
    shapes.deallocate()
  }

  /// Bytes of the column that stood for no character.
  var undecodable: Int { decoder.undecodable }
  /// Whether the column's texts are too large together.
  var isFull: Bool { interner.isFull }

  /// Takes the cells of the rows that are not excluded.
  func append(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    judge(scanner)
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let hasExcluded = verdicts.count > 0
    for row in 0..<scanner.rowCount {
      if hasExcluded && verdicts.reasons[row] != 0 { continue }
      let cell = cells[row &* width &+ column]
      switch shapes[row] {
      case .plain:
        let start = UnsafePointer(bytes + Int(cell.start))
        codes.append(interner.code(start, cell.length, hash: hashes[row]))
        validity.append(true)
      case .slow:
        decoder.with(bytes, cell, isKey: isKey) { start, count in
          let hash = ByteInterner.hash(start, count).hash
          codes.append(interner.code(start, count, hash: hash))
          validity.append(true)
        }
      case .unknown:
        codes.append(0)
        validity.append(false)
      }
    }
  }

  /// Hashes all cells first: the table's misses of memory then overlap.
  private func judge(_ scanner: RecordScanner) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      let length = cell.length
      if length == 0 {
        shapes[row] = cell.isQuoted && keepsQuotedEmpty ? .plain : .unknown
        hashes[row] = ByteInterner.hash(bytes, 0).hash
        continue
      }
      let start = UnsafePointer(bytes + Int(cell.start))
      let (hash, union) = ByteInterner.hash(start, length)
      hashes[row] = hash
      let first = start[0]
      let last = start[length &- 1]
      let isOdd =
        union & 0x8080_8080_8080_8080 != 0 || cell.hasDoubledQuotes || first == 0x27
        || first <= 0x20 || (isKey && last <= 0x20)
      shapes[row] = isOdd ? oddShape(start, cell) : .plain
    }
  }

  private func oddShape(_ start: UnsafePointer<UInt8>, _ cell: CellSpan) -> Shape {
    let isNothing = (isKey || !cell.isQuoted) && CellWords.isBlank(start, cell.length)
    return isNothing ? .unknown : .slow
  }

  /// The finished column; the builder is empty afterwards.
  func finish() -> Column {
    let column = TextColumn(
      codes: codes, dictionary: interner.dictionary, validity: validity.bitmap)
    codes = []
    return .text(column)
  }
}
