import SegModel
import SegPlan
import SegStore

extension Engine {
  /// Whether at least one of the rows is there.
  func exists(
    _ rows: RowSelection, in domain: Domain, _ candidates: Bitmap?
  ) throws(EvaluationFailure) -> Bitmap {
    try counts(rows, in: 1...Int.max, domain, candidates)
  }

  /// Rows of a domain whose number of tied rows lies in a range, which must not be below 0.
  func counts(
    _ rows: RowSelection, in range: ClosedRange<Int>, _ domain: Domain, _ candidates: Bitmap?
  ) throws(EvaluationFailure) -> Bitmap {
    guard let owners = owners(of: rows) else {
      return Bitmap(count: rowCount(of: domain), repeating: range.contains(0))
    }
    if let buyers = try buyers(rows, in: range) { return try spread(buyers, to: domain) }
    let isSpread = rows.link == .customer && domain != .customers
    let wanted = isSpread ? nil : candidates
    let found: Bitmap
    let wholes = Int64(range.lowerBound)...Int64(range.upperBound)
    if let listed = try listedOwners(rows, owners, in: wholes) {
      found = Bitmap.both(listed, wanted) ?? listed
    } else if range == 1...Int.max {
      let having = owners.having(try rowMask(rows))
      found = Bitmap.both(having, wanted) ?? having
    } else {
      found = SliceKernels.counts(
        try rowMask(rows), owners.offsets, in: range, candidates: wanted)
    }
    return rows.link == .customer ? try spread(found, to: domain) : found
  }

  /// One value made of rows, for every row of a domain.
  func vector(of aggregate: Aggregate, in domain: Domain) throws(EvaluationFailure) -> Vector {
    let vector: Vector
    if let owners = owners(of: aggregate.rows) {
      vector =
        try aggregate.function.isPick
        ? picked(aggregate, owners.offsets) : .numbers(values(of: aggregate, owners))
    } else {
      // A relation that the store does not hold has no rows for anybody.
      let count = aggregate.rows.link == .customer ? snapshot.customerCount : rowCount(of: domain)
      switch aggregate.function {
      case .count, .sum, .distinct:
        vector = .numbers(NumberVector([Int64](repeating: 0, count: count)))
      default: vector = .unknown(aggregate.type, count: count)
      }
    }
    return aggregate.rows.link == .customer ? spread(vector, to: domain) : vector
  }

  /// The rows of a relation that a selection means: existing, inside the window, fulfilling the
  /// condition.
  ///
  /// Nil when that is all of them.
  func rowMask(_ rows: RowSelection) throws(EvaluationFailure) -> Bitmap? {
    guard let relation = relation(rows.relation) else { return nil }
    let existing = try existingRows(of: rows.relation)
    guard rows.window != nil || rows.condition != nil else { return existing }
    // Which owners the rows belong to does not matter for which rows are meant.
    let key = ResultCache.Key.rows(
      RowSelection(
        relation: rows.relation, link: .customer, window: rows.window, condition: rows.condition))
    if let known = results[key] { return known }
    let window = try rows.window.map { window throws(EvaluationFailure) in
      try test(of: relation, inside: window)
    }
    let mask = try together(
      rows.condition.map { [$0] } ?? [], with: existing, window, in: .rows(rows.relation)
    ) { .all($0) }
    results[key] = mask
    return mask
  }

  /// What tells the rows of a relation that are inside of a window.
  private func test(
    of relation: Relation, inside window: TimeWindow
  ) throws(EvaluationFailure) -> any BlockTest {
    switch window {
    case .days(let from, let through):
      guard let days = relation.days, let inside = Self.dayNumbers(from, through) else {
        return NoTest()
      }
      return RangeTest(days, inside) ?? NoTest()
    case .instants(let after, let through):
      guard after < through, let name = relation.dateField,
        let (field, column) = relation.table.column(name), case .integers(let stored) = column
      else { return NoTest() }
      guard field.type == .dateTime else {
        return try test(of: relation, inside: days(after: after, through: through))
      }
      return RangeTest(stored, after.secondsSinceEpoch + 1...through.secondsSinceEpoch) ?? NoTest()
    }
  }

  /// The days of a window, nil standing for no end; nil when there are none.
  static func dayNumbers(
    _ from: CalendarDate?, _ through: CalendarDate?
  ) -> ClosedRange<Int64>? {
    let first = from.map { Int64($0.dayNumber) } ?? .min
    let last = through.map { Int64($0.dayNumber) } ?? .max
    return first <= last ? first...last : nil
  }

