import SegStore

/// Reads cells that are one prefix and a number each, as ids are.
struct NumberedCells {
  /// How all cells so far are written.
  private(set) var form: PrefixedNumbers.Form
  private let prefixWord: UInt64
  private let prefixMask: UInt64
  private let prefixCount: Int
  /// Bytes of the cells that are being read.
  private var length = 0
  /// Their digits above the lowest eight, none or one.
  private var leadingDigits = 0
  /// Brings the other digits to the upper end of a word, where they end in its last byte.
  private var shift: UInt64 = 0
  /// Their smallest number: more digits than the form's least do not begin with 0.
  private var smallest: UInt32 = 0

  private static let longestPrefix = 8

  /// Reads all cells like this one; nil when it is something else, or does not stand for just its
  /// bytes.
  init?(_ start: UnsafePointer<UInt8>, _ cell: CellSpan) {
    let text = UnsafeBufferPointer(start: start, count: cell.length)
    let most = PrefixedNumbers.Form.mostDigits
    let digits = text.suffix(most).reversed().prefix { (0x30...0x39).contains($0) }.count
    let prefix = Array(text.dropLast(digits))
    guard digits > 0, prefix.count <= Self.longestPrefix, prefix.allSatisfy({ $0 < 0x80 }),
      CellText.isPlain(start, cell, isKey: true)
    else { return nil }
    form = PrefixedNumbers.Form(prefix: prefix, leastDigits: digits)
    prefixCount = prefix.count
    prefixWord = prefix.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    prefixMask = prefix.isEmpty ? 0 : .max >> UInt64(64 - 8 * prefix.count)
    read(digits: digits)
  }

  private mutating func read(digits: Int) {
    length = prefixCount + digits
    leadingDigits = max(digits - DigitWord.digits, 0)
    shift = UInt64(64 - 8 * (digits - leadingDigits))
    smallest = UInt32(PrefixedNumbers.Form.firstAlike(form.leastDigits, digits))
  }

  /// Goes over to cells of another length, `numbers` being all so far; false where there is no
  /// form for both.
  @inline(never)  // Keeps the quick path small.
  mutating func turn(to cell: CellSpan, after numbers: [UnsafeBufferPointer<UInt32>]) -> Bool {
    let digits = cell.length - prefixCount
    guard cell.length != length, (1...PrefixedNumbers.Form.mostDigits).contains(digits) else {
      return false
    }
    if digits < form.leastDigits {
      let first = PrefixedNumbers.Form.firstAlike(form.leastDigits, digits)
      guard numbers.joined().allSatisfy({ $0 >= first }) else { return false }
      form = PrefixedNumbers.Form(prefix: form.prefix, leastDigits: digits)
    }
    read(digits: digits)
    return true
  }

  /// The number of a cell; nil when it is not written like the one before it.
  ///
  /// Eight more bytes may be read.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  func number(_ start: UnsafePointer<UInt8>, _ cell: CellSpan) -> UInt32? {
    let raw = UnsafeRawPointer(start)
    let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    guard cell.length == length, !cell.hasDoubledQuotes, first & prefixMask == prefixWord else {
      return nil
    }
    let word = UInt64(
      littleEndian: raw.loadUnaligned(
        fromByteOffset: prefixCount &+ leadingDigits, as: UInt64.self))
    guard var number = DigitWord.number(word &<< shift ^ 0x3030_3030_3030_3030 &<< shift) else {
      return nil
    }
    if leadingDigits > 0 {
      let digit = start[prefixCount] &- 0x30
      guard digit <= 9 else { return nil }
      number &+= UInt32(digit) &* DigitWord.limit
    }
    return number >= smallest ? number : nil
  }
}

/// Digits read eight at a time.
enum DigitWord {
  /// Digits of a word.
  static let digits = 8
  /// The first number that has more.
  static let limit: UInt32 = 100_000_000

  /// The number of digits, less `0` each, at the upper end of a word that holds nothing below them;
  /// nil when some byte is no digit.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  static func number(_ ones: UInt64) -> UInt32? {
    guard (ones | (ones &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0 else {
      return nil
    }
    // Neighbours are joined to numbers of two digits, these to four, and these to eight.
    let pairs = ones &* 10 &+ ones &>> 8
    let outer = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let inner = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return UInt32(truncatingIfNeeded: (outer &+ inner) &>> 32)
  }
}
