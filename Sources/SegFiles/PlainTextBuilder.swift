import SegStore

/// Builds a column of text with one text a row, for columns whose texts hardly repeat.
final class PlainTextBuilder {
  private let column: Int
  private let isKey: Bool
  private let keepsQuotedEmpty: Bool
  private var decoder: CellText
  private var bytes: UnsafeMutablePointer<UInt8>
  private var byteCount = 0
  private var byteCapacity: Int
  /// The end of each text.
  private var ends: [UInt32] = []
  private var validity = BitBuffer()
  private var hasQuotedEmpty = false
  private let batchEnds: UnsafeMutablePointer<UInt32>
  private let known: UnsafeMutablePointer<Bool>

  private static let slack = 16

  init(
    column: Int, isKey: Bool, keepsQuotedEmpty: Bool, decoder: CellText, batchCapacity: Int
  ) {
    self.column = column
    self.isKey = isKey
    self.keepsQuotedEmpty = keepsQuotedEmpty && !isKey
    self.decoder = decoder
    byteCapacity = 1 << 18
    bytes = .allocate(capacity: byteCapacity + Self.slack)
    batchEnds = .allocate(capacity: batchCapacity)
    known = .allocate(capacity: batchCapacity)
    batchEnds.initialize(repeating: 0, count: batchCapacity)
    known.initialize(repeating: false, count: batchCapacity)
  }

  deinit {
    bytes.deallocate()
    batchEnds.deallocate()
    known.deallocate()
  }

  /// Takes the cells of the rows that are not excluded.
  func append(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    let (source, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (batchEnds, known) = (batchEnds, known)
    let allRows = verdicts.count == 0
    var rows = 0
    var knownRows = 0
    for row in 0..<scanner.rowCount {
      if !allRows, verdicts.reasons[row] != 0 { continue }
      let cell = cells[row &* width &+ column]
      let isKnown = append(source, cell)
      batchEnds[rows] = UInt32(truncatingIfNeeded: byteCount)
      known[rows] = isKnown
      rows &+= 1
      if isKnown { knownRows &+= 1 }
    }
    ends.append(contentsOf: UnsafeBufferPointer(start: batchEnds, count: rows))
    if knownRows == rows {
      validity.appendOnes(rows)
    } else {
      for row in 0..<rows { validity.append(known[row]) }
    }
  }

  /// Adds the text of one cell; false when it is unknown.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  private func append(_ source: UnsafeMutablePointer<UInt8>, _ cell: CellSpan) -> Bool {
    let length = cell.length
    if length == 0 {
      if !cell.isQuoted { return false }
      hasQuotedEmpty = hasQuotedEmpty || !isKey
      return keepsQuotedEmpty
    }
    if byteCount &+ length > byteCapacity { grow(for: length) }
    let start = UnsafeRawPointer(source + Int(cell.start))
    let target = UnsafeMutableRawPointer(bytes + byteCount)
    // Whole words are copied: both buffers have room past the last text.
    var union: UInt64 = 0
    var index = 0
    while index &+ 8 <= length {
      let word = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
      union |= word
      index &+= 8
    }
    if index < length {
      let word = start.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
      let keep = UInt64.max &>> UInt64(truncatingIfNeeded: (8 &- (length &- index)) &* 8)
      union |= word.littleEndian & keep
    }
    let first = source[Int(cell.start)]
    let last = source[Int(cell.start) &+ length &- 1]
    if union & 0x8080_8080_8080_8080 != 0 || cell.hasDoubledQuotes || first == 0x27
      || first <= 0x20 || (isKey && last <= 0x20)
    {
      return appendSlowly(source, cell)
    }
    byteCount &+= length
    return true
  }

  @inline(never)  // Keeps the quick path small.
  private func appendSlowly(_ source: UnsafeMutablePointer<UInt8>, _ cell: CellSpan) -> Bool {
    let start = UnsafePointer(source + Int(cell.start))
    if isKey || !cell.isQuoted, CellWords.isBlank(start, cell.length) { return false }
    decoder.with(source, cell, isKey: isKey) { text, count in
      if byteCount + count > byteCapacity { grow(for: count) }
      (bytes + byteCount).update(from: text, count: count)
      byteCount += count
    }
    return true
  }

  @inline(never)  // Keeps the quick path small.
  private func grow(for length: Int) {
    byteCapacity = max(byteCapacity * 2, byteCount + length)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: byteCapacity + Self.slack)
    larger.update(from: bytes, count: byteCount)
    bytes.deallocate()
    bytes = larger
  }

  /// The rows so far.
  func finish() -> TextPiece {
    TextPiece(
      form: .plain(
        bytes: Array(UnsafeBufferPointer(start: bytes, count: byteCount)), ends: ends),
      validity: validity.bitmap, hasQuotedEmpty: hasQuotedEmpty,
      undecodable: decoder.undecodable)
  }
}
