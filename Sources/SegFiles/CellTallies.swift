import SegModel

/// What pass one learnt about the numbers of a column.
struct NumberTally: Sendable {
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

  /// Adds the tally of another stretch of the file.
  mutating func add(_ other: NumberTally) {
    cells += other.cells
    misfits += other.misfits
    codes += other.codes
    pointProofs += other.pointProofs
    commaProofs += other.commaProofs
    ambiguousPoints += other.ambiguousPoints
    ambiguousCommas += other.ambiguousCommas
    ambiguousWithZero += other.ambiguousWithZero
    pointScale = max(pointScale, other.pointScale)
    commaScale = max(commaScale, other.commaScale)
    mostDigits = max(mostDigits, other.mostDigits)
    currencies.merge(other.currencies) { $0 + $1 }
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
struct DateTally: Sendable {
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

  /// Adds the tally of another stretch of the file.
  mutating func add(_ other: DateTally) {
    cells += other.cells
    misfits += other.misfits
    slashed += other.slashed
    dayFirstProofs += other.dayFirstProofs
    monthFirstProofs += other.monthFirstProofs
    yearFirstShort += other.yearFirstShort
    differing += other.differing
    timed += other.timed
    realTimes += other.realTimes
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
