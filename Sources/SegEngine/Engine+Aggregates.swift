import SegModel
import SegPlan
import SegStore

extension Engine {
  /// Whether at least one of the rows is there.
  func exists(_ rows: RowSelection, in domain: Domain) throws(EvaluationFailure) -> Bitmap {
    let mask = try rowMask(rows)
    guard let offsets = offsets(of: rows) else { return Bitmap(count: rowCount(of: domain)) }
    let owners = try SliceKernels.exists(mask, offsets, poll)
    return rows.link == .customer ? try spread(owners, to: domain) : owners
  }

  /// One value made of rows, for every row of a domain.
  func vector(of aggregate: Aggregate, in domain: Domain) throws(EvaluationFailure) -> Vector {
    let owners: NumberVector
    if let offsets = offsets(of: aggregate.rows) {
      owners = try values(of: aggregate, offsets)
    } else {
      // A relation that the store does not hold has no rows for anybody.
      let count = aggregate.rows.link == .customer ? snapshot.customerCount : rowCount(of: domain)
      let isZero = aggregate.function == .count || aggregate.function == .sum
      owners = NumberVector(
        [Int64](repeating: 0, count: count), known: isZero ? nil : Bitmap(count: count))
    }
    let vector = Vector.numbers(owners)
    return aggregate.rows.link == .customer ? spread(vector, to: domain) : vector
  }

  /// The rows of a relation that a selection means: existing, inside the window, fulfilling the
  /// condition.
  ///
  /// Nil when that is all of them.
  func rowMask(_ rows: RowSelection) throws(EvaluationFailure) -> Bitmap? {
    guard let relation = relation(rows.relation) else { return nil }
    var mask = try existingRows(of: rows.relation)
    if let window = rows.window {
      mask = Bitmap.both(mask, try self.rows(of: relation, inside: window))
    }
    if let condition = rows.condition {
      mask = Bitmap.both(mask, try self.mask(of: condition, in: .rows(rows.relation)))
    }
    return mask
  }

  private func rows(
    of relation: Relation, inside window: TimeWindow
  ) throws(EvaluationFailure) -> Bitmap {
    switch window {
    case .days(let from, let through):
      guard let days = relation.days else { return Bitmap(count: relation.table.rowCount) }
      let first = from.map { Int64($0.dayNumber) } ?? .min
      let last = through.map { Int64($0.dayNumber) } ?? .max
      return first <= last
        ? MaskKernels.inRange(days, first...last) : Bitmap(count: relation.table.rowCount)
    case .instants(let after, let through):
      guard after < through, let name = relation.dateField,
        let (field, column) = relation.table.column(name), case .integers(let stored) = column
      else { return Bitmap(count: relation.table.rowCount) }
      guard field.type == .dateTime else {
        return try rows(of: relation, inside: days(after: after, through: through))
      }
      return MaskKernels.inRange(
        stored, after.secondsSinceEpoch + 1...through.secondsSinceEpoch)
    }
  }

  /// The bare dates inside a stretch of instants: a date counts from the start of its local day.
  func days(after: Instant, through: Instant) -> TimeWindow {
    let zone = snapshot.profile.zone
    return .days(from: zone.day(of: after).adding(days: 1), through: zone.day(of: through))
  }

  private func offsets(of rows: RowSelection) -> [UInt32]? {
    guard let relation = relation(rows.relation) else { return nil }
    return rows.link == .customer ? relation.customerOffsets : relation.orderOffsets
  }

  private func values(
    of aggregate: Aggregate, _ offsets: [UInt32]
  ) throws(EvaluationFailure) -> NumberVector {
    var mask = try rowMask(aggregate.rows)
    guard let column = aggregate.column else {
      return NumberVector(try SliceKernels.counts(mask, offsets, poll))
    }
    let rowDomain = Domain.rows(aggregate.rows.relation)
    if aggregate.function == .count {
      mask = Bitmap.both(mask, try vector(column, in: rowDomain).known)
      return NumberVector(try SliceKernels.counts(mask, offsets, poll))
    }
    let numbers = try numbers(column, in: rowDomain)
    mask = Bitmap.both(mask, numbers.known)
    guard case .uniform(let denominator) = numbers.denominators else {
      preconditionFailure("aggregates run over stored columns")
    }
    let totals = try SliceKernels.totals(numbers.numerators, mask, offsets, poll)
    let counts = totals.counts
    let known = counts.withUnsafeBufferPointer { counts in
      MaskKernels.mask(count: counts.count) { counts[$0] > 0 }
    }
    switch aggregate.function {
    case .count: return NumberVector(counts)
    case .sum: return NumberVector(totals.sums, over: denominator)
    case .min: return NumberVector(totals.minima, over: denominator, known: known)
    case .max: return NumberVector(totals.maxima, over: denominator, known: known)
    case .avg:
      let denominators = counts.map { max($0, 1).multipliedReportingOverflow(by: denominator) }
      guard !denominators.contains(where: { $0.overflow }) else { throw .overflow }
      return NumberVector(
        totals.sums, overEach: denominators.map { $0.partialValue }, known: known)
    }
  }
}
