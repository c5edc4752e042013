import SegEngine
import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace

/// Customers who came and went, in storage order.
struct MovedCustomers {
  let entered: [Int32]
  let left: [Int32]
  let asOf: AsOf
}

extension Session {
  /// Shows how a selection differs from another.
  func show(_ plan: DiffPlan, _ pipeline: BoundPipeline, _ engine: Engine)
    throws(StatementFailure)
  {
    let other = plan.asOf == engine.asOf ? engine : Engine(engine.context, asOf: plan.asOf)
    let difference = try evaluating { () throws(EvaluationFailure) in
      try engine.difference(of: plan.here, from: plan.there, at: other)
    }
    lastResult = LastResult(
      table: nil, preview: nil,
      moved: MovedCustomers(
        entered: difference.entered.rows, left: difference.left.rows, asOf: engine.asOf))
    try print(table(of: difference))
    if options.format.isForPeople {
      reporter.say(
        "as of \(engine.asOf.day) against \(plan.other), \(plan.asOf.day) · "
          + ".last lists those who entered and left")
    }
    describePast(pipeline)
  }

  /// Columns: `change clause customers`; a whole has no clause.
  private func table(of difference: Difference) -> ResultTable {
    var rows: [Difference.Cause] = []
    for change in Difference.Change.allCases {
      let whole =
        switch change {
        case .entered: difference.entered.population
        case .left: difference.left.population
        case .stayed: difference.stayed
        }
      rows.append(.init(change, "", whole))
      if whole > 0 { rows += difference.causes.filter { $0.change == change } }
    }
    let whole: Value = options.format.isForPeople ? .text("") : .unknown
    func clause(_ row: Difference.Cause) -> Value { row.text.isEmpty ? whole : .text(row.text) }
    return ResultTable(columns: [
      .init(name: "change", type: .text, values: rows.map { .text($0.change.rawValue) }),
      .init(name: "clause", type: .text, values: rows.map(clause)),
      .init(name: "customers", type: .number, values: rows.map { .number(Fraction($0.count)) }),
    ])
  }

  /// Columns: `change customer_id`; those who entered come first.
  func table(of moved: MovedCustomers) throws(StatementFailure) -> ResultTable {
    let engine = try consulting { () throws(WorkspaceFailure) in
      try self.engine(asOf: moved.asOf)
    }
    let id = OutputColumn(name: "customer_id", expression: .attribute("customer_id", .text))
    let ids = try evaluating { () throws(EvaluationFailure) in
      try engine.table([id], rows: moved.entered + moved.left)
    }
    let changes =
      Array(repeating: Difference.Change.entered, count: moved.entered.count)
      + Array(repeating: .left, count: moved.left.count)
    let column = ResultTable.Column(
      name: "change", type: .text, values: changes.map { .text($0.rawValue) })
    return ResultTable(columns: [column] + ids.columns)
  }
}
