/// Why rows of one batch are left out: a reason a row, and the column to blame.
final class RowVerdicts {
  enum Reason: UInt8, Sendable {
    case none = 0
    case repeatedHeader, totals
    case notNumber, notAmount, tooManyDecimals, tooLarge, notDate, notFlag
    case otherCurrency
    case excludedOrder, orderInOtherCurrency

    /// What the reason says of the offending text.
    func message(_ found: String) -> String {
      switch self {
      case .none: ""
      case .repeatedHeader: "the header again"
      case .totals: "a line of totals"
      case .notNumber: "expected a number, found `\(found)`"
      case .notAmount: "expected an amount, found `\(found)`"
      case .tooManyDecimals: "more decimals than the currency has: `\(found)`"
      case .tooLarge: "the number is too large: `\(found)`"
      case .notDate: "expected a date, found `\(found)`"
      case .notFlag: "expected yes or no, found `\(found)`"
      case .otherCurrency: "in another currency than the store's: `\(found)`"
      case .orderInOtherCurrency: "a line of an order in another currency than the store's"
      case .excludedOrder: "a line of an order that was left out"
      }
    }

    /// Whether the row is fine but for its currency.
    var isOtherCurrency: Bool { self == .otherCurrency || self == .orderInOtherCurrency }

    /// Whether the reason is about the whole row.
    var isWholeRow: Bool {
      switch self {
      case .repeatedHeader, .totals, .excludedOrder, .orderInOtherCurrency: true
      default: false
      }
    }
  }

  let reasons: UnsafeMutablePointer<UInt8>
  private let columns: UnsafeMutablePointer<Int32>
  /// Rows of the batch that are left out.
  private(set) var count = 0

  init(capacity: Int) {
    reasons = .allocate(capacity: capacity)
    columns = .allocate(capacity: capacity)
    reasons.initialize(repeating: 0, count: capacity)
    columns.initialize(repeating: 0, count: capacity)
  }

  deinit {
    reasons.deallocate()
    columns.deallocate()
  }

  /// Forgets the last batch.
  func reset(rows: Int) {
    reasons.update(repeating: 0, count: rows)
    count = 0
  }

  /// Leaves a row out; the first reason of a row stays.
  func exclude(_ row: Int, _ reason: Reason, column: Int = 0) {
    guard reasons[row] == 0 else { return }
    reasons[row] = reason.rawValue
    columns[row] = Int32(truncatingIfNeeded: column)
    count += 1
  }

  /// Why a row is left out, and the column to blame.
  func verdict(_ row: Int) -> (reason: Reason, column: Int) {
    (Reason(rawValue: reasons[row]) ?? .none, Int(columns[row]))
  }
}

/// Marks the lines of a batch that are no rows: the header once more, and totals.
struct LineJudge {
  private let firstHeader: [UInt8]
  private let header: [String]

  init(header: [String], hasHeader: Bool) {
    self.header = header
    firstHeader = hasHeader ? Array((header.first ?? "").utf8) : []
  }

  /// Leaves out such lines of the batch.
  func judge(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (headerLength, headerByte) = (firstHeader.count, firstHeader.first ?? 0)
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width]
      let start = bytes + Int(cell.start)
      if cell.length == headerLength, cell.length > 0, start[0] == headerByte,
        isHeader(scanner, row)
      {
        verdicts.exclude(row, .repeatedHeader)
      } else if cell.length >= 4, cell.length <= 16, start[0] > UInt8(ascii: "9"), width > 1,
        CellWords.isTotal(start, cell.length), hasEmptyCell(scanner, row)
      {
        verdicts.exclude(row, .totals)
      }
    }
  }

  private func isHeader(_ scanner: RecordScanner, _ row: Int) -> Bool {
    (0..<min(scanner.width, header.count)).allSatisfy { column in
      let cell = scanner.cells[row * scanner.width + column]
      let bytes = UnsafeBufferPointer(
        start: scanner.bytes + Int(cell.start), count: cell.length)
      return bytes.elementsEqual(header[column].utf8)
    }
  }

  private func hasEmptyCell(_ scanner: RecordScanner, _ row: Int) -> Bool {
    (1..<scanner.width).contains { scanner.cells[row * scanner.width + $0].length == 0 }
  }
}
