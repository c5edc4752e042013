import SegStore

/// Reads cells that are one prefix and a number of equally many digits each, as ids are.
struct NumberedCells {
  let form: PrefixedNumbers.Form
  private let length: Int
  private let prefixCount: Int
  private let prefixWord: UInt64
  private let prefixMask: UInt64
  /// Brings the digits to the upper end of a word, where they end in its last byte.
  private let shift: UInt64

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
    form = PrefixedNumbers.Form(prefix: prefix, digitCount: digits)
    length = cell.length
    prefixCount = prefix.count
    prefixWord = prefix.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    prefixMask = prefix.isEmpty ? 0 : .max >> UInt64(64 - 8 * prefix.count)
    shift = UInt64(64 - 8 * digits)
  }

  /// The number of a cell; nil when it is not written like the first one.
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
      littleEndian: raw.loadUnaligned(fromByteOffset: prefixCount, as: UInt64.self))
    return DigitWord.number(word &<< shift ^ 0x3030_3030_3030_3030 &<< shift)
  }
}

/// Digits read eight at a time.
enum DigitWord {
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
