import SegModel

/// What pass one learnt about the numbers of a column.
struct NumberTally {
  var cells = 0
  var misfits = 0
  /// Cells that are codes rather than quantities: a leading zero or plus.
  var codes = 0
  /// Numbers that can only be read with `.` before the decimals, and with `,`.
  var pointProofs = 0
  var commaProofs = 0
  /// Numbers like `1.234` that both marks explain, and how many of them are money with `.` as the
  /// decimal mark or with `,`, given a currency of two digits.
  var ambiguousPoints = 0
  var ambiguousCommas = 0
  var ambiguousWithZero = 0
  /// Most decimals, under either mark.
  var pointScale = 0
  var commaScale = 0
  var mostDigits = 0
  var currencies: [CurrencyMark: Int] = [:]

  /// Counts one number.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  mutating func take(_ number: WrittenNumber) {
    cells += 1
    if number.isTooLong || number.hasLeadingZero || number.hasPlus {
      if number.isTooLong { misfits += 1 } else { codes += 1 }
    }
    if number.currency != .none { currencies[number.currency, default: 0] += 1 }
    guard number.markCount > 0 else {
      mostDigits = max(mostDigits, number.firstGroup)
      return
    }
    mostDigits = max(mostDigits, number.firstGroup + number.lastGroup)
    if number.markCount == 1, number.lastMark == UInt8(ascii: "."), number.lastGroup != 3 {
      pointProofs += 1
      if number.lastGroup > pointScale { pointScale = max(pointScale, usefulScale(number)) }
      return
    }
    takeMarked(number)
  }

  @inline(never)  // Keeps the quick path small.
  private mutating func takeMarked(_ number: WrittenNumber) {
    let point = number.value(decimal: UInt8(ascii: "."))
    let comma = number.value(decimal: UInt8(ascii: ","))
    if point == nil && comma == nil {
      misfits += 1
      return
    }
    if let point, point.scale > pointScale { pointScale = max(pointScale, usefulScale(number)) }
    if let comma, comma.scale > commaScale { commaScale = max(commaScale, usefulScale(number)) }
    if number.proves(decimal: UInt8(ascii: ".")) {
      pointProofs += 1
    } else if number.proves(decimal: UInt8(ascii: ",")) {
      commaProofs += 1
    } else if number.lastMark == UInt8(ascii: ".") {
      ambiguousPoints += 1
      if number.magnitude % 10 == 0 { ambiguousWithZero += 1 }
    } else if number.lastMark == UInt8(ascii: ",") {
      ambiguousCommas += 1
      if number.magnitude % 10 == 0 { ambiguousWithZero += 1 }
    }
  }

  /// Decimals without the zeros at the end.
  private func usefulScale(_ number: WrittenNumber) -> Int {
    var scale = number.lastGroup
    var rest = number.magnitude
    while scale > 0 && rest % 10 == 0 {
      rest /= 10
      scale -= 1
    }
    return scale
  }
}

/// What pass one learnt about the dates of a column.
struct DateTally {
  var cells = 0
  var misfits = 0
  /// Dates of three numbers, and those valid under each order only or under both.
  var slashed = 0
  var dayFirstProofs = 0
  var monthFirstProofs = 0
  var yearFirstShort = 0
  /// Dates that the two orders take for different days.
  var differing = 0
  var timed = 0
  /// Times other than midnight, or with an offset.
  var realTimes = 0

  /// Counts one date.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  mutating func take(_ date: WrittenDate) {
    cells += 1
    if date.hasTime {
      timed += 1
      if date.secondOfDay != 0 || date.offset != nil { realTimes += 1 }
    }
    if date.isYearFirst {
      if date.dayNumber(.yearMonthDay) == nil { misfits += 1 }
      return
    }
    slashed += 1
    let dayFirst = date.dayNumber(.dayMonthYear)
    let monthFirst = date.dayNumber(.monthDayYear)
    if dayFirst == nil && monthFirst == nil {
      if date.dayNumber(.yearMonthDay) == nil { misfits += 1 } else { yearFirstShort += 1 }
    } else if monthFirst == nil {
      dayFirstProofs += 1
    } else if dayFirst == nil {
      monthFirstProofs += 1
    } else if dayFirst != monthFirst {
      differing += 1
    }
  }

  /// Cells that are no date under an order.
  func misfits(under order: DateOrder) -> Int {
    switch order {
    case .dayMonthYear: misfits + monthFirstProofs + yearFirstShort
    case .monthDayYear: misfits + dayFirstProofs + yearFirstShort
    case .yearMonthDay: misfits + slashed - yearFirstShort
    }
  }
}

