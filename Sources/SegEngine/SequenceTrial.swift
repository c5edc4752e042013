import SegModel
import SegPlan

/// Tries the rows of one customer in order where steps are compared with one another.
struct SequenceTrial {
  /// What was tried in vain: the place, its row, and the rows that later steps still look at.
  private struct Attempt: Hashable {
    var place: Int
    var rows: [Int]
  }

  private let search: SequenceSearch
  private let readers: [StepReader]
  private let wanted: [Int]
  /// The rows of each step.
  private let rows: [[Int]]
  /// The row chosen for each step; -1 for none.
  private(set) var chosen: [Int]
  /// For each place, the steps that later ones are compared with.
  private let needed: [[Int]]
  private var failed: Set<Attempt> = []

  init(search: SequenceSearch, readers: [StepReader], needed: [[Int]], rows: [[Int]]) {
    self.search = search
    self.readers = readers
    wanted = search.wanted
    self.needed = needed
    self.rows = rows
    chosen = [Int](repeating: -1, count: rows.count)
  }

  /// Whether some choice of rows fulfils the sequence.
  mutating func succeeds() throws(EvaluationFailure) -> Bool {
    for row in rows[wanted[0]] where try holds(row, wanted[0]) {
      chosen[wanted[0]] = row
      if try goesOn(0) { return true }
    }
    return false
  }

  /// Whether the rest can be fulfilled behind the row chosen for a place.
  private mutating func goesOn(_ place: Int) throws(EvaluationFailure) -> Bool {
    // Each row of the first step is tried once, and an end without exclusions holds at once.
    let isLast = place + 1 == wanted.count
    if isLast, search.exclusions(behind: place).isEmpty { return true }
    if place == 0 { return isLast ? try isClear(place) : try reachesNext(place) }
    let attempt = Attempt(
      place: place, rows: [chosen[wanted[place]]] + needed[place].map { chosen[$0] })
    if failed.contains(attempt) { return false }
    let isFine = isLast ? try isClear(place) : try reachesNext(place)
    if !isFine { failed.insert(attempt) }
    return isFine
  }

  private mutating func reachesNext(_ place: Int) throws(EvaluationFailure) -> Bool {
    let (step, next) = (wanted[place], wanted[place + 1])
    let clock = search.clock
    let (stepRows, nextRows) = (readers[step], readers[next])
    let row = chosen[step]
    var barriers: [(row: Int, step: Int)] = []
    for excluded in search.exclusions(behind: place) {
      if let first = try firstExcluded(excluded, behind: row, step) {
        barriers.append((first, excluded))
      }
    }
    for candidate in rows[next]
    where clock.comes(candidate, nextRows, after: row, stepRows) {
      // Later rows are further away still.
      guard clock.isInSpan(candidate, nextRows, after: row, stepRows),
        !barriers.contains(where: {
          clock.comes(candidate, nextRows, after: $0.row, readers[$0.step])
        })
      else { return false }
      guard try search.steps[next].test?.holds(candidate, chosen) ?? true else { continue }
      chosen[next] = candidate
      if try goesOn(place + 1) { return true }
    }
    return false
  }

  private func isClear(_ place: Int) throws(EvaluationFailure) -> Bool {
    let step = wanted[place]
    for excluded in search.exclusions(behind: place) {
      let row = chosen[step]
      guard search.clock.isOver(readers[excluded].span, after: row, readers[step])
      else { return false }
      if try firstExcluded(excluded, behind: row, step) != nil { return false }
    }
    return true
  }

  /// The first row behind another that must not be there.
  private func firstExcluded(
    _ excluded: Int, behind row: Int, _ step: Int
  ) throws(EvaluationFailure) -> Int? {
    let clock = search.clock
    for candidate in rows[excluded]
    where clock.comes(candidate, readers[excluded], after: row, readers[step]) {
      guard clock.isInSpan(candidate, readers[excluded], after: row, readers[step])
      else { return nil }
      if try holds(candidate, excluded) { return candidate }
    }
    return nil
  }

  private func holds(_ row: Int, _ step: Int) throws(EvaluationFailure) -> Bool {
    try search.steps[step].test?.holds(row, chosen) ?? true
  }
}
