/// Dates and times in the one form that almost all files have: `2025-01-31`, `2025-01-31 23:59:59`
/// or the latter with a `T`.
struct ISODate {
  /// The date's ten bytes, for comparison with those of the cell before.
  private(set) var key: (UInt64, UInt16)
  let secondOfDay: Int32
  let hasTime: Bool

  /// Reads a cell of 10 or 19 bytes; nil for any other form, which may still be a date.
  ///
  /// Eight more bytes may be read. Whether there is such a day is not looked at.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  init?(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    guard count == 19 || count == 10 else { return nil }
    let raw = UnsafeRawPointer(bytes)
    let date = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    let day = UInt16(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
    key = (date, day)
    hasTime = count == 19
    guard hasTime else {
      secondOfDay = 0
      return
    }
    guard bytes[10] == 0x20 || bytes[10] == 0x54 else { return nil }
    // The bytes of `HH:mm:ss` less those of `00:00:00`.
    let time =
      UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 11, as: UInt64.self))
      ^ 0x3030_3A30_303A_3030
    guard Self.areDigits(time, others: 0x0000_FF00_00FF_0000) else { return nil }
    let pairs = time &* 10 &+ time &>> 8
    let hour = Int32(truncatingIfNeeded: pairs & 0xFF)
    let minute = Int32(truncatingIfNeeded: pairs &>> 24 & 0xFF)
    let second = Int32(truncatingIfNeeded: pairs &>> 48 & 0xFF)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    secondOfDay = hour &* 3600 &+ minute &* 60 &+ second
  }

  /// The day number; nil when these are no digits and dashes, or there is no such day.
  @inline(never)  // Dates often repeat from row to row, so that most need no work.
  var dayNumber: Int32? {
    // The bytes of `yyyy-MM-` less those of `0000-00-`.
    let date = key.0 ^ 0x2D30_302D_3030_3030
    let day = UInt64(key.1 ^ 0x3030)
    guard Self.areDigits(date, others: 0xFF00_00FF_0000_0000), Self.areDigits(day, others: 0)
    else { return nil }
    func digit(_ word: UInt64, _ index: Int) -> Int32 {
      Int32(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: index &* 8) & 0xF)
    }
    return DayNumber.of(
      year: digit(date, 0) * 1000 + digit(date, 1) * 100 + digit(date, 2) * 10 + digit(date, 3),
      month: digit(date, 5) * 10 + digit(date, 6), day: digit(day, 0) * 10 + digit(day, 1))
  }

  /// Whether each byte is 0 to 9, and those under a mask 0.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  private static func areDigits(_ word: UInt64, others mask: UInt64) -> Bool {
    (word | (word &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 | word & mask == 0
  }
}