/// What pass one learns about one column.
final class ColumnProfile {
  let meaning: ColumnMeaning
  /// Whether the header alone says that the values are codes.
  let namesCode: Bool
  private(set) var known = 0
  private(set) var missingMarks = 0
  private(set) var numbers = NumberTally()
  private(set) var dates = DateTally()
  private(set) var flags = 0
  private(set) var others = 0
  private var mayBeNumber: Bool
  private var mayBeDate: Bool
  private var mayBeFlag: Bool

  init(meaning: ColumnMeaning, namesCode: Bool) {
    self.meaning = meaning
    self.namesCode = namesCode
    mayBeNumber = meaning == .anything && !namesCode
    mayBeDate = meaning == .anything
    mayBeFlag = meaning == .anything
  }

  /// Whether every known cell is a number, a date, or yes or no.
  var isAllNumbers: Bool { mayBeNumber && numbers.cells > 0 && numbers.misfits == 0 }
  var isAllDates: Bool { mayBeDate && dates.cells > 0 }
  var isAllFlags: Bool { mayBeFlag && flags > 0 }

  /// Looks at the column's cells in a batch, rows marked in `skips` left out.
  func take(_ scanner: RecordScanner, column: Int, skips: UnsafePointer<UInt8>) {
    switch meaning {
    case .key, .text, .list, .secret: return
    case .number, .money: takeNumbers(scanner, column, skips)
    case .date: takeDates(scanner, column, skips)
    case .flag: takeFlags(scanner, column, skips)
    case .anything: takeAnything(scanner, column, skips)
    }
  }

  private func takeNumbers(
    _ scanner: RecordScanner, _ column: Int, _ skips: UnsafePointer<UInt8>
  ) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    var tally = numbers
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      if cell.length == 0 || skips[row] != 0 { continue }
      let start = UnsafePointer(bytes + Int(cell.start))
      if let number = NumberScanner.scan(start, cell.length) {
        tally.take(number)
        known += 1
      } else {
        takeMisfit(start, cell.length)
      }
    }
    numbers = tally
  }

  private func takeDates(_ scanner: RecordScanner, _ column: Int, _ skips: UnsafePointer<UInt8>) {
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    var tally = dates
    for row in 0..<scanner.rowCount {
      let cell = cells[row &* width &+ column]
      if cell.length == 0 || skips[row] != 0 { continue }
      let start = UnsafePointer(bytes + Int(cell.start))
      if let date = DateScanner.scan(start, cell.length, allowsCompact: true) {
        tally.take(date)
        known += 1
      } else {
        takeMisfit(start, cell.length)
      }
    }
    dates = tally
  }

  private func takeFlags(_ scanner: RecordScanner, _ column: Int, _ skips: UnsafePointer<UInt8>) {
    for row in 0..<scanner.rowCount where skips[row] == 0 {
      let cell = scanner.cells[row * scanner.width + column]
      if cell.length == 0 { continue }
      let start = UnsafePointer(scanner.bytes + Int(cell.start))
      if CellWords.knownFlag(start, cell.length) != nil {
        flags += 1
        known += 1
      } else {
        takeMisfit(start, cell.length)
      }
    }
  }

  /// A cell that is not of the column's type: nothing, or a misfit.
  private func takeMisfit(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    if CellWords.isBlank(bytes, count) { return }
    if CellWords.isMissingMark(bytes, count) {
      missingMarks += 1
    } else {
      known += 1
      others += 1
    }
  }

  private func takeAnything(
    _ scanner: RecordScanner, _ column: Int, _ skips: UnsafePointer<UInt8>
  ) {
    for row in 0..<scanner.rowCount {
      guard mayBeNumber || mayBeDate || mayBeFlag else { return }
      let cell = scanner.cells[row &* scanner.width &+ column]
      if cell.length == 0 || skips[row] != 0 { continue }
      takeAny(UnsafePointer(scanner.bytes + Int(cell.start)), cell.length)
    }
  }

  private func takeAny(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    if mayBeNumber, let number = NumberScanner.scan(bytes, count), number.isReadable {
      numbers.take(number)
      mayBeNumber = numbers.codes == 0 && numbers.misfits == 0
      (mayBeDate, mayBeFlag) = (false, false)
    } else if mayBeDate, let date = DateScanner.scan(bytes, count, allowsCompact: false) {
      dates.take(date)
      mayBeDate = dates.misfits == 0
      (mayBeNumber, mayBeFlag) = (false, false)
    } else if mayBeFlag, CellWords.flag(bytes, count) != nil {
      flags += 1
      (mayBeNumber, mayBeDate) = (false, false)
    } else if CellWords.isBlank(bytes, count) {
      return
    } else if CellWords.isMissingMark(bytes, count) {
      missingMarks += 1
      return
    } else {
      (mayBeNumber, mayBeDate, mayBeFlag) = (false, false, false)
      others += 1
    }
    known += 1
  }
}
