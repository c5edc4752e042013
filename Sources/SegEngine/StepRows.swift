import SegModel
import SegPlan
import SegStore

/// The rows that one step of a sequence means, with their times.
///
/// Shared, not copied: searches ask for it at every row.
final class StepRows: Sendable {
  /// Of the relation; none where the store does not hold it.
  let owners: RowOwners
  /// Rows that are meant; all of them dated.
  let mask: Bitmap
  let days: IntegerColumn
  /// Seconds since the epoch; nil where rows have days only.
  let instants: IntegerColumn?
  /// The stored relation, in which orders that count are rows like others.
  let relation: FieldName
  let isExcluded: Bool
  let span: RowSequence.Span?
  /// What else has to hold beside earlier rows.
  let test: StepTest?

  init(
    owners: RowOwners, mask: Bitmap, days: IntegerColumn, instants: IntegerColumn?,
    relation: FieldName, isExcluded: Bool, span: RowSequence.Span?, test: StepTest?
  ) {
    self.owners = owners
    self.mask = mask
    self.days = days
    self.instants = instants
    self.relation = relation
    self.isExcluded = isExcluded
    self.span = span
    self.test = test
  }

  /// Whether it must not be there for some seconds, and so is decided at one and not at another.
  var isDecidedByTheSecond: Bool {
    guard case .seconds? = span else { return false }
    return isExcluded
  }
}

/// The rows of one step, read in place; good only inside `reading`.
///
/// Nothing in it is counted: it is copied at every row.
struct StepReader {
  /// Of the step among all.
  let position: Int
  let span: RowSequence.Span?
  /// Number of the relation: steps with the same one are rows of the same table.
  let table: Int
  let bits: RowBits
  private let offsets: UnsafeBufferPointer<UInt32>
  let days: IntegerReader
  let instants: IntegerReader?

  /// Lets `body` read all steps in place.
  static func reading<Result>(_ steps: [StepRows], _ body: ([StepReader]) -> Result) -> Result {
    reading(steps, [], body)
  }

  private static func reading<Result>(
    _ steps: [StepRows], _ readers: [StepReader], _ body: ([StepReader]) -> Result
  ) -> Result {
    guard readers.count < steps.count else { return body(readers) }
    let step = steps[readers.count]
    let table = steps.firstIndex { $0.relation == step.relation } ?? readers.count
    return RowBits.reading(step.mask) { bits in
      step.owners.offsets.withUnsafeBufferPointer { offsets in
        IntegerReader.reading(step.days) { days in
          IntegerReader.reading(step.instants ?? step.days) { instants in
            let reader = StepReader(
              position: readers.count, span: step.span, table: table, bits: bits, offsets: offsets,
              days: days, instants: step.instants == nil ? nil : instants)
            return reading(steps, readers + [reader], body)
          }
        }
      }
    }
  }

  /// All rows of a customer's, meant or not.
  @inline(__always)
  func rows(of customer: Int) -> Range<Int> {
    guard customer &+ 1 < offsets.count else { return 0..<0 }
    return Int(offsets[customer])..<Int(offsets[customer &+ 1])
  }
}

/// Compares the places of rows in time.
struct StepClock: Sendable {
  let zone: TimeZoneRules
  let asOf: AsOf

  /// Whether a row of one step comes after a row of another.
  @inline(__always)
  func comes(_ row: Int, _ step: StepReader, after earlier: Int, _ other: StepReader) -> Bool {
    if step.table == other.table { return row > earlier }
    if let a = step.instants, let b = other.instants { return a[row] > b[earlier] }
    return step.days[row] >= other.days[earlier]
  }

  /// Whether a row is not further after an earlier one than a step's span allows.
  @inline(__always)
  func isInSpan(_ row: Int, _ step: StepReader, after earlier: Int, _ other: StepReader) -> Bool {
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
  @inline(__always)
  func isOver(_ span: RowSequence.Span?, after row: Int, _ step: StepReader) -> Bool {
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

  @inline(__always)
  private func lastDay(_ months: Int, _ days: Int, after day: Int64) -> Int64 {
    months == 0 ? day + Int64(days) : lastDay(ofMonths: months, days, after: day)
  }

  private func lastDay(ofMonths months: Int, _ days: Int, after day: Int64) -> Int64 {
    let date = CalendarDate(dayNumber: Int32(clamping: day)).adding(months: months)
    return Int64(date.adding(days: days).dayNumber)
  }

  private func instant(_ row: Int, _ step: StepReader) -> Int64 {
    if let instants = step.instants { return instants[row] }
    let day = CalendarDate(dayNumber: Int32(clamping: step.days[row]))
    return zone.instant(of: day, secondOfDay: 0).secondsSinceEpoch
  }
}
