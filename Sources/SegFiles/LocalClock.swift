import SegModel

/// Local days and instants, with the offsets of the days that came lately remembered.
final class LocalClock {
  private let zone: TimeZoneRules
  private let recent: UnsafeMutablePointer<Recent>

  private struct Recent {
    var day = Int32.min
    /// Nil where the offset changes within the day.
    var offset: Int32?
  }

  private static let slots = 1 << 10

  init(zone: TimeZoneRules) {
    self.zone = zone
    recent = .allocate(capacity: Self.slots)
    recent.initialize(repeating: Recent(), count: Self.slots)
  }

  deinit { recent.deallocate() }

  /// Seconds that local time is ahead of UTC on all of a day; nil where that is not one number.
  func offset(of day: Int32) -> Int32? {
    let slot = Int(day) & (Self.slots - 1)
    if recent[slot].day != day { recent[slot] = Recent(day: day, offset: steadyOffset(day)) }
    return recent[slot].offset
  }

  private func steadyOffset(_ day: Int32) -> Int32? {
    let midnight = Int64(day) * 86_400
    let before = zone.offset(at: Instant(secondsSinceEpoch: midnight - 86_400))
    let after = zone.offset(at: Instant(secondsSinceEpoch: midnight + 2 * 86_400))
    return before == after ? before : nil
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
