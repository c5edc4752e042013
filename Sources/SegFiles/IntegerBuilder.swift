import SegModel
import SegStore

/// Builds a column of integers: numbers, money, dates, date-times.
final class IntegerBuilder {
  private let kind: ColumnKind
  private let column: Int
  private let clock: LocalClock
  private var values: [Int64] = []
  private var validity = BitBuffer()
  /// The current batch, before rows are left out.
  private let pending: UnsafeMutablePointer<Int64>
  private let known: UnsafeMutablePointer<Bool>
  private var unknownCount = 0

  init(
    kind: ColumnKind, column: Int, zone: TimeZoneRules, batchCapacity: Int, expectedRows: Int
  ) {
    self.kind = kind
    self.column = column
    clock = LocalClock(zone: zone)
    values.reserveCapacity(expectedRows)
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
  ///
  /// All cells are shown to `profile`.
  func parse(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, currency: Currency,
    _ profile: inout ColumnProfile
  ) {
    unknownCount = 0
    switch kind {
    case .number(let decimal, let scale):
      parseNumbers(
        scanner, verdicts, decimal: decimal, scale: scale, moneyIn: nil, &profile)
    case .money(let decimal, let digits, let isCents):
      parseNumbers(
        scanner, verdicts, decimal: decimal, scale: isCents ? 0 : digits, moneyIn: currency,
        &profile)
    case .date(let order, let pivot):
      parseDates(scanner, verdicts, &profile) { date in
        date.dayNumber(order, pivot: pivot).map(Int64.init)
      }
    case .dateTime(let order, let isUTC):
      parseDates(scanner, verdicts, isUTC: isUTC, &profile) { date in
        guard let day = date.dayNumber(order) else { return nil }
        guard let offset = date.offset ?? (isUTC && date.hasTime ? 0 : nil) else {
          return clock.seconds(day: day, secondOfDay: date.secondOfDay)
        }
        return Int64(day) * 86_400 + Int64(date.secondOfDay) - Int64(offset)
      }
    case .skipped, .text, .flag, .list: preconditionFailure("a kind without integers")
    }
  }

  /// Keeps the rows of the batch that are not excluded.
  func append(_ count: Int, _ verdicts: RowVerdicts) {
    let (pending, known) = (pending, known)
    if verdicts.count == 0 {
      values.append(contentsOf: UnsafeBufferPointer(start: pending, count: count))
      if unknownCount == 0 {
        validity.appendOnes(count)
      } else {
        validity.append(count, skips: nil) { known[$0] }
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
    moneyIn currency: Currency?, _ profile: inout ColumnProfile
  ) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (pending, known) = (pending, known)
    let form = NumberForm(decimal: decimal, scale: scale, currency: currency)
    var together = profile.takesNumbersTogether
    var (plain, withCents, mostDigits) = (0, 0, 0)
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      if cell.length == 0 {
        setUnknown(row)
        continue
      }
      let start = UnsafePointer(bytes + Int(cell.start))
      if let number = ShortNumber(start, cell.length),
        number.hasCents ? together.cents && form.isOfCents : together.whole && form.isShort
      {
        plain &+= 1
        if number.hasCents { withCents &+= 1 }
        mostDigits = max(mostDigits, number.hasCents ? number.digits &+ 2 : number.digits)
        pending[row] = number.hasCents ? number.stored : number.stored &* form.one
        known[row] = true
        continue
      }
      profile.takeNumbers(plain, withCents: withCents, mostDigits: mostDigits)
      (plain, withCents, mostDigits) = (0, 0, 0)
      let number = NumberScanner.scan(start, cell.length)
      if let number {
        profile.take(number, start, cell.length)
      } else {
        profile.take(start, cell.length)
      }
      together = profile.takesNumbersTogether
      switch form.value(of: number) {
      case .success(let value):
        pending[row] = value
        known[row] = true
      case .failure(let misfit): self.misfit(scanner, row, cell, verdicts, misfit.reason)
      }
    }
    profile.takeNumbers(plain, withCents: withCents, mostDigits: mostDigits)
  }

  /// Reads dates, or date-times where `isUTC` is given; `value` reads those in rare forms.
  @inline(__always)  // Once for dates and once for date-times.
  private func parseDates(
    _ scanner: RecordScanner, _ verdicts: RowVerdicts, isUTC: Bool? = nil,
    _ profile: inout ColumnProfile, _ value: (WrittenDate) -> Int64?
  ) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    let (pending, known) = (pending, known)
    var last = ISODay()
    var (plain, timed, realTimes) = (0, 0, 0)
    var isTogether = profile.takesDatesTogether
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      if cell.length == 0 {
        setUnknown(row)
        continue
      }
      let start = UnsafePointer(bytes + Int(cell.start))
      if isTogether, let date = ISODate(start, cell.length) {
        if !last.isOf(date) { last = ISODay(date, isUTC == nil ? nil : clock) }
        let isWhole = !date.hasTime && isUTC == true
        if let base = last.base, !isWhole {
          plain &+= 1
          if date.hasTime { timed &+= 1 }
          if date.secondOfDay != 0 { realTimes &+= 1 }
          let offset = isUTC == false ? last.offset : 0
          pending[row] =
            isUTC == nil ? base : base &* 86_400 &+ Int64(date.secondOfDay) &- offset
          known[row] = true
          continue
        }
      }
      profile.takeDates(plain, timed: timed, realTimes: realTimes)
      (plain, timed, realTimes) = (0, 0, 0)
      profile.take(start, cell.length)
      isTogether = profile.takesDatesTogether
      guard let date = DateScanner.scan(start, cell.length, allowsCompact: true),
        let read = value(date)
      else {
        misfit(scanner, row, cell, verdicts, .notDate)
        continue
      }
      pending[row] = read
      known[row] = true
    }
    profile.takeDates(plain, timed: timed, realTimes: realTimes)
  }
}

/// The day of the date read last, which is often that of the next one too.
private struct ISODay {
  private var key: (UInt64, UInt16) = (0, 0)
  /// The day number; nil when there is no such day, or its offset is not known.
  private(set) var base: Int64?
  /// Seconds ahead of UTC on all of the day.
  private(set) var offset: Int64 = 0

  init() {}

  /// Works out the day, with its offset by a clock if there is one.
  init(_ date: ISODate, _ clock: LocalClock?) {
    key = date.key
    guard let day = date.dayNumber else { return }
    if let clock {
      guard let known = clock.offset(of: day) else { return }
      offset = Int64(known)
    }
    base = Int64(day)
  }

  @inline(__always)  // Called per cell; measured with the load benchmark.
  func isOf(_ date: ISODate) -> Bool { key.0 == date.key.0 && key.1 == date.key.1 }
}
