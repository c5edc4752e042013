import SegModel

/// Local days and instants, with the offsets of whole days known beforehand.
struct LocalClock: Sendable {
  private let zone: TimeZoneRules
  /// Offset of each day from 1970 on; `.max` changes within the day.
  private let offsets: [Int32]

  /// Works out the offsets of the days up to 2100.
  init(zone: TimeZoneRules) {
    self.zone = zone
    offsets = (0..<47_500).map { day in
      let midnight = Int64(day) * 86_400
      let before = zone.offset(at: Instant(secondsSinceEpoch: midnight - 86_400))
      let after = zone.offset(at: Instant(secondsSinceEpoch: midnight + 2 * 86_400))
      return before == after ? before : .max
    }
  }

  /// Seconds that local time is ahead of UTC on all of a day; nil where that is not one number.
  func offset(of day: Int32) -> Int32? {
    guard day >= 1 && day < 47_499, offsets[Int(day)] != .max else { return nil }
    return offsets[Int(day)]
  }

  /// Seconds since the epoch of a local wall time.
  func seconds(day: Int32, secondOfDay: Int32) -> Int64 {
    if let offset = offset(of: day) {
      return Int64(day) * 86_400 + Int64(secondOfDay) - Int64(offset)
    }
    let date = CalendarDate(dayNumber: day)
    return zone.instant(of: date, secondOfDay: Int(secondOfDay)).secondsSinceEpoch
  }
}
