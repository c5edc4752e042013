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
  private var offsets = TextOffsets()
  /// What reads all rows so far as numbers, which then stand for bytes and offsets.
  private var numbered: NumberedCells?
  private var numbers: [UInt32] = []
  private var isSpelledOut = false
  private let room: ColumnRoom
  private var validity = BitBuffer()
  private var hasQuotedEmpty = false
  private let batchEnds: UnsafeMutablePointer<UInt32>
  private let known: UnsafeMutablePointer<Bool>

  private static let slack = 16

  init(
    column: Int, isKey: Bool, keepsQuotedEmpty: Bool, decoder: CellText, batchCapacity: Int,
    expectedRows: Int
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
    room = ColumnRoom(expectedRows)
    numbers.reserveCapacity(expectedRows)
  }

  deinit {
    bytes.deallocate()
    batchEnds.deallocate()
    known.deallocate()
  }

  /// Takes the cells of the rows that are not excluded.
  func append(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    let (source, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (batchEnds, known, isKey, column) = (batchEnds, known, isKey, column)
    let allRows = verdicts.count == 0
    var rows = 0
    var knownRows = 0
    let firstRow = appendNumbers(scanner, verdicts)
    var target = bytes
    var end = byteCount
    for row in firstRow..<scanner.rowCount {
      if !allRows, verdicts.reasons[row] != 0 { continue }
      let cell = cells[row &* width &+ column]
      let length = cell.length
      var isKnown = true
      if length == 0 {
        isKnown = cell.isQuoted && takesQuotedEmpty()
      } else {
        if end &+ length > byteCapacity {
          byteCount = end
          grow(for: length)
          target = bytes
        }
        let start = UnsafePointer(source + Int(cell.start))
        let isASCII = Self.copy(start, length, to: target + end)
        let isPlain = isASCII && CellText.isPlain(start, cell, isKey: isKey)
        if isPlain {
          end &+= length
        } else {
          byteCount = end
          isKnown = appendSlowly(source, cell)
          (target, end) = (bytes, byteCount)
        }
      }
      batchEnds[rows] = UInt32(truncatingIfNeeded: end)
      known[rows] = isKnown
      rows &+= 1
      if isKnown { knownRows &+= 1 }
    }
    byteCount = end
    offsets.append(ends: UnsafeBufferPointer(start: batchEnds, count: rows), room: room)
    if knownRows == rows {
      validity.appendOnes(rows)
    } else {
      validity.append(rows, skips: nil) { known[$0] }
    }
  }

  /// Takes cells of the rows as numbers, up to the first that is written in another way than all
  /// before it; returns the row of that.
  private func appendNumbers(_ scanner: RecordScanner, _ verdicts: RowVerdicts) -> Int {
    if isSpelledOut { return 0 }
    let (source, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (batch, column) = (batchEnds, column)
    let allRows = verdicts.count == 0
    var reader = numbered
    var rows = 0
    for row in 0..<scanner.rowCount {
      if !allRows, verdicts.reasons[row] != 0 { continue }
      let cell = cells[row &* width &+ column]
      let start = UnsafePointer(source + Int(cell.start))
      if reader == nil { reader = NumberedCells(start, cell) }
      var number = reader?.number(start, cell)
      if number == nil, turn(&reader, to: cell, rowsOfBatch: rows) {
        number = reader?.number(start, cell)
      }
      guard let number else {
        numbers.append(contentsOf: UnsafeBufferPointer(start: batch, count: rows))
        spellOut(reader)
        return row
      }
      batch[rows] = number
      rows &+= 1
    }
    numbered = reader
    numbers.append(contentsOf: UnsafeBufferPointer(start: batch, count: rows))
    return scanner.rowCount
  }

  /// Has cells of another length read as numbers too, where one form is enough for all.
  private func turn(
    _ reader: inout NumberedCells?, to cell: CellSpan, rowsOfBatch: Int
  ) -> Bool {
    let batch = UnsafeBufferPointer(start: UnsafePointer(batchEnds), count: rowsOfBatch)
    return numbers.withUnsafeBufferPointer { reader?.turn(to: cell, after: [$0, batch]) ?? false }
  }

  /// Gives the numbers so far their texts: from now on rows are read as such.
  private func spellOut(_ reader: NumberedCells?) {
    isSpelledOut = true
    guard let form = reader?.form else { return }
    let texts = PrefixedNumbers(form: form, numbers: numbers).spelled
    byteCount = texts.bytes.count
    if byteCount > byteCapacity { grow(for: 0) }
    bytes.update(from: texts.bytes, count: byteCount)
    offsets = texts.offsets
    validity.appendOnes(numbers.count)
    numbers = []
  }

  /// Copies a text in whole words, for which both buffers have room; whether it is ASCII.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  private static func copy(
    _ source: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    let (source, target) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    var union: UInt64 = 0
    var index = 0
    while index &+ 8 < length {
      let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
      union |= word
      index &+= 8
    }
    let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
    let keep = UInt64.max &>> UInt64(truncatingIfNeeded: (8 &- (length &- index)) &* 8)
    return (union | (word.littleEndian & keep)) & 0x8080_8080_8080_8080 == 0
  }

  private func takesQuotedEmpty() -> Bool {
    hasQuotedEmpty = hasQuotedEmpty || !isKey
    return keepsQuotedEmpty
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
    if !isSpelledOut, let form = numbered?.form {
      validity.appendOnes(numbers.count)
      return TextPiece(
        form: .numbered(PrefixedNumbers(form: form, numbers: numbers)),
        validity: validity.bitmap, hasQuotedEmpty: false, undecodable: 0)
    }
    return TextPiece(
      form: .plain(
        bytes: Array(UnsafeBufferPointer(start: bytes, count: byteCount)), offsets),
      validity: validity.bitmap, hasQuotedEmpty: hasQuotedEmpty,
      undecodable: decoder.undecodable)
  }
}
