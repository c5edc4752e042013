import SegText

/// Where the bytes of one cell lie in the scanner's buffer.
struct CellSpan {
  let start: UInt32
  private let lengthAndMarks: UInt32

  init(start: Int, length: Int, isQuoted: Bool = false, hasDoubledQuotes: Bool = false) {
    self.start = UInt32(truncatingIfNeeded: start)
    lengthAndMarks =
      UInt32(truncatingIfNeeded: length) | (isQuoted ? 1 << 30 : 0)
      | (hasDoubledQuotes ? 1 << 31 : 0)
  }

  /// Bytes between the quotes, doubled quotes counted twice.
  var length: Int { Int(lengthAndMarks & 0x3FFF_FFFF) }
  var isQuoted: Bool { lengthAndMarks & 1 << 30 != 0 }
  var hasDoubledQuotes: Bool { lengthAndMarks & 1 << 31 != 0 }
}

/// A record whose cells do not fit the header.
struct MisshapenRecord {
  enum Fault { case tooFew(Int), tooMany(Int), afterQuote }
  let line: UInt32
  let start: Int
  let end: Int
  /// Well-shaped records of the batch before it.
  let rowsBefore: Int
  let fault: Fault

  var reason: String {
    switch fault {
    case .tooFew(let count): "too few cells (\(count))"
    case .tooMany(let count): "too many cells (\(count))"
    case .afterQuote: "text after a closing quote"
    }
  }
}

/// Cuts a file into records and cells, a batch of records at a time.
///
/// The cells of a batch lie row by row in one matrix of spans into the buffer; both are good until
/// the next batch. Memory is bounded by the longest record.
final class RecordScanner {
  /// Cells in a record.
  let width: Int
  /// The buffered bytes; at least eight more may be read past any cell.
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  let cells: UnsafeMutablePointer<CellSpan>
  let lines: UnsafeMutablePointer<UInt32>
  let starts: UnsafeMutablePointer<UInt32>
  let ends: UnsafeMutablePointer<UInt32>
  let rowCapacity: Int
  private(set) var rowCount = 0
  private(set) var misshapen: [MisshapenRecord] = []
  /// Bytes taken from the file so far.
  private(set) var bytesRead = 0
  private(set) var lineFeeds = 0
  private(set) var carriageReturns = 0
  private(set) var pairs = 0
  private(set) var hasQuotes = false
  /// Whether a cell is in quotes that did not need them.
  private(set) var hasNeedlessQuotes = false

  private let file: InputFile
  private let separator: UInt8
  /// The separator in each of eight bytes.
  private let separatorWord: UInt64
  private let recordLimit = Limits.recordBytes
  private let stops: UnsafeMutablePointer<Bool>
  private var capacity: Int
  private var filled = 0
  private var position = 0
  private var line: UInt32 = 1
  private var isAtEnd = false
  private var recordsToSkip: Int
  private var observer: ((UnsafeRawBufferPointer) -> Void)?

  private static let slack = 64
  private static let quote = UInt8(ascii: "\"")

