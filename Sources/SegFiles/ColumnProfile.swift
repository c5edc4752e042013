import SegModel

/// What pass one learns about one column.
struct ColumnProfile: Sendable {
  let meaning: ColumnMeaning
  /// Whether the header alone says that the values are codes.
  let namesCode: Bool
  private(set) var known = 0
  private(set) var missingMarks = 0
  private(set) var numbers = NumberTally()
  private(set) var dates = DateTally()
  private(set) var flags = 0
  private(set) var others = 0
  /// What the cells of a column without a meaning may still all be.
  private var may: Possibilities

  private struct Possibilities: Equatable {
    var beNumber: Bool
    var beDate: Bool
    var beFlag: Bool

    static let none = Possibilities(beNumber: false, beDate: false, beFlag: false)
  }

  init(meaning: ColumnMeaning, namesCode: Bool) {
    self.meaning = meaning
    self.namesCode = namesCode
    let isOpen = meaning == .anything
    may = Possibilities(beNumber: isOpen && !namesCode, beDate: isOpen, beFlag: isOpen)
  }

  /// A profile of nothing that goes on where this one ends.
  func fork() -> ColumnProfile {
    var fork = ColumnProfile(meaning: meaning, namesCode: namesCode)
    fork.may = may
    return fork
  }

  /// Adds the profile of the stretch that follows, a fork of `origin`; false when the sum may not
  /// be what one profile of both would be.
  mutating func add(_ next: ColumnProfile, forkOf origin: ColumnProfile) -> Bool {
    if meaning == .anything {
      // Nothing looks at a column any more that is text by now.
      if may == .none { return true }
      // Cells of one kind are told the same way whether or not other kinds were ruled out before.
      // Where all were, no cell was looked at.
      let isSame = may == origin.may
      guard isSame || (origin.may != .none && (next.known == 0 || next.may == may)) else {
        return false
      }
      if next.known > 0 { may = next.may }
    }
    known += next.known
    missingMarks += next.missingMarks
    numbers.add(next.numbers)
    dates.add(next.dates)
    flags += next.flags
    others += next.others
    return true
  }

  /// Whether every known cell is a number, a date, or yes or no.
  var isAllNumbers: Bool { may.beNumber && numbers.cells > 0 && numbers.misfits == 0 }
  var isAllDates: Bool { may.beDate && dates.cells > 0 }
  var isAllFlags: Bool { may.beFlag && flags > 0 }

  /// Looks at the column's cells in a batch, rows marked in `skips` left out.
  mutating func take(_ scanner: RecordScanner, column: Int, skips: UnsafePointer<UInt8>) {
    if !isOpen { return }
    let (bytes, cells, width) = (scanner.bytes, scanner.cells, scanner.width)
    for row in 0..<scanner.rowCount where skips[row] == 0 {
      let cell = cells[row &* width &+ column]
      if cell.length > 0 { take(UnsafePointer(bytes + Int(cell.start)), cell.length) }
    }
  }

  /// Whether cells are of any interest.
  private var isOpen: Bool {
    switch meaning {
    case .key, .text, .list, .secret: false
    case .number, .money, .date, .flag: true
    case .anything: may != .none
    }
  }

  /// Looks at one cell that is not empty.
  mutating func take(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    switch meaning {
    case .key, .text, .list, .secret: return
    case .number, .money:
      if let number = NumberScanner.scan(bytes, count) {
        numbers.take(number)
        known += 1
      } else {
        takeMisfit(bytes, count)
      }
    case .date:
      if let date = DateScanner.scan(bytes, count, allowsCompact: true) {
        dates.take(date)
        known += 1
      } else {
        takeMisfit(bytes, count)
      }
    case .flag: takeFlag(CellWords.knownFlag(bytes, count) != nil, bytes, count)
    case .anything: if may != .none { takeAny(bytes, count) }
    }
  }

  /// Looks at a cell that was read as a number already.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  mutating func take(_ number: WrittenNumber, _ bytes: UnsafePointer<UInt8>, _ count: Int) {
    switch meaning {
    case .number, .money:
      numbers.take(number)
      known += 1
    default: take(bytes, count)
    }
  }

  /// Looks at a cell of which it is known whether it is a flag.
  mutating func takeFlag(_ isFlag: Bool, _ bytes: UnsafePointer<UInt8>, _ count: Int) {
    guard meaning == .flag else { return take(bytes, count) }
    if isFlag {
      flags += 1
      known += 1
    } else {
      takeMisfit(bytes, count)
    }
  }

  /// Whether plain dates may be shown together, since they are counted as such, or not at all,
  /// whatever comes before and after them.
  var takesDatesTogether: Bool {
    !isOpen || meaning == .date
      || may == Possibilities(beNumber: false, beDate: true, beFlag: false)
  }

  /// Looks at dates that begin with the year, of which some have a time, and of these some one
  /// other than midnight.
  mutating func takeDates(_ count: Int, timed: Int, realTimes: Int) {
    if !isOpen { return }
    dates.cells += count
    dates.timed += timed
    dates.realTimes += realTimes
    known += count
  }

  /// Whether short numbers may be shown together, likewise; with two decimals only once some number
  /// has as many.
  var takesNumbersTogether: (whole: Bool, cents: Bool) {
    let isSure =
      !isOpen || meaning == .number || meaning == .money
      || may == Possibilities(beNumber: true, beDate: false, beFlag: false)
    return (isSure, isSure && (!isOpen || numbers.pointScale >= 2))
  }

  /// Looks at numbers without zeros before other digits, of which some have two decimals.
  mutating func takeNumbers(_ count: Int, withCents: Int, mostDigits: Int) {
    if !isOpen { return }
    numbers.cells += count
    numbers.pointProofs += withCents
    numbers.mostDigits = max(numbers.mostDigits, mostDigits)
    known += count
  }

  /// A cell that is not of the column's type: nothing, or a misfit.
  private mutating func takeMisfit(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    if CellWords.isBlank(bytes, count) { return }
    if CellWords.isMissingMark(bytes, count) {
      missingMarks += 1
    } else {
      known += 1
      others += 1
    }
  }

  private mutating func takeAny(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    if may.beNumber, let number = NumberScanner.scan(bytes, count), number.isReadable {
      numbers.take(number)
      may.beNumber = numbers.codes == 0 && numbers.misfits == 0
      (may.beDate, may.beFlag) = (false, false)
    } else if may.beDate, let date = DateScanner.scan(bytes, count, allowsCompact: false) {
      dates.take(date)
      may.beDate = dates.misfits == 0
      (may.beNumber, may.beFlag) = (false, false)
    } else if may.beFlag, CellWords.flag(bytes, count) != nil {
      flags += 1
      (may.beNumber, may.beDate) = (false, false)
    } else if CellWords.isBlank(bytes, count) {
      return
    } else if CellWords.isMissingMark(bytes, count) {
      missingMarks += 1
      return
    } else {
      may = .none
      others += 1
    }
    known += 1
  }
}
