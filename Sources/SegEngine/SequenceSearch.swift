import SegModel
import SegPlan
import SegStore

/// Finds the customers whose rows follow one another.
///
/// Without comparisons between steps one pass over each step's rows decides, from the last step
/// back: the earliest row that can go on is the best one. With comparisons rows are tried in order,
/// and what has failed once is not tried again.
struct SequenceSearch: Sendable {
  let steps: [StepRows]
  let clock: StepClock
  /// Positions of the steps that have to be there.
  private let wanted: [Int]
  private let isCompared: Bool
  /// Wanted steps, then the others: whose rows are looked for first.
  private let order: [Int]
  /// For each wanted step, the ones before it that later steps are compared with.
  private let needed: [[Int]]

  init(steps: [StepRows], clock: StepClock) {
    self.steps = steps
    self.clock = clock
    wanted = steps.indices.filter { !steps[$0].isExcluded }
    isCompared = steps.contains { $0.test != nil }
    order = wanted + steps.indices.filter { steps[$0].isExcluded }
    needed = wanted.map { place in
      let later = steps[(place + 1)...].compactMap(\.test?.steps)
      return Set(later.joined()).filter { $0 < place }.sorted()
    }
  }

  /// One bit for each of some customers, the first in the lowest bit.
  func words(_ customers: Range<Int>) -> Result<[UInt64], EvaluationFailure> {
    var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: customers.count))
    var rows = [[Int]](repeating: [], count: steps.count)
    for customer in customers {
      guard collect(customer, &rows) else { continue }
      let holds: Bool
      if isCompared {
        var trial = SequenceTrial(search: self, wanted: wanted, needed: needed, rows: rows)
        do throws(EvaluationFailure) {
          holds = try trial.succeeds()
        } catch {
          return .failure(error)
        }
      } else {
        holds = matches(rows)
      }
      if holds {
        let place = customer - customers.lowerBound
        words[place >> 6] |= 1 << UInt64(place & 63)
      }
    }
    return .success(words)
  }

  /// The rows that fulfil the sequence for a customer, one a step and -1 for excluded ones: the
  /// earliest choice; nil when there is none.
  func choice(of customer: Int) throws(EvaluationFailure) -> [Int]? {
    var rows = [[Int]](repeating: [], count: steps.count)
    guard collect(customer, &rows) else { return nil }
    var trial = SequenceTrial(search: self, wanted: wanted, needed: needed, rows: rows)
    return try trial.succeeds() ? trial.chosen : nil
  }

  /// The rows of a customer for each step; false when a step that has to be there has none.
  private func collect(_ customer: Int, _ rows: inout [[Int]]) -> Bool {
    for step in order {
      RowBits.reading(steps[step].mask) { steps[step].collect(customer, $0, into: &rows[step]) }
      if rows[step].isEmpty, !steps[step].isExcluded { return false }
    }
    return true
  }

  /// The excluded steps behind a wanted one, by its place among those.
  func exclusions(behind place: Int) -> Range<Int> {
    wanted[place] + 1..<(place + 1 < wanted.count ? wanted[place + 1] : steps.count)
  }

  private func matches(_ rows: [[Int]]) -> Bool {
    var going = rows[wanted[wanted.count - 1]].filter { row in
      exclusions(behind: wanted.count - 1).allSatisfy { excluded in
        isClear(row, wanted[wanted.count - 1], excluded, rows[excluded])
      }
    }
    for place in (0..<wanted.count - 1).reversed() {
      if going.isEmpty { return false }
      going = rowsGoing(on: place, to: going, rows)
    }
    return !going.isEmpty
  }

  /// Whether no excluded row comes after the last row of a sequence, and none can any more.
  private func isClear(_ row: Int, _ step: Int, _ excluded: Int, _ rows: [Int]) -> Bool {
    guard clock.isOver(steps[excluded].span, after: row, steps[step]) else { return false }
    guard let first = firstRow(rows, excluded, after: row, step) else { return true }
    return !clock.isInSpan(first, steps[excluded], after: row, steps[step])
  }

  /// The earliest of some rows that comes after a row; found by halves, for they are in order.
  private func firstRow(_ rows: [Int], _ step: Int, after row: Int, _ earlier: Int) -> Int? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if clock.comes(rows[middle], steps[step], after: row, steps[earlier]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < rows.count ? rows[low] : nil
  }

  /// Rows of a wanted step from which one of the next step's rows can be reached.
  private func rowsGoing(on place: Int, to next: [Int], _ rows: [[Int]]) -> [Int] {
    let (step, following) = (wanted[place], wanted[place + 1])
    return rows[step].filter { row in
      guard let target = firstRow(next, following, after: row, step),
        clock.isInSpan(target, steps[following], after: row, steps[step])
      else { return false }
      return exclusions(behind: place).allSatisfy { excluded in
        guard let first = firstRow(rows[excluded], excluded, after: row, step),
          clock.isInSpan(first, steps[excluded], after: row, steps[step])
        else { return true }
        return !clock.comes(target, steps[following], after: first, steps[excluded])
      }
    }
  }
}
