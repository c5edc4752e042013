import SegModel

/// Local days of instants, for many at once.
struct LocalDays {
  private let transitions: [TimeZoneRules.Transition]

  init(_ zone: TimeZoneRules) { transitions = zone.transitions }

  /// The day number of the local day of each instant, given in seconds since the epoch.
  func days(of instants: IntegerColumn) -> IntegerColumn {
    // Days of years that no calendar has may need more than 32 bits; they are cut off there.
    let limit = Int64(Int32.max) * 86_400
    let bounds = instants.bounds ?? 0...0
    let low = max(bounds.lowerBound, -limit)
    let high = max(min(bounds.upperBound, limit), low)
    // Few enough steps for a table that says which stretch each one begins in.
    let shift = Int64(max(0, 52 - (high - low).leadingZeroBitCount))
    let stretches = (0...Int((high - low) >> shift)).map { stretch(at: low + Int64($0) << shift) }
    let days = Parallel.array(instants.count, of: Int32.self) { range, places in
      for row in range {
        // Unknown rows hold anything.
        let seconds = min(max(instants.rawValue(row), low), high)
        var stretch = stretches[Int((seconds - low) >> shift)]
        while stretch + 1 < transitions.count, transitions[stretch + 1].start <= seconds {
          stretch += 1
        }
        let local = seconds + Int64(transitions[stretch].offset)
        let day = local / 86_400
        places[row] = Int32(clamping: local % 86_400 < 0 ? day - 1 : day)
      }
    }
    return IntegerColumn(narrowing: days, validity: instants.validity)
  }

  /// The stretch of constant offset that holds an instant; the first also covers what is earlier.
  private func stretch(at seconds: Int64) -> Int {
    var current = 0
    var end = transitions.count
    while end - current > 1 {
      let middle = (current + end) / 2
      if transitions[middle].start <= seconds { current = middle } else { end = middle }
    }
    return current
  }
}
