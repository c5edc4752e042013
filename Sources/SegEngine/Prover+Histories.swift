import SegModel
import SegPlan
import SegStore

extension Prover {
  /// What decided a test of rows over time: the rows that follow one another, or how many there
  /// are in each stretch of time.
  func historyLines(
    of predicate: Predicate, _ depth: Int
  ) throws(EvaluationFailure) -> [ProofLine] {
    switch predicate {
    case .not(let operand):
      guard case .follows = operand else { return [] }
      return try historyLines(of: operand, depth)
    case .follows(let sequence): return try lines(of: sequence, depth)
    case .all(let parts), .atLeast(_, let parts):
      var lines: [ProofLine] = []
      for part in parts {
        switch part {
        case .exists(let rows), .not(.exists(let rows)):
          let count = try self.rows(rows).count
          lines.append(
            ProofLine(
              depth, rows.relation.description, value: .number(Fraction(count)),
              bound: rows.window.map { .window($0) }))
        default: return []
        }
      }
      return lines
    default: return []
    }
  }

  /// The rows that fulfil a sequence, one a step.
  private func lines(of sequence: RowSequence, _ depth: Int) throws(EvaluationFailure)
    -> [ProofLine]
  {
    guard let rows = try engine.search(for: sequence).choice(of: customer) else { return [] }
    var lines: [ProofLine] = []
    for (step, row) in zip(sequence.steps, rows) where !step.isExcluded {
      let outlined = OutlinedRows(
        selection: step.rows, period: nil, condition: nil, clauses: [], column: nil)
      var line = try line(of: Int32(row), outlined, depth)
      line.text = "\(lines.isEmpty ? "" : "then ")\(step.rows.relation): \(line.text)"
      lines.append(line)
    }
    return lines
  }
}
