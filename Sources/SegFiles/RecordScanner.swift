import CMasks
import SegText

/// What a scanner saw of the form of records.
struct RecordMarks: Sendable {
  var lineFeeds = 0
  var carriageReturns = 0
  var pairs = 0
  var hasQuotes = false
  /// Whether a cell is in quotes that did not need them.
  var hasNeedlessQuotes = false

  /// Adds what was seen elsewhere in the file.
  mutating func add(_ other: RecordMarks) {
    lineFeeds += other.lineFeeds
    carriageReturns += other.carriageReturns
    pairs += other.pairs
    hasQuotes = hasQuotes || other.hasQuotes
    hasNeedlessQuotes = hasNeedlessQuotes || other.hasNeedlessQuotes
  }

  /// How the lines end.
  var lineEnd: LineEnd {
    let ends = [lineFeeds > 0, pairs > 0, carriageReturns > 0]
    return ends.count { $0 } > 1 ? .mixed : ends[1] ? .crlf : ends[2] ? .cr : .lf
  }
}

/// Cuts a file, or a stretch of it, into records and cells, a batch of records at a time.
///
/// The cells of a batch lie row by row in one matrix of spans into the buffer; both are good until
/// the next batch. Memory is bounded by the longest record.
final class RecordScanner {
  /// Cells in a record.
  let width: Int
  /// The buffered bytes; at least eight more may be read past any cell.
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  let cells: UnsafeMutablePointer<CellSpan>
  /// The line of each row, the first of the stretch being 1.
  let lines: UnsafeMutablePointer<UInt32>
  let starts: UnsafeMutablePointer<UInt32>
  let ends: UnsafeMutablePointer<UInt32>
  let rowCapacity: Int
  var rowCount = 0
  var misshapen: [MisshapenRecord] = []
  var marks = RecordMarks()
  /// Judgement of the bytes passed over.
  private(set) var judge = UTF8Judge()
  /// Line of the record that comes next.
  private(set) var line: UInt32 = 1

  let file: InputFile
  let separator: UInt8
  /// The separator in each of eight bytes.
  let separatorWord: UInt64
  let recordLimit = Limits.recordBytes
  let stops: UnsafeMutablePointer<Bool>
  private var capacity: Int
  /// Where in the file the buffer begins.
  private var bufferOffset: Int
  var filled = 0
  var position = 0
  /// Where in the buffer the bytes begin that are not judged yet.
  private var judged = 0
  private let limit: Int
  var isAtEnd = false
  private var recordsToSkip: Int

  private static let slack = 128
  static let quote = UInt8(ascii: "\"")
  /// Bytes read at a time: few enough to stay in the cache until they are parsed.
  private static let readBytes = 1 << 17

  /// Scans the records that begin from `offset` on and before `limit`; the first `skip` records
  /// that are not blank are passed over.
  init(
    file: InputFile, separator: UInt8, width: Int, offset: Int, limit: Int = .max, skip: Int
  ) throws(FileFailure) {
    self.file = file
    self.separator = separator
    self.limit = limit
    separatorWord = UInt64(separator) &* 0x0101_0101_0101_0101
    self.width = width
    recordsToSkip = skip
    bufferOffset = offset
    rowCapacity = max(32, min(1_024, 131_072 / width))
    capacity = 1 << 18
    bytes = .allocate(capacity: capacity + Self.slack)
    cells = .allocate(capacity: rowCapacity * width)
    lines = .allocate(capacity: rowCapacity)
    starts = .allocate(capacity: rowCapacity)
    ends = .allocate(capacity: rowCapacity)
    stops = .allocate(capacity: 256)
    stops.initialize(repeating: false, count: 256)
    for stop in [separator, 0x0A, 0x0D] { stops[Int(stop)] = true }
    try fill(keepingFrom: 0)
  }

  deinit {
    bytes.deallocate()
    cells.deallocate()
    lines.deallocate()
    starts.deallocate()
    ends.deallocate()
    stops.deallocate()
  }

  /// Where in the file the next record begins.
  var offset: Int { bufferOffset + position }

