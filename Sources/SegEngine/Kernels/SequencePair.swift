import SegModel
import SegPlan
import SegStore

/// A row that another one of the same relation follows, or does not follow, within some days: the
/// sequences that are asked most, decided on the words of both masks.
struct SequencePair {
  private let first: StepRows
  private let second: StepRows
  /// Days after the first row; nil for as many as there are.
  private let days: Int64?
  /// The last day of first rows whose days are over.
  private let lastStart: Int64
  private var comparison: LinearTest.Pair?

  /// nil for other sequences, and for comparisons that need more than 64 bits.
  init?(_ steps: [StepRows], _ asOf: AsOf) {
    guard steps.count == 2, !steps[0].isExcluded, steps[0].relation == steps[1].relation,
      steps[0].mask.count > 0
    else { return nil }
    (first, second) = (steps[0], steps[1])
    let today = Int64(asOf.day.dayNumber) - (asOf.isWholeDay ? 0 : 1)
    switch second.span {
    case nil: (days, lastStart) = (nil, .max)
    case .days(0, let count)?: (days, lastStart) = (Int64(count), today - Int64(count))
    default: return nil
    }
    guard let test = second.test else { return }
    guard case .linear(let linear) = test.condition, let pair = linear.pair else { return nil }
    // Nothing bars a row whose own value is unknown.
    if second.isExcluded, pair.earlier?.column.validity != nil { return nil }
    comparison = pair
  }

  /// Customers with such a row.
  func customers() -> Bitmap {
    guard let comparison else {
      let next = NextRows(
        first: first.mask, second: second.mask, lastRows: first.owners.ends.lastRows, span: days,
        lastStart: lastStart, isExcluded: second.isExcluded)
      return first.owners.having(next.rows(first.days))
    }
    // A comparison with something unknown is false.
    let meant = Bitmap.both(first.mask, comparison.earlier?.column.validity)
    let others = Bitmap.both(second.mask, comparison.own?.column.validity)
    return RowBits.reading(meant) { a in
      RowBits.reading(others) { b in
        IntegerReader.reading(first.days) { days in
          IntegerReader.reading(comparison.own?.column ?? first.days) { own in
            IntegerReader.reading(comparison.earlier?.column ?? first.days) { earlier in
              let test = LinearPair(own: own, earlier: earlier, comparison)
              return SliceKernels.owners(
                first.owners.offsets, nil,
                Followed(a: a, b: b, days: days, pair: self, test: test))
            }
          }
        }
      }
    }
  }

  /// Whether one of an owner's rows is followed as it should be.
  private struct Followed: OwnerTest {
    let a: RowBits
    let b: RowBits
    let days: IntegerReader
    let span: Int64?
    let lastStart: Int64
    let isExcluded: Bool
    let test: LinearPair

    init(a: RowBits, b: RowBits, days: IntegerReader, pair: SequencePair, test: LinearPair) {
      (self.a, self.b, self.days, self.test) = (a, b, days, test)
      (span, lastStart) = (pair.days, pair.lastStart)
      isExcluded = pair.second.isExcluded
    }

    @inline(__always)
    func holds(_ start: Int, _ end: Int) -> Bool {
      guard end &- start <= 64 else { return holdsAmongMany(start, end) }
      var left = a.bits(start, end)
      if left == 0 { return false }
      let right = b.bits(start, end)
      while left != 0 {
        let place = left.trailingZeroBitCount
        left &= left &- 1
        let later = right & ~((2 &<< UInt64(truncatingIfNeeded: place)) &- 1)
        // Where nothing follows a row, nothing follows those after it.
        if later == 0, !isExcluded { return false }
        let row = start &+ place
        if isExcluded, days[row] > lastStart { return false }
        if isFollowed(row, by: later, start) != isExcluded { return true }
      }
      return false
    }

    @inline(__always)
    private func isFollowed(_ row: Int, by later: UInt64, _ start: Int) -> Bool {
      let limit = span.map { days[row] &+ $0 } ?? .max
      var rest = later
      while rest != 0 {
        let other = start &+ rest.trailingZeroBitCount
        guard days[other] <= limit else { return false }
        if test.holds(other, row) { return true }
        rest &= rest &- 1
      }
      return false
    }

    /// Rows in pieces of 64: who buys so often is rare.
    private func holdsAmongMany(_ start: Int, _ end: Int) -> Bool {
      var row = a.first(start, end)
      while row >= 0 {
        if isExcluded, days[row] > lastStart { return false }
        let limit = span.map { days[row] &+ $0 } ?? .max
        var other = b.first(row &+ 1, end)
        while other >= 0, days[other] <= limit, !test.holds(other, row) {
          other = b.first(other &+ 1, end)
        }
        let isFollowed = other >= 0 && days[other] <= limit
        if isFollowed != isExcluded { return true }
        row = a.first(row &+ 1, end)
      }
      return false
    }
  }
}

/// What a row and the one before it have to fulfil besides.
private struct LinearPair {
  private let own: IntegerReader
  private let earlier: IntegerReader
  private let ownFactor: Int64
  private let earlierFactor: Int64
  private let constant: Int64
  private let comparison: Comparison

  init(own: IntegerReader, earlier: IntegerReader, _ pair: LinearTest.Pair) {
    (self.own, self.earlier) = (own, earlier)
    (ownFactor, earlierFactor) = (pair.own?.factor ?? 0, pair.earlier?.factor ?? 0)
    (constant, comparison) = (pair.constant, pair.comparison)
  }

  @inline(__always)
  func holds(_ row: Int, _ before: Int) -> Bool {
    let sum = own[row] &* ownFactor &+ earlier[before] &* earlierFactor &+ constant
    return comparison.holds(sum, 0)
  }
}
