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
  /// Keeps reads that only warm the cache alive.
  private var warmth: UInt64 = 0
  private let pending: UnsafeMutablePointer<UInt32>
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
    pending = .allocate(capacity: batchCapacity)
    pending.initialize(repeating: 0, count: batchCapacity)
    hashes.initialize(repeating: 0, count: batchCapacity)
    shapes.initialize(repeating: .plain, count: batchCapacity)
    codes.reserveCapacity(expectedRows)
  }

  deinit {
    pending.deallocate()
    hashes.deallocate()
    shapes.deallocate()
  }

  /// Bytes of the column that stood for no character.
  var undecodable: Int { decoder.undecodable }
  /// Whether the column's texts are too large together.
  var isFull: Bool { interner.isFull }

  /// Takes the cells of the rows that are not excluded.
  func append(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    let plainCount = judge(scanner)
    let isPlain = verdicts.count == 0 && plainCount == scanner.rowCount
    if isPlain { appendPlain(scanner) } else { appendAny(scanner, verdicts) }
  }

  private func appendPlain(_ scanner: RecordScanner) {
    let (bytes, cells, width, count) = (
      scanner.bytes, scanner.cells, scanner.width, scanner.rowCount
    )
    let (interner, hashes, pending) = (interner, hashes, pending)
    for row in 0..<count {
      if row & 511 == 0 { warmth &+= interner.warm(hashes + row, min(512, count &- row)) }
      let cell = cells[row &* width &+ column]
      let start = UnsafePointer(bytes + Int(cell.start))
      pending[row] = interner.code(start, cell.length, hash: hashes[row])
    }
    codes.append(contentsOf: UnsafeBufferPointer(start: pending, count: count))
    validity.appendOnes(count)
  }

  private func appendAny(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    for row in 0..<scanner.rowCount where verdicts.reasons[row] == 0 {
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

  /// Hashes all cells and tells those that need no decoding; returns how many these are.
  private func judge(_ scanner: RecordScanner) -> Int {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (hashes, shapes) = (hashes, shapes)
    var plainCount = 0
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      let length = cell.length
      if length == 0 {
        shapes[row] = cell.isQuoted && keepsQuotedEmpty ? .plain : .unknown
        hashes[row] = ByteInterner.hash(bytes, 0).hash
        if shapes[row] == .plain { plainCount &+= 1 }
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
      if !isOdd { plainCount &+= 1 }
    }
    return plainCount
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
