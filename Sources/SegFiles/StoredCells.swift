package import SegModel
package import SegStore

/// The cells of a few rows in one column, end to end.
struct CellRun {
  private(set) var bytes: [UInt8] = []
  /// Where each cell ends.
  private(set) var ends: [Int] = []

  init(rowCount: Int) {
    ends.reserveCapacity(rowCount)
    bytes.reserveCapacity(rowCount * 12)
  }

  /// Ends a cell to which `body` adds the bytes.
  @inline(__always)
  mutating func cell(_ body: (inout [UInt8]) -> Void) {
    body(&bytes)
    endCell()
  }

  /// Ends a cell.
  @inline(__always)
  mutating func endCell() { ends.append(bytes.count) }

  /// Adds a cell of text.
  @inline(__always)
  mutating func addText(_ text: UnsafeBufferPointer<UInt8>, _ separator: UInt8) {
    if CSVText.isPlain(text, separator) {
      bytes.append(contentsOf: text)
    } else {
      CSVText.append(text, separator, to: &bytes)
    }
    endCell()
  }

  /// Joins cells of several columns into lines.
  static func lines(_ columns: [CellRun], rowCount: Int, separator: UInt8) -> [UInt8] {
    let size = columns.reduce(rowCount) { $0 + $1.bytes.count + rowCount }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      withSources(columns) { sources in
        var target = base
        for row in 0..<rowCount {
          for index in sources.indices {
            if index > 0 {
              target.initialize(to: separator)
              target += 1
            }
            let count = sources[index].ends[row] &- sources[index].start
            target.initialize(from: sources[index].bytes + sources[index].start, count: count)
            sources[index].start &+= count
            target += count
          }
          target.initialize(to: 0x0A)
          target += 1
        }
        initialized = target - base
      }
    }
  }

  /// A column on its way into lines.
  private struct Source {
    let bytes: UnsafePointer<UInt8>
    let ends: UnsafePointer<Int>
    var start = 0
  }

  /// Lends the columns' bytes and ends, which stay where they are until `body` returns.
  private static func withSources(
    _ columns: [CellRun], _ sources: [Source] = [], _ body: (inout [Source]) -> Void
  ) {
    guard let column = columns.first else {
      var sources = sources
      return body(&sources)
    }
    column.bytes.withUnsafeBufferPointer { bytes in
      column.ends.withUnsafeBufferPointer { ends in
        // An empty run has no address, and none of its bytes is read.
        guard let ends = ends.baseAddress else { return }
        let source = Source(
          bytes: bytes.baseAddress ?? UnsafeRawPointer(ends).assumingMemoryBound(to: UInt8.self),
          ends: ends)
        withSources(Array(columns.dropFirst()), sources + [source], body)
      }
    }
  }
}

/// The cells of a stored column as CSV text, straight from its bytes.
///
/// What it writes is byte for byte what `CSVWriter` makes of the same values.
struct StoredCells: Sendable {
  private let field: Field
  private let column: Column
  private let style: ValueText
  private let separator: UInt8
  /// Digits after the point where integers are decimals; nil where the general way must write.
  private let decimals: Int?

  init(_ field: Field, _ column: Column, _ style: ValueText, separator: UInt8) {
    self.field = field
    self.column = column
    self.style = style
    self.separator = separator
    decimals =
      switch field.type {
      case .money: style.currency.digits
      case .number: field.scale == 0 ? 0 : nil
      default: nil
      }
  }

  /// The cells of some rows; an unknown value has an empty one.
  func run(of rows: ArraySlice<Int32>) -> CellRun {
    var run = CellRun(rowCount: rows.count)
    switch column {
    case .text(let column): add(column, rows, to: &run)
    case .flags(let column):
      for row in rows {
        run.cell { bytes in
          guard let flag = column[Int(row)] else { return }
          bytes.append(contentsOf: (flag ? "yes" : "no").utf8)
        }
      }
    case .integers(let column):
      for row in rows {
        run.cell { bytes in
          guard let stored = column[Int(row)] else { return }
          append(stored, to: &bytes)
        }
      }
    case .lists(let column):
      for row in rows {
        run.cell { bytes in
          guard let texts = column[Int(row)], let text = style.text(.list(texts)) else { return }
          CSVText.append(text.utf8, separator, to: &bytes)
        }
      }
    }
    return run
  }

