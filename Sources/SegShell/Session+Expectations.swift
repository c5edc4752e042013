import SegBinder
import SegEngine
import SegModel
import SegPlan
import SegStore
import SegSyntax
import SegText
import SegWorkspace

extension Session {
  /// Whether what is expected holds; says the numbers when it does not.
  func check(
    _ expectation: BoundExpectation, _ statement: StatementSyntax, in source: SourceText
  ) throws(StatementFailure) -> Bool {
    let engine = try consulting { () throws(WorkspaceFailure) in
      try self.engine(asOf: currentAsOf())
    }
    let problem = try evaluating { () throws(EvaluationFailure) in
      try Self.problem(expectation, engine)
    }
    let text = SyntaxPrinter.print(statement)
    guard let problem else {
      reporter.say("\(DisplayText.escaped(text)): holds")
      return true
    }
    reporter.report(
      [
        Diagnostic(
          code: .expectationFailed, message: "`\(text)` does not hold: \(problem)",
          range: statement.range)
      ], in: source)
    fail(.failed)
    return false
  }

  /// What is wrong with an expectation, in numbers; nil when it holds.
  private static func problem(
    _ expectation: BoundExpectation, _ engine: Engine
  ) throws(EvaluationFailure) -> String? {
    switch expectation {
    case .customers(let segment, let bound):
      let count = try members(segment, engine).population
      return bound.holds(count) ? nil : "found \(HumanText.count(count))"
    case .rows(let rows, let bound):
      let count = try rowCount(rows, engine)
      return bound.holds(count) ? nil : "found \(HumanText.count(count))"
    case .disjoint(let segments): return try overlap(segments, engine)
    case .cover(let segments):
      var rest = try engine.select(.constant(true))
      for segment in segments { rest.subtract(try members(segment, engine)) }
      let count = rest.population
      guard count > 0 else { return nil }
      return "\(HumanText.count(count)) customer\(count == 1 ? " is" : "s are") in none of them"
    case .fresh(let rows, let date):
      guard try rowCount(rows, engine) == 0 else { return nil }
      return try latest(rows.relation, date, engine).map { "the last is of \($0)" }
        ?? "there is none"
    }
  }

  private static func members(
    _ segment: SegmentReference, _ engine: Engine
  ) throws(EvaluationFailure) -> Bitmap {
    try engine.select(SelectionPlan(source: .set(first: segment, steps: []))).members
  }

  private static func overlap(
    _ segments: [SegmentReference], _ engine: Engine
  ) throws(EvaluationFailure) -> String? {
    var earlier: [Bitmap] = []
    for (position, segment) in segments.enumerated() {
      let members = try self.members(segment, engine)
      for (other, theirs) in zip(segments, earlier) {
        let shared = members.intersection(theirs).population
        guard shared > 0 else { continue }
        return "\(HumanText.count(shared)) customer\(shared == 1 ? " is" : "s are") in both "
          + "@\(other.name) and @\(segments[position].name)"
      }
      earlier.append(members)
    }
    return nil
  }

  private static func rowCount(
    _ rows: RowSelection, _ engine: Engine
  ) throws(EvaluationFailure) -> Int {
    let everybody = SelectionPlan(source: .matching(.constant(true)))
    return try engine.rows(rows, of: try engine.select(everybody)).count
  }

  /// The day of the last row of a relation.
  private static func latest(
    _ relation: FieldName, _ date: Expression, _ engine: Engine
  ) throws(EvaluationFailure) -> CalendarDate? {
    let day = date.type == .dateTime ? Expression.localDay(date) : date
    let latest = OutputColumn(
      name: "latest",
      expression: .aggregate(
        Aggregate(function: .max, rows: RowSelection(relation: relation), column: date)))
    let customers = try engine.select(SelectionPlan(source: .matching(.constant(true)))).rows
    let zone = engine.context.snapshot.profile.zone
    return try engine.table([latest], rows: customers).columns[0].values
      .compactMap { value -> CalendarDate? in
        switch value {
        case .date(let found): found
        case .dateTime(let instant): day == date ? nil : zone.day(of: instant)
        default: nil
        }
      }.max()
  }
}