  /// Starts at byte `offset`; the first `skip` records that are not blank are passed over.
  init(
    file: InputFile, separator: UInt8, width: Int, offset: Int, skip: Int,
    observer: ((UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(FileFailure) {
    self.file = file
    self.separator = separator
    separatorWord = UInt64(separator) &* 0x0101_0101_0101_0101
    self.width = width
    self.observer = observer
    recordsToSkip = skip
    position = offset
    rowCapacity = max(32, min(4_096, 131_072 / width))
    capacity = 1 << 18
    bytes = .allocate(capacity: capacity + Self.slack)
    cells = .allocate(capacity: rowCapacity * width)
    lines = .allocate(capacity: rowCapacity)
    starts = .allocate(capacity: rowCapacity)
    ends = .allocate(capacity: rowCapacity)
    stops = .allocate(capacity: 256)
    stops.initialize(repeating: false, count: 256)
    for stop in [separator, 0x0A, 0x0D] { stops[Int(stop)] = true }
    try file.rewind()
    // The offset skips a byte-order mark inside the first block.
    try fill(keepingFrom: 0)
    position = min(offset, filled)
  }

  deinit {
    bytes.deallocate()
    cells.deallocate()
    lines.deallocate()
    starts.deallocate()
    ends.deallocate()
    stops.deallocate()
  }

  /// Scans the next records; false at the end of the file.
  func nextBatch() throws(FileFailure) -> Bool {
    rowCount = 0
    misshapen.removeAll(keepingCapacity: true)
    while true {
      try scan()
      if rowCount > 0 || !misshapen.isEmpty { return true }
      if isAtEnd && position >= filled { return false }
      if !isAtEnd { try fill(keepingFrom: position) }
    }
  }

  /// Moves what is left to the front and reads on, growing the buffer for a long record.
  private func fill(keepingFrom start: Int) throws(FileFailure) {
    let left = filled - start
    if left > recordLimit { throw tooLong(from: start) }
    if left > 0 && start > 0 { bytes.update(from: bytes + start, count: left) }
    if left > capacity / 2 {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + Self.slack)
      larger.update(from: bytes, count: left)
      bytes.deallocate()
      bytes = larger
      capacity *= 2
    }
    position = 0
    filled = left
    let room = UnsafeMutableRawBufferPointer(start: bytes + filled, count: capacity - filled)
    let count = try file.read(into: room)
    observer?(UnsafeRawBufferPointer(rebasing: room[..<count]))
    isAtEnd = count == 0
    filled += count
    bytesRead += count
    // A line feed past the end stops every search for the end of a cell.
    (bytes + filled).update(repeating: 0x0A, count: Self.slack)
  }

  /// Scans whole records from `position` on until the batch is full or the buffer runs out.
  private func scan() throws(FileFailure) {
    while rowCount < rowCapacity, position < filled {
      guard let record = try scanRecord() else { return }
      let start = position
      let startLine = line
      position = record.next
      line += record.lineCount
      if record.end - start > recordLimit {
        throw tooLong(from: start, line: startLine)
      }
      if isBlank(record, from: start) { continue }
      if recordsToSkip > 0 {
        recordsToSkip -= 1
        continue
      }
      accept(record, from: start, line: startLine)
    }
  }

  private struct Record {
    var end: Int
    var next: Int
    var cellCount: Int
    var lineCount: UInt32
    var hasExcess: Bool
    var hasTextAfterQuote: Bool
  }

  private func accept(_ record: Record, from start: Int, line: UInt32) {
    let fault: MisshapenRecord.Fault
    if record.hasTextAfterQuote {
      fault = .afterQuote
    } else if record.cellCount < width {
      fault = .tooFew(record.cellCount)
    } else if record.hasExcess {
      fault = .tooMany(record.cellCount)
    } else {
      lines[rowCount] = line
      starts[rowCount] = UInt32(truncatingIfNeeded: start)
      ends[rowCount] = UInt32(truncatingIfNeeded: record.end)
      rowCount += 1
      return
    }
    misshapen.append(
      MisshapenRecord(
        line: line, start: start, end: record.end, rowsBefore: rowCount, fault: fault))
  }

  /// Whether a record holds nothing but separators and blanks.
  private func isBlank(_ record: Record, from start: Int) -> Bool {
    let length = record.end - start
    if length == record.cellCount - 1 { return true }
    guard length < 256, bytes[start] == 0x20 || bytes[start] == 0x09 else { return false }
    return (start..<record.end).allSatisfy {
      bytes[$0] == 0x20 || bytes[$0] == 0x09 || bytes[$0] == separator
    }
  }

  /// Cuts the record at `position` into the next row of the matrix; nil when it is not whole yet.
  private func scanRecord() throws(FileFailure) -> Record? {
    let bytes = bytes
    let separator = separator
    let row = cells + rowCount * width
    var record = Record(
      end: 0, next: 0, cellCount: 0, lineCount: 1, hasExcess: false, hasTextAfterQuote: false)
    var index = position
    var cellCount = 0
    while true {
      let start = index
      if bytes[index] == Self.quote && index < filled {
        guard let cell = try scanQuoted(from: index, &record) else { return nil }
        index = cell.next
        if cellCount < width { row[cellCount] = cell.span } else { record.hasExcess = true }
      } else {
        index = endOfCell(bytes, from: index)
        if cellCount < width {
          row[cellCount] = CellSpan(start: start, length: index - start)
        } else if index > start {
          record.hasExcess = true
        }
      }
      cellCount += 1
      if index >= filled {
        guard isAtEnd else { return nil }
        record.end = filled
        record.next = filled
        break
      }
      if bytes[index] == separator {
        index += 1
        continue
      }
      record.end = index
      if bytes[index] == 0x0A {
        lineFeeds += 1
        record.next = index + 1
      } else {
        if index + 1 >= filled && !isAtEnd { return nil }
        let isPair = bytes[index + 1] == 0x0A && index + 1 < filled
        if isPair { pairs += 1 } else { carriageReturns += 1 }
        record.next = index + (isPair ? 2 : 1)
      }
      break
    }
    record.cellCount = cellCount
    return record
  }

  /// The next separator or line end, eight bytes at a time; one lies past the filled buffer.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  private func endOfCell(_ bytes: UnsafeMutablePointer<UInt8>, from start: Int) -> Int {
    let raw = UnsafeRawPointer(bytes)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let separators = separatorWord
    var index = start
    while true {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let a = word ^ separators
      let b = word ^ (ones &* 0x0A)
      let c = word ^ (ones &* 0x0D)
      // The lowest byte marked is the first that became zero; bytes above it may be marked wrongly.
      let marks = ((a &- ones) & ~a) | ((b &- ones) & ~b) | ((c &- ones) & ~c)
      let stops = marks & (ones &* 0x80)
      if stops != 0 { return index &+ stops.trailingZeroBitCount / 8 }
      index &+= 8
    }
  }

  /// The quoted cell that opens at `opening`; nil when its end is not in the buffer yet.
  private func scanQuoted(
    from opening: Int, _ record: inout Record
  ) throws(FileFailure) -> (span: CellSpan, next: Int)? {
    let bytes = bytes
    let filled = filled
    hasQuotes = true
    var index = opening + 1
    var isDoubled = false
    var newLines: UInt32 = 0
    let first = bytes[index]
    var needsQuotes = first == 0x20 || first == 0x09 || first == 0xEF
    while true {
      while index < filled && bytes[index] != Self.quote {
        if stops[Int(bytes[index])] { needsQuotes = true }
        if bytes[index] == 0x0A || (bytes[index] == 0x0D && bytes[index + 1] != 0x0A) {
          newLines += 1
        }
        index += 1
      }
      if index + 1 >= filled {
        if isAtEnd && index < filled { break }
        let openingLine = line + record.lineCount - 1
        if isAtEnd { throw unterminated(openingLine, within: nil) }
        if filled - position > recordLimit {
          throw unterminated(openingLine, within: Limits.recordBytes)
        }
        return nil
      }
      if bytes[index + 1] != Self.quote { break }
      isDoubled = true
      index += 2
    }
    let span = CellSpan(
      start: opening + 1, length: index - opening - 1, isQuoted: true, hasDoubledQuotes: isDoubled)
    if !needsQuotes && !isDoubled && span.length > 0 { hasNeedlessQuotes = true }
    record.lineCount += newLines
    index += 1
    while index < filled && bytes[index] == 0x20 { index += 1 }
    if !stops[Int(bytes[index])] {
      record.hasTextAfterQuote = true
      while !stops[Int(bytes[index])] { index += 1 }
    }
    return (span, index)
  }

  private func tooLong(from start: Int, line: UInt32? = nil) -> FileFailure {
    FileFailure(
      .malformed, path: file.path,
      message: "the record that begins on this line is longer than \(Limits.recordBytes) bytes",
      line: Int(line ?? self.line))
  }

  private func unterminated(_ line: UInt32, within bytes: Int?) -> FileFailure {
    let place = bytes.map { "within \($0) bytes" } ?? "before the end of the file"
    return FileFailure(
      .malformed, path: file.path,
      message: "the quote opened on line \(line) is not closed \(place)", line: Int(line))
  }
}
