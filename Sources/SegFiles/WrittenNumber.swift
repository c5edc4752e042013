/// A number as a cell writes it, before it is settled which mark parts the decimals.
///
/// The grammar is our own: digits with marks, a sign, a currency mark; no exponents, no
/// hexadecimal, no words.
struct WrittenNumber {
  /// All digits as one number.
  var magnitude: UInt64 = 0
  var isNegative = false
  var hasPlus = false
  /// More than 18 digits.
  var isTooLong = false
  /// A zero before other digits of the whole part.
  var hasLeadingZero = false
  var markCount = 0
  /// The last mark: `.`, `,`, a blank or an apostrophe; 0 without marks.
  var lastMark: UInt8 = 0
  /// The marks before the last: 0 for none, 255 for different ones.
  var innerMark: UInt8 = 0
  /// Digits before the first mark.
  var firstGroup = 0
  /// Whether the groups between the first and last mark have three digits each.
  var hasEvenGroups = true
  /// Digits after the last mark.
  var lastGroup = 0
  /// The currency mark beside the digits; none is 0.
  var currency = CurrencyMark.none

  /// The stored integer and its scale when `decimal` parts the decimals; nil when the marks do not
  /// allow that reading.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  func value(decimal: UInt8) -> (stored: Int64, scale: Int)? {
    if isTooLong { return nil }
    let stored = isNegative ? -Int64(magnitude) : Int64(magnitude)
    if markCount == 0 { return (stored, 0) }
    return value(stored, markedWith: decimal)
  }

  private func value(_ stored: Int64, markedWith decimal: UInt8) -> (stored: Int64, scale: Int)? {
    if lastMark == decimal {
      if markCount == 1 { return (stored, lastGroup) }
      let isGrouped = innerMark != decimal && innerMark != 255 && hasEvenGroups
      return isGrouped && (1...3).contains(firstGroup) ? (stored, lastGroup) : nil
    }
    return isGrouped ? (stored, 0) : nil
  }

  /// Whether the digits and marks are a number under one mark at least; `13.02.2025` is none.
  var isReadable: Bool {
    if markCount == 0 { return !isTooLong }
    return value(decimal: UInt8(ascii: ".")) != nil || value(decimal: UInt8(ascii: ",")) != nil
  }

  /// Whether all marks can part thousands.
  private var isGrouped: Bool {
    (markCount == 1 || innerMark == lastMark) && hasEvenGroups && lastGroup == 3
      && (1...3).contains(firstGroup)
  }

  /// Whether the number can only be read with `mark` before the decimals.
  func proves(decimal mark: UInt8) -> Bool {
    guard markCount > 0 else { return false }
    let other: UInt8 = mark == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".")
    return (lastMark == mark || innerMark == other || lastMark == other)
      && value(decimal: mark) != nil && (value(decimal: other) == nil || hasLeadingZeroGroup(mark))
  }

  /// `0,125`: nobody writes thousands after a zero.
  private func hasLeadingZeroGroup(_ mark: UInt8) -> Bool {
    lastMark == mark && markCount == 1 && firstGroup == 1 && lastGroup == 3 && magnitude < 1_000
  }
}

/// Reads numbers out of bytes.
struct NumberScanner {
  private static let zero = UInt8(ascii: "0")

  /// The number in a cell; nil when it is none.
  @inline(__always)  // Called per cell; measured with the import benchmark.
  static func scan(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> WrittenNumber? {
    var index = 0
    var number = WrittenNumber()
    if count > 0 && bytes[0] == UInt8(ascii: "-") {
      number.isNegative = true
      index = 1
    }
    let first = index
    var magnitude: UInt64 = 0
    while index < count {
      let digit = bytes[index] &- zero
      if digit > 9 { break }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      index += 1
    }
    number.firstGroup = index - first
    guard number.firstGroup > 0 else { return scanSlowly(bytes, count) }
    if index < count {
      let mark = bytes[index]
      guard mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") else {
        return scanSlowly(bytes, count)
      }
      index += 1
      let start = index
      while index < count {
        let digit = bytes[index] &- zero
        if digit > 9 { break }
        magnitude = magnitude &* 10 &+ UInt64(digit)
        index += 1
      }
      guard index == count, index > start else { return scanSlowly(bytes, count) }
      number.markCount = 1
      number.lastMark = mark
      number.lastGroup = count - start
    }
    number.isTooLong = number.firstGroup + number.lastGroup > 18
    number.hasLeadingZero = number.firstGroup > 1 && bytes[first] == zero
    number.magnitude = magnitude
    return number
  }

