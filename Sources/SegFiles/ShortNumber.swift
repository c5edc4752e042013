/// Numbers in the form that almost all have: up to eight digits, perhaps with a point and two more.
struct ShortNumber {
  /// Digits before the point.
  let digits: Int
  let hasCents: Bool
  /// All digits as one number.
  let stored: Int64

  /// Reads a cell that is not empty; nil for any other form, which may still be a number.
  ///
  /// Eight more bytes may be read. Zeros before other digits are another form.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  init?(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    hasCents = count > 3 && bytes[count &- 3] == UInt8(ascii: ".")
    digits = hasCents ? count &- 3 : count
    guard digits <= 8, digits == 1 || bytes[0] != UInt8(ascii: "0") else { return nil }
    // The digits stand at the upper end of the word, below them nothing.
    let shift = UInt64(truncatingIfNeeded: (8 &- digits) &* 8)
    let word = UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    let ones = (word &<< shift) ^ (0x3030_3030_3030_3030 &<< shift)
    guard let number = DigitWord.number(ones) else { return nil }
    let whole = Int64(number)
    guard hasCents else {
      stored = whole
      return
    }
    let tens = bytes[count &- 2] &- UInt8(ascii: "0")
    let units = bytes[count &- 1] &- UInt8(ascii: "0")
    guard tens <= 9, units <= 9 else { return nil }
    stored = whole &* 100 &+ Int64(tens) &* 10 &+ Int64(units)
  }
}
