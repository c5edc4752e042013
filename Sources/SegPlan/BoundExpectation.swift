package import SegModel

/// What has to hold for a script to go on.
package enum BoundExpectation: Sendable {
  /// What a count is measured by.
  package enum Bound: Sendable {
    case comparison(Comparison, Fraction)
    case between(Fraction, Fraction)
  }

  case customers(SegmentReference, Bound)
  case rows(RowSelection, Bound)
  /// No customer is in two of them.
  case disjoint([SegmentReference])
  /// Every customer is in one of them.
  case cover([SegmentReference])
  /// The rows that are recent enough, and the column that dates rows.
  case fresh(RowSelection, date: Expression)
}

extension BoundExpectation.Bound {
  /// Whether a count is as expected.
  package func holds(_ count: Int) -> Bool {
    let count = Fraction(count)
    switch self {
    case .between(let low, let high): return low <= count && count <= high
    case .comparison(.equal, let bound): return count == bound
    case .comparison(.notEqual, let bound): return count != bound
    case .comparison(.less, let bound): return count < bound
    case .comparison(.lessOrEqual, let bound): return count <= bound
    case .comparison(.greater, let bound): return count > bound
    case .comparison(.greaterOrEqual, let bound): return count >= bound
    }
  }
}