  /// The bare dates inside a stretch of instants: a date counts from the start of its local day.
  func days(after: Instant, through: Instant) -> TimeWindow {
    let zone = snapshot.profile.zone
    return .days(from: zone.day(of: after).adding(days: 1), through: zone.day(of: through))
  }

  private func owners(of rows: RowSelection) -> RowOwners? {
    guard let relation = relation(rows.relation) else { return nil }
    return rows.link == .customer ? relation.customers : relation.orders
  }

  private func values(
    of aggregate: Aggregate, _ owners: RowOwners
  ) throws(EvaluationFailure) -> NumberVector {
    var mask = try rowMask(aggregate.rows)
    let offsets = owners.offsets
    guard let column = aggregate.column else {
      return NumberVector(SliceKernels.counts(mask, offsets))
    }
    let rowDomain = Domain.rows(aggregate.rows.relation)
    if aggregate.function == .count {
      mask = Bitmap.both(mask, try known(column, in: rowDomain))
      return NumberVector(SliceKernels.counts(mask, offsets))
    }
    let (numbers, denominator) = try aggregated(column, in: rowDomain)
    mask = Bitmap.both(mask, numbers.validity)
    try poll()
    let totals = try SliceTotals(mask: mask, owners: owners)
      .values(aggregate.function, of: numbers)
    guard aggregate.function != .sum else { return NumberVector(totals, over: denominator) }
    let counts = SliceKernels.counts(mask, offsets)
    let known = owners.having(mask)
    guard aggregate.function == .avg else {
      return NumberVector(totals, over: denominator, known: known)
    }
    let denominators = counts.map { max($0, 1).multipliedReportingOverflow(by: denominator) }
    guard !denominators.contains(where: { $0.overflow }) else { throw .overflow }
    return NumberVector(totals, overEach: denominators.map { $0.partialValue }, known: known)
  }

  /// What is aggregated, as integers over one denominator.
  private func aggregated(
    _ column: Expression, in domain: Domain
  ) throws(EvaluationFailure) -> (IntegerColumn, denominator: Int64) {
    if let stored = try storedNumbers(column, in: domain) {
      return (stored.column, Int64(clamping: stored.unitsPerOne))
    }
    let numbers = try numbers(column, in: domain)
    guard case .uniform(let denominator) = numbers.denominators else {
      preconditionFailure("aggregates run over stored columns")
    }
    return (IntegerColumn(numbers.numerators, validity: numbers.known), denominator)
  }
}

extension Engine {
  /// A comparison of an aggregate with a constant, decided owner by owner without a vector; nil
  /// where the general way must decide.
  func compare(
    _ aggregate: Aggregate, _ comparison: Comparison, _ bound: Fraction, in domain: Domain,
    _ candidates: Bitmap?
  ) throws(EvaluationFailure) -> Bitmap? {
    guard comparison != .notEqual, let owners = owners(of: aggregate.rows) else { return nil }
    let isSpread = aggregate.rows.link == .customer && domain != .customers
    let wanted = isSpread ? nil : candidates
    let found: Bitmap
    switch (aggregate.function, aggregate.column) {
    case (.count, nil):
      guard let range = StoredNumbers.range(comparison, bound, unitsPerOne: 1),
        range.upperBound >= 0
      else { return Bitmap(count: rowCount(of: domain)) }
      return try counts(
        aggregate.rows, in: Int(max(range.lowerBound, 0))...Int(range.upperBound), domain,
        candidates)
    case (.sum, let column?):
      guard let stored = try storedNumbers(column, in: .rows(aggregate.rows.relation)),
        SliceTotals.isSafe(stored.column)
      else { return nil }
      guard let range = stored.range(comparison, bound) else {
        return Bitmap(count: rowCount(of: domain))
      }
      if let listed = try listedOwners(aggregate.rows, owners, adding: column, in: range) {
        found = Bitmap.both(listed, wanted) ?? listed
      } else {
        let mask = Bitmap.both(try rowMask(aggregate.rows), stored.column.validity)
        found = SliceTotals(mask: mask, owners: owners)
          .sums(of: stored.column, in: range, candidates: wanted)
      }
    default: return nil
    }
    return aggregate.rows.link == .customer ? try spread(found, to: domain) : found
  }
}
