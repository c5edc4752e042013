import SegModel
import SegStore

/// Builds a column of integers: numbers, money, dates, date-times.
final class IntegerBuilder {
  private let kind: ColumnKind
  private let column: Int
  private var clock: LocalClock
  private var values: [Int64] = []
  private var validity = BitBuffer()
  /// The current batch, before rows are left out.
  private let pending: UnsafeMutablePointer<Int64>
  private let known: UnsafeMutablePointer<Bool>
  private var unknownCount = 0

  init(
    kind: ColumnKind, column: Int, zone: TimeZoneRules, batchCapacity: Int
  ) {
    self.kind = kind
    self.column = column
    clock = LocalClock(zone: zone)
    pending = .allocate(capacity: batchCapacity)
    known = .allocate(capacity: batchCapacity)
    pending.initialize(repeating: 0, count: batchCapacity)
    known.initialize(repeating: false, count: batchCapacity)
  }

  deinit {
    pending.deallocate()
    known.deallocate()
  }

  /// Reads the batch; cells that do not fit exclude their rows.
  func parse(_ scanner: RecordScanner, _ verdicts: RowVerdicts, currency: Currency) {
    unknownCount = 0
    switch kind {
    case .number(let decimal, let scale):
      parseNumbers(scanner, verdicts, decimal: decimal, scale: scale, moneyIn: nil)
    case .money(let decimal, let digits, let isCents):
      parseNumbers(
        scanner, verdicts, decimal: decimal, scale: isCents ? 0 : digits, moneyIn: currency)
    case .date(let order, let pivot): parseDates(scanner, verdicts, order, pivot)
    case .dateTime(let order, let isUTC): parseDateTimes(scanner, verdicts, order, isUTC)
    case .skipped, .text, .flag, .list: preconditionFailure("a kind without integers")
    }
  }

  /// Keeps the rows of the batch that are not excluded.
  func append(_ count: Int, _ verdicts: RowVerdicts) {
    if verdicts.count == 0 {
      values.append(contentsOf: UnsafeBufferPointer(start: pending, count: count))
      if unknownCount == 0 {
        validity.appendOnes(count)
      } else {
        for row in 0..<count { validity.append(known[row]) }
      }
      return
    }
    for row in 0..<count where verdicts.reasons[row] == 0 {
      values.append(pending[row])
      validity.append(known[row])
    }
  }

  /// The rows so far.
  func finish() -> IntegerColumn { IntegerColumn(values, validity: validity.bitmap) }

  private func setUnknown(_ row: Int) {
    known[row] = false
    pending[row] = 0
    unknownCount += 1
  }

  /// A cell that could not be read: nothing, or a reason to leave the row out.
  private func misfit(
    _ scanner: RecordScanner, _ row: Int, _ cell: CellSpan, _ verdicts: RowVerdicts,
    _ reason: RowVerdicts.Reason
  ) {
    let start = UnsafePointer(scanner.bytes + Int(cell.start))
    if !CellWords.isBlank(start, cell.length), !CellWords.isMissingMark(start, cell.length) {
      verdicts.exclude(row, reason, column: column)
    }
    setUnknown(row)
  }

  private func parseNumbers(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, decimal: UInt8, scale: Int,
    moneyIn currency: Currency?
  ) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let powers = (0...18).map { (0..<$0).reduce(Int64(1)) { value, _ in value * 10 } }
    powers.withUnsafeBufferPointer { powers in
      for row in 0..<scanner.rowCount {
        let cell = cells[row &* width &+ column]
        if cell.length == 0 {
          setUnknown(row)
          continue
        }
        let start = UnsafePointer(bytes + Int(cell.start))
        guard let number = NumberScanner.scan(start, cell.length),
          let (stored, written) = number.value(decimal: decimal)
        else {
          misfit(scanner, row, cell, verdicts, currency == nil ? .notNumber : .notAmount)
          continue
        }
        if number.currency != .none, let currency, !number.currency.matches(currency) {
          misfit(scanner, row, cell, verdicts, .otherCurrency)
          continue
        }
        if written > scale {
          let divisor = powers[min(written - scale, 18)]
          guard stored % divisor == 0 else {
            misfit(scanner, row, cell, verdicts, .tooManyDecimals)
            continue
          }
          pending[row] = stored / divisor
        } else {
          let (scaled, overflow) = stored.multipliedReportingOverflow(by: powers[scale - written])
          guard !overflow else {
            misfit(scanner, row, cell, verdicts, .tooLarge)
            continue
          }
          pending[row] = scaled
        }
        known[row] = true
      }
    }
  }

  private func parseDates(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, _ order: DateOrder, _ pivot: Int32
  ) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      if cell.length == 0 {
        setUnknown(row)
        continue
      }
      let start = UnsafePointer(bytes + Int(cell.start))
      guard let date = DateScanner.scan(start, cell.length, allowsCompact: true),
        let day = date.dayNumber(order, pivot: pivot)
      else {
        misfit(scanner, row, cell, verdicts, .notDate)
        continue
      }
      pending[row] = Int64(day)
      known[row] = true
    }
  }

  private func parseDateTimes(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, _ order: DateOrder, _ isUTC: Bool
  ) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      if cell.length == 0 {
        setUnknown(row)
        continue
      }
      let start = UnsafePointer(bytes + Int(cell.start))
      guard let date = DateScanner.scan(start, cell.length, allowsCompact: true),
        let day = date.dayNumber(order)
      else {
        misfit(scanner, row, cell, verdicts, .notDate)
        continue
      }
      if let offset = date.offset ?? (isUTC && date.hasTime ? 0 : nil) {
        pending[row] = Int64(day) * 86_400 + Int64(date.secondOfDay) - Int64(offset)
      } else {
        pending[row] = clock.seconds(day: day, secondOfDay: date.secondOfDay)
      }
      known[row] = true
    }
  }
}