  /// Any allowed form: blanks, signs and currency marks on either side, grouped digits.
  @inline(never)  // Keeps the quick path small.
  static func scanSlowly(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> WrittenNumber? {
    guard count > 0, count <= 64, let plain = PlainNumber(bytes, count) else { return nil }
    return scanGroups(plain)
  }

  private static func scanGroups(_ plain: PlainNumber) -> WrittenNumber? {
    var number = WrittenNumber()
    number.isNegative = plain.isNegative
    number.hasPlus = plain.hasPlus
    number.currency = plain.currency
    var group = 0
    var digits = 0
    var firstDigit: UInt8 = 0
    for byte in plain.core {
      let digit = byte &- zero
      if digit <= 9 {
        if digits == 0 { firstDigit = digit }
        if digits < 19 { number.magnitude = number.magnitude &* 10 &+ UInt64(digit) }
        digits += 1
        group += 1
        continue
      }
      if number.markCount == 0 {
        number.firstGroup = group
      } else {
        if group != 3 { number.hasEvenGroups = false }
        let isFirstInner = number.innerMark == 0
        let isSame = isFirstInner || number.innerMark == number.lastMark
        number.innerMark = isSame ? number.lastMark : 255
      }
      number.lastMark = byte
      number.markCount += 1
      group = 0
    }
    if number.markCount == 0 { number.firstGroup = group } else { number.lastGroup = group }
    guard digits > 0, number.markCount == 0 || group > 0 else { return nil }
    number.isTooLong = digits > 18
    number.hasLeadingZero = number.firstGroup > 1 && firstDigit == 0
    return number
  }
}

/// The digits and marks of a number with blanks, sign and currency taken off its ends.
struct PlainNumber {
  private(set) var core: ArraySlice<UInt8> = []
  private(set) var isNegative = false
  private(set) var hasPlus = false
  private(set) var currency = CurrencyMark.none

  /// Stands for a currency sign among the simplified bytes.
  private static let currencyByte: UInt8 = 1

  init?(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    var simple: [UInt8] = []
    simple.reserveCapacity(count)
    var index = 0
    while index < count {
      guard let (length, byte) = simplify(bytes + index, count - index) else { return nil }
      simple.append(byte)
      index += length
    }
    guard takeEnds(simple[...]) else { return nil }
    for byte in core {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ","),
        UInt8(ascii: " "), UInt8(ascii: "'"):
        continue
      default: return nil
      }
    }
  }

  /// One ASCII byte for what stands at a place, and how many bytes that took.
  private mutating func simplify(
    _ bytes: UnsafePointer<UInt8>, _ count: Int
  ) -> (length: Int, byte: UInt8)? {
    let byte = bytes[0]
    let blank = UInt8(ascii: " ")
    switch byte {
    case 0x20...0x23, 0x25...0x40, 0x28, 0x29:
      return (1, byte)
    case 0x09: return (1, blank)
    case 0x24:
      return note(CurrencyMark.dollar) ? (1, Self.currencyByte) : nil
    case 0x41...0x5A, 0x61...0x7A:
      let (length, mark) = CurrencyMark.word(bytes, count)
      guard let mark, note(mark) else { return nil }
      return (length, Self.currencyByte)
    default: break
    }
    for sign in Self.signs where sign.bytes.count <= count {
      guard sign.bytes.indices.allSatisfy({ sign.bytes[$0] == bytes[$0] }) else { continue }
      guard let mark = sign.currency else { return (sign.bytes.count, sign.plain) }
      return note(mark) ? (sign.bytes.count, Self.currencyByte) : nil
    }
    return nil
  }

  /// Signs beyond ASCII, in UTF-8 and in Windows-1252.
  private static let signs: [(bytes: [UInt8], plain: UInt8, currency: CurrencyMark?)] = [
    ([0xC2, 0xA0], 0x20, nil), ([0xE2, 0x80, 0xAF], 0x20, nil), ([0xE2, 0x80, 0x89], 0x20, nil),
    ([0xE2, 0x80, 0x99], 0x27, nil), ([0xE2, 0x88, 0x92], 0x2D, nil),
    ([0xE2, 0x82, 0xAC], 0, .init("EUR")), ([0xC2, 0xA3], 0, .init("GBP")),
    ([0xC2, 0xA5], 0, .yen), ([0xA0], 0x20, nil), ([0x92], 0x27, nil),
    ([0x80], 0, .init("EUR")), ([0xA3], 0, .init("GBP")), ([0xA5], 0, .yen),
  ]

  private mutating func note(_ mark: CurrencyMark) -> Bool {
    guard currency == .none || currency == mark else { return false }
    currency = mark
    return true
  }

  private mutating func takeEnds(_ simple: ArraySlice<UInt8>) -> Bool {
    var rest = simple
    var hasSign = false
    func isFiller(_ byte: UInt8) -> Bool { byte == 0x20 || byte == Self.currencyByte }
    func trim() {
      while let byte = rest.first, isFiller(byte) { rest.removeFirst() }
      while let byte = rest.last, isFiller(byte) { rest.removeLast() }
    }
    trim()
    if rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")") {
      rest = rest.dropFirst().dropLast()
      (isNegative, hasSign) = (true, true)
      trim()
    }
    if let byte = rest.first, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"), !hasSign {
      (isNegative, hasPlus, hasSign) = (byte == 0x2D, byte == 0x2B, true)
      rest.removeFirst()
      trim()
    }
    if rest.last == UInt8(ascii: "-"), !hasSign {
      isNegative = true
      rest.removeLast()
      trim()
    }
    core = rest
    return !rest.isEmpty
  }
}
