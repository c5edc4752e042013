import SegModel
import SegPlan
import SegStore

/// The rows that one step of a sequence means, with their times.
///
/// Shared, not copied: searches ask for it at every row.
final class StepRows: Sendable {
  /// Of the relation; empty where the store does not hold it.
  let offsets: [UInt32]
  /// Rows that are meant; all of them dated.
  let mask: Bitmap
  let days: [Int64]
  /// Seconds since the epoch; nil where rows have days only.
  let instants: [Int64]?
  /// The stored relation, in which orders that count are rows like others.
  let relation: FieldName
  let isExcluded: Bool
  let span: RowSequence.Span?
  /// What else has to hold beside earlier rows.
  let test: StepTest?

  init(
    offsets: [UInt32], mask: Bitmap, days: [Int64], instants: [Int64]?, relation: FieldName,
    isExcluded: Bool, span: RowSequence.Span?, test: StepTest?
  ) {
    self.offsets = offsets
    self.mask = mask
    self.days = days
    self.instants = instants
    self.relation = relation
    self.isExcluded = isExcluded
    self.span = span
    self.test = test
  }

  /// Appends the meant rows of a customer, earliest first.
  func collect(_ customer: Int, _ bits: RowBits, into rows: inout [Int]) {
    rows.removeAll(keepingCapacity: true)
    guard customer + 1 < offsets.count else { return }
    bits.forEach(Int(offsets[customer]), Int(offsets[customer + 1])) { rows.append($0) }
  }
}

/// Compares the places of rows in time.
struct StepClock: Sendable {
  let zone: TimeZoneRules
  let asOf: AsOf

  /// Whether a row of one step comes after a row of another.
  @inline(__always)
  func comes(_ row: Int, _ step: StepRows, after earlier: Int, _ other: StepRows) -> Bool {
    if step.relation == other.relation { return row > earlier }
    if let a = step.instants, let b = other.instants { return a[row] > b[earlier] }
    return step.days[row] >= other.days[earlier]
  }

  /// Whether a row is not further after an earlier one than a step's span allows.
  @inline(__always)
  func isInSpan(_ row: Int, _ step: StepRows, after earlier: Int, _ other: StepRows) -> Bool {
    switch step.span {
    case nil: return true
    case .days(let months, let days)?:
      return step.days[row] <= lastDay(months, days, after: other.days[earlier])
    case .seconds(let seconds)?:
      let distance = instant(row, step).subtractingReportingOverflow(instant(earlier, other))
      return !distance.overflow && distance.partialValue <= seconds
    }
  }

  /// Whether the span after a row is over at the as-of moment; without a span it is always now.
  func isOver(_ span: RowSequence.Span?, after row: Int, _ step: StepRows) -> Bool {
    switch span {
    case nil: return true
    case .days(let months, let days)?:
      let last = lastDay(months, days, after: step.days[row])
      let today = Int64(asOf.day.dayNumber)
      return last < today || (last == today && asOf.isWholeDay)
    case .seconds(let seconds)?:
      let end = instant(row, step).addingReportingOverflow(seconds)
      return !end.overflow && end.partialValue <= asOf.instant.secondsSinceEpoch
    }
  }

  private func lastDay(_ months: Int, _ days: Int, after day: Int64) -> Int64 {
    guard months != 0 else { return day + Int64(days) }
    let date = CalendarDate(dayNumber: Int32(clamping: day)).adding(months: months)
    return Int64(date.adding(days: days).dayNumber)
  }

  private func instant(_ row: Int, _ step: StepRows) -> Int64 {
    if let instants = step.instants { return instants[row] }
    let day = CalendarDate(dayNumber: Int32(clamping: step.days[row]))
    return zone.instant(of: day, secondOfDay: 0).secondsSinceEpoch
  }
}
