import SegModel
import SegPlan
import SegStore

/// What a condition is expected to cost and to leave, before anything is computed.
struct ConditionEstimate {
  /// Bytes to be read, or as much work as reading them.
  var cost: Double
  /// The part of the rows for which it is expected to hold, 0 to 1.
  var share: Double
  /// Whether it looks at more than a column of the rows, so that asking about few of them pays.
  var isCostly = false

  /// What a value costs that stands in no column.
  static let computed: Double = 64

  /// Clauses with low ranks go first: cheap ones, and those that leave little.
  var rank: Double { cost / max(1 - share, 0.01) }
}

extension Engine {
  /// The estimate of a condition, from the columns' widths, bounds and dictionaries alone.
  func estimate(_ predicate: Predicate, in domain: Domain) -> ConditionEstimate {
    let rows = Double(rowCount(of: domain))
    switch predicate {
    case .constant(let value): return ConditionEstimate(cost: 0, share: value ? 1 : 0)
    case .all(let operands):
      return combined(operands, in: domain) { $0 * $1 }
    case .any(let operands):
      return combined(operands, in: domain) { 1 - (1 - $0) * (1 - $1) }
    case .not(let operand):
      var estimate = estimate(operand, in: domain)
      estimate.share = 1 - estimate.share
      return estimate
    case .isFlag, .has, .isKnown: return ConditionEstimate(cost: rows / 8, share: 0.5)
    case .inSegment: return ConditionEstimate(cost: rows * 8, share: 0.5, isCostly: true)
    case .compare(let value, let comparison, _), .compareText(let value, let comparison, _):
      let share = comparison == .equal ? 0.05 : comparison == .notEqual ? 0.95 : 0.4
      return estimate(of: value, in: domain, share: share)
    case .isOneOf(let value, let values):
      return estimate(of: value, in: domain, share: min(0.05 * Double(values.count), 0.9))
    case .isOneOfTexts(let value, let texts):
      return estimate(of: value, in: domain, share: min(0.05 * Double(texts.count), 0.9))
    case .text(let value, _, _): return estimate(of: value, in: domain, share: 0.1)
    case .within(let value, _): return estimate(of: value, in: domain, share: 0.3)
    case .atLeast(_, let operands): return combined(operands, in: domain) { max($0, $1) }
    case .follows(let sequence):
      return ConditionEstimate(
        cost: sequence.steps.reduce(0) { $0 + self.cost(of: $1.rows) * 4 }, share: 0.3)
    case .exists(let selection):
      return ConditionEstimate(cost: cost(of: selection), share: 0.5, isCostly: true)
    }
  }

  private func combined(
    _ operands: [Predicate], in domain: Domain, _ join: (Double, Double) -> Double
  ) -> ConditionEstimate {
    let estimates = operands.map { estimate($0, in: domain) }
    guard var result = estimates.first else { return ConditionEstimate(cost: 0, share: 1) }
    for estimate in estimates.dropFirst() {
      result.cost += estimate.cost
      result.share = join(result.share, estimate.share)
    }
    // Its operands are asked about all rows, so that their results can be kept.
    result.isCostly = false
    return result
  }

  private func estimate(
    of value: Expression, in domain: Domain, share: Double
  ) -> ConditionEstimate {
    let rows = Double(rowCount(of: domain))
    switch value {
    case .attribute(let name, _):
      let column = snapshot.customers.column(name)?.column
      return ConditionEstimate(
        cost: rows * (column?.bytesPerRow ?? 8), share: column?.share(of: share) ?? share)
    case .column(let name, _):
      guard case .rows(let relationName) = domain,
        let column = relation(relationName)?.table.column(name)?.column
      else { break }
      return ConditionEstimate(cost: rows * column.bytesPerRow, share: column.share(of: share))
    case .metric: return ConditionEstimate(cost: rows * 4, share: share)
    case .aggregate(let aggregate):
      return ConditionEstimate(cost: cost(of: aggregate.rows), share: share, isCostly: true)
    default: break
    }
    return ConditionEstimate(cost: rows * ConditionEstimate.computed, share: share)
  }

  /// Reading a slice's bounds, the rows' days and what the condition asks of them.
  private func cost(of rows: RowSelection) -> Double {
    guard let relation = relation(rows.relation) else { return 0 }
    var cost = Double(relation.customerOffsets.count) * 8
    if rows.window != nil { cost += Double(relation.table.rowCount) * 2 }
    if let condition = rows.condition {
      cost += estimate(condition, in: .rows(rows.relation)).cost
    }
    return cost
  }
}

extension Column {
  /// Bytes that a test of all values reads, over the number of rows.
  fileprivate var bytesPerRow: Double {
    switch self {
    case .integers(let column): Double(column.storage.width)
    case .text(let column):
      Double(column.dictionary.bytes.count) / Double(max(column.count, 1)) + 2
    case .flags, .lists: 0.125
    }
  }

  /// What an equality leaves where there are few distinct texts.
  fileprivate func share(of guess: Double) -> Double {
    guard case .text(let column) = self, guess < 0.5 else { return guess }
    return max(guess, 1 / Double(max(column.dictionary.count, 1)))
  }
}
