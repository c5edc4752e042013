import SegModel

/// Local days of instants, for many at once.
struct LocalDays {
  private let transitions: [TimeZoneRules.Transition]

  init(_ zone: TimeZoneRules) { transitions = zone.transitions }

  /// The day number of the local day of each instant, given in seconds since the epoch.
  func days(of instants: IntegerColumn) -> IntegerColumn {
    if instants.validity == nil, let bounds = instants.bounds,
      let steps = DaySteps(transitions, in: bounds)
    {
      return days(of: instants, steps)
    }
    let days =
      switch instants.storage {
      case .int8(let stored): days(of: stored, instants)
      case .int16(let stored): days(of: stored, instants)
      case .int32(let stored): days(of: stored, instants)
      case .int64(let stored): days(of: stored, instants)
      }
    return IntegerColumn(packing: days, validity: instants.validity)
  }

  private func days(of instants: IntegerColumn, _ steps: DaySteps) -> IntegerColumn {
    let days =
      switch instants.storage {
      case .int8(let stored): steps.days(of: stored, base: instants.base)
      case .int16(let stored): steps.days(of: stored, base: instants.base)
      case .int32(let stored): steps.days(of: stored, base: instants.base)
      case .int64(let stored): steps.days(of: stored, base: instants.base)
      }
    let column = IntegerColumn(storage: .int16(days), base: 0, validity: nil)
    let isAsNarrow = IntegerColumn.form(of: column.bounds) == (2, 0)
    return isAsNarrow ? column : IntegerColumn(narrowing: days, validity: nil)
  }

  private func days<Width: FixedWidthInteger & Sendable>(
    of stored: [Width], _ instants: IntegerColumn
  ) -> [Int32] {
    let base = instants.base
    // Days of years that no calendar has may need more than 32 bits; they are cut off there.
    let limit = Int64(Int32.max) * 86_400
    let bounds = instants.bounds ?? 0...0
    let low = max(bounds.lowerBound, -limit)
    let high = max(min(bounds.upperBound, limit), low)
    // Few enough steps for a table that says which stretch each one begins in.
    let shift = Int64(max(0, 52 - (high - low).leadingZeroBitCount))
    let stretches = (0...Int((high - low) >> shift)).map { stretch(at: low + Int64($0) << shift) }
    return Parallel.array(stored.count) { range, places in
      for row in range {
        // Unknown rows hold anything.
        let seconds = min(max(base &+ Int64(stored[row]), low), high)
        var stretch = stretches[Int((seconds - low) >> shift)]
        while stretch + 1 < transitions.count, transitions[stretch + 1].start <= seconds {
          stretch += 1
        }
        let local = seconds + Int64(transitions[stretch].offset)
        let day = local / 86_400
        places[row] = Int32(clamping: local % 86_400 < 0 ? day - 1 : day)
      }
    }
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