  /// Scans the next records; false at the end of the file or stretch.
  func nextBatch() throws(FileFailure) -> Bool {
    rowCount = 0
    misshapen.removeAll(keepingCapacity: true)
    while true {
      try scan()
      judgeBytes()
      if rowCount > 0 || !misshapen.isEmpty { return true }
      if isDone || (isAtEnd && position >= filled) {
        judge.finish()
        return false
      }
      if !isAtEnd { try fill(keepingFrom: position) }
    }
  }

  /// Passes over the rest of the line, and over what follows it in the stretch if it has no end.
  func skipLine() throws(FileFailure) {
    while offset < limit {
      while position < filled {
        let byte = bytes[position]
        if byte != 0x0A && byte != 0x0D {
          position += 1
          continue
        }
        if byte == 0x0D && position + 1 >= filled && !isAtEnd { break }
        position += byte == 0x0D && bytes[position + 1] == 0x0A && position + 1 < filled ? 2 : 1
        judged = position
        return
      }
      if isAtEnd { break }
      judged = position
      try fill(keepingFrom: position)
    }
    judged = position
  }

  private var isDone: Bool { offset >= limit && recordsToSkip == 0 }

  private func judgeBytes() {
    judge.take(UnsafeRawBufferPointer(start: bytes + judged, count: position - judged))
    judged = position
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
    bufferOffset += start
    position = 0
    judged = 0
    filled = left
    let room = UnsafeMutableRawBufferPointer(
      start: bytes + filled, count: min(capacity - filled, max(left, Self.readBytes)))
    let count = try file.read(into: room, at: bufferOffset + filled)
    isAtEnd = count == 0
    filled += count
    // A line feed past the end stops every search for the end of a cell.
    (bytes + filled).update(repeating: 0x0A, count: Self.slack)
  }

  /// Scans whole records from `position` on until the batch is full or the buffer runs out.
  private func scan() throws(FileFailure) {
    while true {
      if recordsToSkip == 0 { scanPlain() }
      guard rowCount < rowCapacity, position < filled, !isDone else { return }
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

  /// Cuts records as long as they hold no quotes, have the right number of cells and are not
  /// blank; stops before any other.
  private func scanPlain() {
    // The buffer and the matrix are this scanner's own and outlive the call.
    let chars = bytes
    let raw = UnsafeRawPointer(bytes)
    let end = min(filled, limit - bufferOffset)
    let (filled, width, separator) = (filled, width, separator)
    var start = position
    var count = rowCount
    var pairs = 0
    var block = start
    var found = segsh_stops(raw + block, separator)
    records: while count < rowCapacity, start < end {
      let row = cells + count &* width
      var cell = start
      var stop = start
      var column = 0
      while true {
        while found == 0 {
          block &+= 64
          found = segsh_stops(raw + block, separator)
        }
        stop = block &+ found.trailingZeroBitCount
        found &= found &- 1
        row[column] = CellSpan(start: cell, length: stop &- cell)
        column &+= 1
        if column == width { break }
        // A line end or a quote.
        if chars[stop] != separator { break records }
        cell = stop &+ 1
      }
      let length = stop &- start
      let first = chars[start]
      guard stop < filled, length != width &- 1, first != 0x20, first != 0x09,
        length <= recordLimit
      else { break }
      var next = stop &+ 1
      if chars[stop] != 0x0A {
        guard chars[stop] == 0x0D, chars[next] == 0x0A, next < filled else { break }
        while found == 0 {
          block &+= 64
          found = segsh_stops(raw + block, separator)
        }
        found &= found &- 1
        next &+= 1
        pairs &+= 1
      }
      lines[count] = line &+ UInt32(truncatingIfNeeded: count &- rowCount)
      starts[count] = UInt32(truncatingIfNeeded: start)
      ends[count] = UInt32(truncatingIfNeeded: stop)
      count &+= 1
      start = next
    }
    let scanned = count - rowCount
    marks.pairs += pairs
    marks.lineFeeds += scanned - pairs
    line += UInt32(truncatingIfNeeded: scanned)
    rowCount = count
    position = start
  }
}