  private func add(_ column: TextColumn, _ rows: ArraySlice<Int32>, to run: inout CellRun) {
    switch column.codes {
    case .uint8(let codes): add(column, rows, to: &run) { Int(codes[$0]) }
    case .uint16(let codes): add(column, rows, to: &run) { Int(codes[$0]) }
    case .uint32(let codes): add(column, rows, to: &run) { Int(codes[$0]) }
    case .rows: add(column, rows, to: &run) { $0 }
    }
  }

  @inline(__always)
  private func add(
    _ column: TextColumn, _ rows: ArraySlice<Int32>, to run: inout CellRun, code: (Int) -> Int
  ) {
    let known = column.validity?.words
    column.dictionary.bytes.withUnsafeBufferPointer { texts in
      column.dictionary.offsets.withUnsafeBufferPointer { offsets in
        for row in rows {
          let row = Int(row)
          if let known, known[row >> 6] >> UInt64(row & 63) & 1 == 0 {
            run.endCell()
            continue
          }
          let code = code(row)
          let text = texts[Int(offsets[code])..<Int(offsets[code &+ 1])]
          run.addText(UnsafeBufferPointer(rebasing: text), separator)
        }
      }
    }
  }

  private func append(_ stored: Int64, to bytes: inout [UInt8]) {
    if let decimals {
      Self.append(stored, decimals, to: &bytes)
    } else if field.type == .date {
      append(CalendarDate(dayNumber: Int32(clamping: stored)), to: &bytes)
    } else if let text = style.text(Table.value(of: stored, field)) {
      bytes.append(contentsOf: text.utf8)
    }
  }

  private func append(_ date: CalendarDate, to bytes: inout [UInt8]) {
    let (year, month, day) = date.components
    guard (1000...9999).contains(year) else {
      bytes.append(contentsOf: date.description.utf8)
      return
    }
    Self.append(Int64(year), 0, to: &bytes)
    for part in [month, day] {
      bytes.append(0x2D)
      bytes.append(0x30 + UInt8(part / 10))
      bytes.append(0x30 + UInt8(part % 10))
    }
  }

  /// Appends an integer with a point before its last digits.
  private static func append(_ value: Int64, _ decimals: Int, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { digits in
      // 19 digits, at most 18 zeros before them, a point and a sign fit.
      var rest = value.magnitude
      var place = digits.count
      var count = 0
      repeat {
        if count == decimals, decimals > 0 {
          place -= 1
          digits[place] = 0x2E
        }
        place -= 1
        digits[place] = 0x30 + UInt8(rest % 10)
        rest /= 10
        count += 1
      } while rest > 0 || count <= decimals
      if value < 0 {
        place -= 1
        digits[place] = 0x2D
      }
      bytes.append(contentsOf: digits[place...])
    }
  }
}

/// Where the cells of one column of an export come from.
package enum CellSource: Sendable {
  /// A stored column with what its values mean; a cell is that of the customer's row.
  case stored(Field, Column)
  /// One value for each row that is written, in their order.
  case values([Value])
}

/// Text as a CSV cell.
enum CSVText {
  /// Whether a text can stand as it is and nothing about it needs a closer look.
  @inline(__always)
  static func isPlain(_ text: UnsafeBufferPointer<UInt8>, _ separator: UInt8) -> Bool {
    guard let first = text.first, first > 0x20, first != 0xEF else { return false }
    var isSpecial = false
    for byte in text {
      isSpecial =
        isSpecial || byte == separator || byte == 0x22 || byte == 0x0A || byte == 0x0D
    }
    return !isSpecial
  }

  /// Appends a text, in quotes where a reader would take it apart or for nothing.
  @inline(__always)
  static func append(
    _ text: some Collection<UInt8>, _ separator: UInt8, to bytes: inout [UInt8]
  ) {
    var needsQuotes = text.isEmpty
    var isBlank = true
    for byte in text {
      if byte != 0x20, byte != 0x09 { isBlank = false }
      if byte == separator || byte == 0x22 || byte == 0x0A || byte == 0x0D { needsQuotes = true }
    }
    // A reader takes no bytes, or blanks alone, for nothing, and a byte-order mark for no text.
    if !needsQuotes, !isBlank, !text.starts(with: [0xEF, 0xBB]) {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(0x22)
    for byte in text {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }
}
