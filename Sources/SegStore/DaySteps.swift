import SegModel

/// Local days of seconds within a range, told by steps of time in each of which the offset changes
/// once at most.
///
/// All that is reckoned with fits 32 bits, so that a day costs one multiplication.
struct DaySteps: Sendable {
  private struct Step: Sendable {
    /// The first second, counted from the lowest, from which on the offset is the later one.
    var change: UInt32
    /// What is added to seconds to count them from the first midnight.
    var early: UInt32
    var late: UInt32
  }

  private let seconds: ClosedRange<Int64>
  private let firstDay: Int64
  private let shift: UInt64
  private let steps: [Step]

  private static let mostSteps = 1 << 12
  private static let secondsOfDay: Int64 = 86_400
  /// Seconds that nothing below overflows with.
  private static let reach: ClosedRange<Int64> = -1 << 40...1 << 40

  /// Nil where the range is too wide, a day needs more than 16 bits, or the offset changes twice in
  /// a step.
  init?(_ transitions: [TimeZoneRules.Transition], in seconds: ClosedRange<Int64>) {
    let (low, high) = (seconds.lowerBound, seconds.upperBound)
    let day = Self.secondsOfDay
    let offsets = transitions.map { Int64($0.offset) }
    guard let least = offsets.min(), let most = offsets.max(), most - least <= 2 * day,
      Self.reach.contains(low), Self.reach.contains(high), high - low <= Int64(UInt32.max) - 4 * day
    else { return nil }
    firstDay = (low + least - (low + least < 0 ? day - 1 : 0)) / day
    guard firstDay >= Int64(Int16.min), firstDay + (high - low) / day + 4 <= Int64(Int16.max)
    else { return nil }
    self.seconds = seconds
    var shift: UInt64 = 0
    while (high - low) >> Int64(shift) >= Int64(Self.mostSteps) { shift += 1 }
    self.shift = shift
    let toFirstMidnight = low - firstDay * day
    var steps: [Step] = []
    // The first stretch of constant offset also covers what is earlier.
    var stretch = 0
    for index in 0...(high - low) >> Int64(shift) {
      let start = low + index << Int64(shift)
      let end = start + 1 << Int64(shift)
      while stretch + 1 < transitions.count, transitions[stretch + 1].start <= start {
        stretch += 1
      }
      let early = UInt32(toFirstMidnight + offsets[stretch])
      var step = Step(change: .max, early: early, late: early)
      if stretch + 1 < transitions.count, transitions[stretch + 1].start < end {
        if stretch + 2 < transitions.count, transitions[stretch + 2].start < end { return nil }
        step.change = UInt32(transitions[stretch + 1].start - low)
        step.late = UInt32(toFirstMidnight + offsets[stretch + 1])
      }
      steps.append(step)
    }
    self.steps = steps
  }

  /// The day of each value above a base.
  func days<Width: FixedWidthInteger & Sendable>(of stored: [Width], base: Int64) -> [Int16] {
    let (low, high) = (seconds.lowerBound, seconds.upperBound)
    let (firstDay, shift) = (firstDay, shift)
    return stored.withUnsafeBufferPointer { stored in
      steps.withUnsafeBufferPointer { steps in
        // Only read, by threads that end before the calls do.
        nonisolated(unsafe) let (stored, steps) = (stored, steps)
        return Parallel.array(stored.count, of: Int16.self) { range, places in
          for row in range {
            let value = min(max(base &+ Int64(stored[row]), low), high)
            let second = UInt32(truncatingIfNeeded: value &- low)
            let step = steps[Int(truncatingIfNeeded: UInt64(second) &>> shift)]
            let local = second &+ (second < step.change ? step.early : step.late)
            let day = Int64(local / UInt32(Self.secondsOfDay)) &+ firstDay
            places[row] = Int16(truncatingIfNeeded: day)
          }
        }
      }
    }
  }
}
