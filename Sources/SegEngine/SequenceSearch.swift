import SegModel
import SegPlan
import SegStore

/// Finds the customers whose rows follow one another.
///
/// Where steps are compared only with the row just before, one pass over each step's rows decides.
/// Otherwise rows are tried in order, and what has failed once is not tried again.
struct SequenceSearch: Sendable {
  let steps: [StepRows]
  let clock: StepClock
  /// Positions of the steps that have to be there.
  let wanted: [Int]
  private let isPassed: Bool
  /// Wanted steps, then the others: whose rows are looked for first.
  private let order: [Int]
  /// For each wanted step, the ones before it that later steps are compared with.
  private let needed: [[Int]]
  /// For each wanted step, the excluded ones behind it.
  private let excluded: [Range<Int>]

  init(steps: [StepRows], clock: StepClock) {
    self.steps = steps
    self.clock = clock
    let wanted = steps.indices.filter { !steps[$0].isExcluded }
    self.wanted = wanted
    isPassed = steps.indices.allSatisfy { position in
      let before = wanted.last { $0 < position }
      return steps[position].test.map { $0.steps.allSatisfy { $0 == before } } ?? true
    }
    order = wanted + steps.indices.filter { steps[$0].isExcluded }
    needed = wanted.map { place in
      let later = steps[(place + 1)...].compactMap(\.test?.steps)
      return Set(later.joined()).filter { $0 < place }.sorted()
    }
    excluded = wanted.indices.map { place in
      wanted[place] + 1..<(place + 1 < wanted.count ? wanted[place + 1] : steps.count)
    }
  }

  /// One bit for each of some customers, the first in the lowest bit.
  func words(_ customers: Range<Int>) -> Result<[UInt64], EvaluationFailure> {
    StepReader.reading(steps) { readers in
      var pass = SequencePass(self, readers)
      var words = [UInt64](repeating: 0, count: Bitmap.wordCount(for: customers.count))
      for (place, customer) in customers.enumerated() {
        do throws(EvaluationFailure) {
          let holds = try isPassed ? pass.holds(customer) : tried(customer, readers) != nil
          if holds { words[place >> 6] |= 1 << UInt64(place & 63) }
        } catch {
          return .failure(error)
        }
      }
      return .success(words)
    }
  }

  /// The rows that fulfil the sequence for a customer, one a step and -1 for excluded ones: the
  /// earliest choice; nil when there is none.
  func choice(of customer: Int) throws(EvaluationFailure) -> [Int]? {
    let result: Result<[Int]?, EvaluationFailure> = StepReader.reading(steps) { readers in
      do throws(EvaluationFailure) {
        return .success(try tried(customer, readers))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// The excluded steps behind a wanted one, by its place among those.
  @inline(__always)
  func exclusions(behind place: Int) -> Range<Int> { excluded[place] }

  private func tried(
    _ customer: Int, _ readers: [StepReader]
  ) throws(EvaluationFailure) -> [Int]? {
    var rows = [[Int]](repeating: [], count: steps.count)
    for step in order {
      let all = readers[step].rows(of: customer)
      readers[step].bits.forEach(all.lowerBound, all.upperBound) { rows[step].append($0) }
      if rows[step].isEmpty, !steps[step].isExcluded { return nil }
    }
    var trial = SequenceTrial(
      search: self, readers: readers, needed: needed, rows: rows)
    return try trial.succeeds() ? trial.chosen : nil
  }
}
