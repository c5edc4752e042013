import SegModel

/// Local days and instants, with the offsets of whole days remembered.
struct LocalClock {
  private let zone: TimeZoneRules
  /// Offset of each day from 1970 on; `.min` is not looked up yet, `.max` changes within the day.
  private var offsets: [Int32]

  init(zone: TimeZoneRules) {
    self.zone = zone
    offsets = [Int32](repeating: .min, count: 47_500)
  }

  /// Seconds since the epoch of a local wall time.
  mutating func seconds(day: Int32, secondOfDay: Int32) -> Int64 {
    let local = Int64(day) * 86_400 + Int64(secondOfDay)
    if day >= 1 && day < 47_499 {
      var offset = offsets[Int(day)]
      if offset == .min {
        offset = steadyOffset(day)
        offsets[Int(day)] = offset
      }
      if offset != .max { return local - Int64(offset) }
    }
    let date = CalendarDate(dayNumber: day)
    return zone.instant(of: date, secondOfDay: Int(secondOfDay)).secondsSinceEpoch
  }

  private func steadyOffset(_ day: Int32) -> Int32 {
    let midnight = Int64(day) * 86_400
    let before = zone.offset(at: Instant(secondsSinceEpoch: midnight - 86_400))
    let after = zone.offset(at: Instant(secondsSinceEpoch: midnight + 2 * 86_400))
    return before == after ? before : .max
  }
}
