import SegModel
import SegPlan
import SegStore

/// Goes over a customer's rows from the latest back, step by step from the last: of the rows from
/// which the rest can be reached, the earliest after a row is the best one.
///
/// For sequences whose steps are compared, if at all, with the row just before. Reads each row
/// once a step; where rows are compared, those within the span are tried until one will do.
struct SequencePass {
  private let search: SequenceSearch
  private let readers: [StepReader]
  private let tests: [StepTest?]
  /// Rows of the step behind the one at hand from which the rest can be reached, latest first.
  private var going: [Int] = []
  private var fresh: [Int] = []
  /// Number of those that come after the row at hand.
  private var reached = 0
  /// For each excluded step, the earliest row that was met so far and where to look on.
  private var barriers: [(row: Int, end: Int)]
  /// The row at hand, for tests.
  private var chosen: [Int]

  init(_ search: SequenceSearch, _ readers: [StepReader]) {
    self.search = search
    self.readers = readers
    tests = search.steps.map(\.test)
    barriers = readers.map { _ in (-1, 0) }
    chosen = readers.map { _ in -1 }
  }

  /// Whether a customer's rows fulfil the sequence.
  mutating func holds(_ customer: Int) throws(EvaluationFailure) -> Bool {
    for step in search.wanted {
      let rows = readers[step].rows(of: customer)
      if readers[step].bits.first(rows.lowerBound, rows.upperBound) < 0 { return false }
    }
    for place in search.wanted.indices.reversed() {
      guard try goesOn(place, customer) else { return false }
    }
    return true
  }

  /// Finds the rows of a step from which the rest can be reached; one of the first step is enough.
  private mutating func goesOn(_ place: Int, _ customer: Int) throws(EvaluationFailure) -> Bool {
    let reader = readers[search.wanted[place]]
    let rows = reader.rows(of: customer)
    let exclusions = search.exclusions(behind: place)
    let isFree = place + 1 == search.wanted.count && exclusions.isEmpty
    if isFree, place == 0 { return true }
    for excluded in exclusions {
      barriers[excluded] = (-1, readers[excluded].rows(of: customer).upperBound)
    }
    reached = 0
    fresh.removeAll(keepingCapacity: true)
    var row = reader.bits.last(rows.lowerBound, rows.upperBound)
    while row >= 0 {
      let isGoing = isFree ? true : try isFollowed(row, reader, place, exclusions, customer)
      if isGoing {
        if place == 0 { return true }
        fresh.append(row)
      }
      row = reader.bits.last(rows.lowerBound, row)
    }
    swap(&going, &fresh)
    return !going.isEmpty
  }

  private mutating func isFollowed(
    _ row: Int, _ reader: StepReader, _ place: Int, _ exclusions: Range<Int>, _ customer: Int
  ) throws(EvaluationFailure) -> Bool {
    let clock = search.clock
    chosen[reader.position] = row
    for excluded in exclusions { try advance(excluded, behind: row, reader, customer) }
    guard place + 1 < search.wanted.count else {
      return exclusions.allSatisfy { excluded in
        clock.isOver(readers[excluded].span, after: row, reader)
          && !isBarred(excluded, row, reader)
      }
    }
    let next = readers[search.wanted[place + 1]]
    while reached < going.count, clock.comes(going[reached], next, after: row, reader) {
      reached += 1
    }
    var index = reached
    while index > 0 {
      index -= 1
      let candidate = going[index]
      // Later rows are further away still.
      guard clock.isInSpan(candidate, next, after: row, reader) else { return false }
      for excluded in exclusions
      where isBarred(excluded, row, reader)
        && clock.comes(candidate, next, after: barriers[excluded].row, readers[excluded])
      {
        return false
      }
      guard let test = tests[next.position] else { return true }
      if try test.holds(candidate, chosen) { return true }
    }
    return false
  }

  /// Whether an excluded row lies within its span after a row.
  private func isBarred(_ excluded: Int, _ row: Int, _ reader: StepReader) -> Bool {
    let barrier = barriers[excluded].row
    return barrier >= 0
      && search.clock.isInSpan(barrier, readers[excluded], after: row, reader)
  }

  /// Finds the earliest row of an excluded step after a row; later rows were asked about before.
  private mutating func advance(
    _ excluded: Int, behind row: Int, _ reader: StepReader, _ customer: Int
  ) throws(EvaluationFailure) {
    let other = readers[excluded]
    let start = other.rows(of: customer).lowerBound
    var (barrier, end) = barriers[excluded]
    while true {
      let before = other.bits.last(start, end)
      guard before >= 0, search.clock.comes(before, other, after: row, reader) else { break }
      (barrier, end) = (before, before)
    }
    barriers[excluded] = (barrier, end)
    guard let test = tests[excluded] else { return }
    // Which rows are meant depends on the row at hand.
    let rows = other.rows(of: customer)
    var candidate = other.bits.first(end, rows.upperBound)
    while candidate >= 0, search.clock.isInSpan(candidate, other, after: row, reader) {
      if try test.holds(candidate, chosen) {
        barriers[excluded].row = candidate
        return
      }
      candidate = other.bits.first(candidate + 1, rows.upperBound)
    }
    barriers[excluded].row = -1
  }
}
