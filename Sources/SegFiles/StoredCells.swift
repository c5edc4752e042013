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
    ends.append(bytes.count)
  }
}

/// The cells of a stored column as CSV text, straight from its bytes.
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

  /// The cells of some rows as lines read them: in place where they can be, else made one by one.
  func source(for rows: ArraySlice<Int32>) -> LentCells.Source {
    switch (column, decimals) {
    case (.text(let column), _): .text(column)
    case (.flags(let column), _): .flags(column)
    case (.integers(let column), let decimals?): .integers(column, decimals: decimals)
    case (.integers, nil), (.lists, _): .made(run(of: rows))
    }
  }

  /// The cells of some rows, made one by one; an unknown value has an empty one.
  ///
  /// For columns that are not read in place.
  private func run(of rows: ArraySlice<Int32>) -> CellRun {
    var run = CellRun(rowCount: rows.count)
    for row in rows {
      run.cell { bytes in
        switch column {
        case .integers(let column):
          guard let stored = column[Int(row)] else { return }
          append(stored, to: &bytes)
        case .lists(let column):
          guard let texts = column[Int(row)], let text = style.text(.list(texts)) else { return }
          CSVText.append(text.utf8, separator, to: &bytes)
        case .text, .flags: preconditionFailure("texts and flags are read in place")
        }
      }
    }
    return run
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
      bytes.append(contentsOf: digits[CSVText.digits(of: value, decimals, into: digits)...])
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
  /// Writes an integer with a point before its last digits at the end of a buffer of at least 48
  /// bytes, and returns where it begins.
  @inline(__always)
  static func digits(
    of value: Int64, _ decimals: Int, into digits: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    // 19 digits, at most 18 zeros before them, a point and a sign fit.
    var rest = value.magnitude
    var place = digits.count
    var count = 0
    repeat {
      if count == decimals, decimals > 0 {
        place &-= 1
        digits[place] = 0x2E
      }
      place &-= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      digits[place] = 0x30 &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
      count &+= 1
    } while rest > 0 || count <= decimals
    if value < 0 {
      place &-= 1
      digits[place] = 0x2D
    }
    return place
  }

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
