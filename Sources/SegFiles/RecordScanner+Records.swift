import SegText

extension RecordScanner {
  /// One record as it was cut, whatever its form.
  struct Record {
    var end: Int
    var next: Int
    var cellCount: Int
    var lineCount: UInt32
    var hasExcess: Bool
    var hasTextAfterQuote: Bool
  }

  func accept(_ record: Record, from start: Int, line: UInt32) {
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
  func isBlank(_ record: Record, from start: Int) -> Bool {
    let length = record.end - start
    if length == record.cellCount - 1 { return true }
    guard length < 256, bytes[start] == 0x20 || bytes[start] == 0x09 else { return false }
    return (start..<record.end).allSatisfy {
      bytes[$0] == 0x20 || bytes[$0] == 0x09 || bytes[$0] == separator
    }
  }

  /// Cuts the record at `position` into the next row of the matrix; nil when it is not whole yet.
  func scanRecord() throws(FileFailure) -> Record? {
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
        marks.lineFeeds += 1
        record.next = index + 1
      } else {
        if index + 1 >= filled && !isAtEnd { return nil }
        let isPair = bytes[index + 1] == 0x0A && index + 1 < filled
        if isPair { marks.pairs += 1 } else { marks.carriageReturns += 1 }
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

  /// Whether eight bytes hold no quote, separator or line end.
  @inline(__always)  // Called per eight bytes; measured with the load benchmark.
  private func isPlainText(_ bytes: UnsafeMutablePointer<UInt8>) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let word = UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
    let a = word ^ separatorWord
    let b = word ^ (ones &* 0x0A)
    let c = word ^ (ones &* 0x0D)
    let d = word ^ (ones &* 0x22)
    let marks =
      ((a &- ones) & ~a) | ((b &- ones) & ~b) | ((c &- ones) & ~c) | ((d &- ones) & ~d)
    return marks & (ones &* 0x80) == 0
  }

  /// The quoted cell that opens at `opening`; nil when its end is not in the buffer yet.
  private func scanQuoted(
    from opening: Int, _ record: inout Record
  ) throws(FileFailure) -> (span: CellSpan, next: Int)? {
    let bytes = bytes
    let filled = filled
    marks.hasQuotes = true
    var index = opening + 1
    var isDoubled = false
    var newLines: UInt32 = 0
    let first = bytes[index]
    var needsQuotes = first == 0x20 || first == 0x09 || first == 0xEF
    while true {
      while index < filled && bytes[index] != Self.quote {
        if index &+ 8 <= filled, isPlainText(bytes + index) {
          index &+= 8
          continue
        }
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
    if !needsQuotes && !isDoubled && span.length > 0 { marks.hasNeedlessQuotes = true }
    record.lineCount += newLines
    index += 1
    while index < filled && bytes[index] == 0x20 { index += 1 }
    if !stops[Int(bytes[index])] {
      record.hasTextAfterQuote = true
      while !stops[Int(bytes[index])] { index += 1 }
    }
    return (span, index)
  }

  func tooLong(from start: Int, line: UInt32? = nil) -> FileFailure {
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
