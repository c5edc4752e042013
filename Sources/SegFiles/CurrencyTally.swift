import SegModel

/// Counts the currencies that a column of codes names.
struct CurrencyTally: Sendable {
  private(set) var counts: [CurrencyMark: Int] = [:]
  private var last: CurrencyMark?
  private var run = 0

  /// Counts the cells of a batch.
  mutating func take(_ scanner: RecordScanner, column: Int, skips: UnsafePointer<UInt8>) {
    for row in 0..<scanner.rowCount where skips[row] == 0 {
      let cell = scanner.cells[row &* scanner.width &+ column]
      if cell.length == 0 { continue }
      guard let mark = Self.mark(scanner.bytes + Int(cell.start), cell.length) else { continue }
      if mark != last {
        flush()
        last = mark
      }
      run += 1
    }
    flush()
  }

  /// Adds the counts of another stretch of the file.
  mutating func add(_ other: CurrencyTally) { counts.merge(other.counts) { $0 + $1 } }

  private mutating func flush() {
    if let last, run > 0 { counts[last, default: 0] += run }
    run = 0
  }

  /// The currency that a cell names, in letters or by a sign; nil when it names none.
  static func mark(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CurrencyMark? {
    if count == 3 {
      let letters = (0..<3).map { bytes[$0] & 0xDF }
      if letters.allSatisfy({ (0x41...0x5A).contains($0) }) {
        return CurrencyMark(String(decoding: letters, as: UTF8.self))
      }
    }
    guard count <= 16 else { return nil }
    // A sign alone reads like an amount without its digits.
    var amount = [UInt8(ascii: "1")]
    amount.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    let mark = amount.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.flatMap { PlainNumber($0, buffer.count)?.currency }
    }
    return mark == CurrencyMark.none ? nil : mark
  }
}

/// Leaves out rows whose currency column names another currency than the store's.
struct CurrencyGate {
  let column: Int
  let currency: Currency

  /// Looks at the rows of a batch.
  func judge(_ scanner: RecordScanner, _ verdicts: RowVerdicts) {
    let code = Array(currency.code.utf8)
    for row in 0..<scanner.rowCount {
      let cell = scanner.cells[row &* scanner.width &+ column]
      let start = scanner.bytes + Int(cell.start)
      if cell.length == 3, start[0] & 0xDF == code[0], start[1] & 0xDF == code[1],
        start[2] & 0xDF == code[2]
      {
        continue
      }
      guard cell.length > 0, let mark = CurrencyTally.mark(start, cell.length),
        !mark.matches(currency)
      else { continue }
      verdicts.exclude(row, .otherCurrency, column: column)
    }
  }
}
