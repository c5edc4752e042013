/// A moment in time, in whole seconds since 1970-01-01T00:00:00Z.
package struct Instant: Sendable, Hashable, Comparable {
  package var secondsSinceEpoch: Int64

  package init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

  package static func < (a: Self, b: Self) -> Bool { a.secondsSinceEpoch < b.secondsSinceEpoch }
}

/// A time zone as a table of its changes of offset, so that no clock or system call is needed to
/// turn instants into local days.
package struct TimeZoneRules: Sendable, Hashable {
  /// One stretch of constant offset.
  package struct Transition: Sendable, Hashable {
    /// First instant (seconds since the epoch) at which the offset holds.
    package var start: Int64
    /// Seconds that local time is ahead of UTC.
    package var offset: Int32

    package init(start: Int64, offset: Int32) {
      self.start = start
      self.offset = offset
    }
  }

  /// IANA name, such as `Europe/Paris`.
  package let name: String
  /// In order of start; the first one also covers everything before it.
  package let transitions: [Transition]

  /// Makes a zone; `transitions` must be sorted and not empty.
  package init(name: String, transitions: [Transition]) {
    precondition(!transitions.isEmpty, "a time zone needs an offset")
    self.name = name
    self.transitions = transitions
  }

  /// Coordinated universal time.
  package static let utc = Self(name: "UTC", transitions: [.init(start: 0, offset: 0)])

  /// Seconds that local time is ahead of UTC at an instant.
  package func offset(at instant: Instant) -> Int32 {
    var low = 0
    var high = transitions.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if transitions[middle].start <= instant.secondsSinceEpoch {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return transitions[low].offset
  }

  /// Local calendar day of an instant.
  package func day(of instant: Instant) -> CalendarDate {
    localParts(of: instant).day
  }

  /// Local calendar day and second of the day of an instant.
  package func localParts(of instant: Instant) -> (day: CalendarDate, secondOfDay: Int) {
    let local = instant.secondsSinceEpoch + Int64(offset(at: instant))
    let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    return (CalendarDate(dayNumber: Int32(clamping: day)), Int(local - day * 86_400))
  }

  /// The instant of a local wall time.
  ///
  /// A time that a change of offset skips is taken after the change, one that occurs twice is the
  /// first of the two.
  package func instant(of day: CalendarDate, secondOfDay: Int) -> Instant {
    let local = Int64(day.dayNumber) * 86_400 + Int64(secondOfDay)
    let early = local - Int64(offset(at: Instant(secondsSinceEpoch: local - 86_400)))
    if Int64(offset(at: Instant(secondsSinceEpoch: early))) == local - early {
      return Instant(secondsSinceEpoch: early)
    }
    let late = local - Int64(offset(at: Instant(secondsSinceEpoch: local + 86_400)))
    if Int64(offset(at: Instant(secondsSinceEpoch: late))) == local - late {
      return Instant(secondsSinceEpoch: late)
    }
    return Instant(secondsSinceEpoch: early)
  }

  /// Last second of a local day.
  package func endOfDay(_ day: CalendarDate) -> Instant {
    Instant(
      secondsSinceEpoch: instant(of: day.adding(days: 1), secondOfDay: 0).secondsSinceEpoch - 1)
  }
}

/// The moment everything is computed at: rows after it do not exist.
package struct AsOf: Sendable, Hashable {
  /// Local day of the moment; ages are counted from it.
  package let day: CalendarDate
  /// The moment itself, inclusive: for a bare date, the day's last second.
  package let instant: Instant
  /// Whether it was given as a bare date (or means a whole day).
  package let isWholeDay: Bool

  /// The end of a local day.
  package init(day: CalendarDate, zone: TimeZoneRules) {
    self.day = day
    instant = zone.endOfDay(day)
    isWholeDay = true
  }

  /// One instant.
  package init(instant: Instant, zone: TimeZoneRules) {
    self.instant = instant
    day = zone.day(of: instant)
    isWholeDay = false
  }
}
