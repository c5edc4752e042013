import SegModel
package import SegPlan
import SegStore

extension Engine {
  /// Customers left after each part of a selection and by each part alone, for saved segments the
  /// same inside, then the rows left of a sheet.
  package func explanation(of plan: ExplainPlan) throws(EvaluationFailure) -> [ExplainLine] {
    let total = try customerCount()
    var lines = [ExplainLine(0, "all customers", left: total, alone: total, unknown: 0)]
    let explainer = Explainer(engine: self, everybody: try select(.constant(true)))
    lines += try explainer.lines(of: plan.selection, 0)
    if let sheet = plan.sheet { lines += try explainer.lines(of: sheet, plan.selection) }
    return try sound(lines)
  }

  /// Number of customers for which at least one of the values is unknown.
  package func unknownCount(
    ofAny expressions: some Sequence<Expression>
  ) throws(EvaluationFailure) -> Int {
    var known = try existingCustomers()
    for expression in expressions { known = Bitmap.both(known, try self.known(expression)) }
    return try sound(customerCount() - (known?.population ?? snapshot.customerCount))
  }
}

/// Goes through an outline and counts.
struct Explainer {
  let engine: Engine
  let everybody: Bitmap

  func lines(
    of outline: SelectionOutline, _ depth: Int
  ) throws(EvaluationFailure) -> [ExplainLine] {
    var lines: [ExplainLine] = []
    switch outline.source {
    case .condition:
      var left = everybody
      for (position, clause) in outline.clauses.enumerated() {
        let alone = try engine.select(clause.predicate)
        left.formIntersection(alone)
        var text = clause.text
        if case .any = clause.kind, outline.clauses.count > 1 { text = "(\(text))" }
        if position > 0 { text = "and \(text)" }
        lines.append(try line(of: clause, depth, text, left: left.population, alone))
        lines += try self.lines(inside: clause, depth + 1)
      }
    case .set(let first, let steps): lines += try self.lines(of: first, steps, depth)
    }
    guard !outline.plan.narrowing.isEmpty else { return lines }
    var selection = try engine.select(outline.plan.source)
    for (stage, text) in zip(outline.plan.narrowing, outline.stages) {
      selection = try engine.narrow(selection, stage)
      let alone = try engine.narrow(Selection(members: everybody), stage).count
      let asked = stage.expressions.flatMap(\.attributes)
      var line = ExplainLine(
        depth, "| " + text, left: selection.count, alone: alone,
        unknown: try engine.unknownCount(ofAny: asked))
      line.unknownByName = try unknowns(Set(asked))
      lines.append(line)
    }
    return lines
  }

  private func lines(
    of first: OutlinedSegment, _ steps: [(operation: SetStep.Operation, segment: OutlinedSegment)],
    _ depth: Int
  ) throws(EvaluationFailure) -> [ExplainLine] {
    var left = try engine.members(of: first.reference)
    let count = left.population
    var lines = [
      ExplainLine(depth, "@\(first.reference.name)", left: count, alone: count, unknown: 0)
    ]
    lines += try self.lines(inside: first, depth + 1)
    for step in steps {
      let members = try engine.members(of: step.segment.reference)
      switch step.operation {
      case .union: left.formUnion(members)
      case .minus: left.subtract(members)
      case .intersect: left.formIntersection(members)
      }
      lines.append(
        ExplainLine(
          depth, "\(step.operation.rawValue) @\(step.segment.reference.name)",
          left: left.population, alone: members.population, unknown: 0))
      lines += try self.lines(inside: step.segment, depth + 1)
    }
    return lines
  }

  private func lines(
    inside segment: OutlinedSegment, _ depth: Int
  ) throws(EvaluationFailure) -> [ExplainLine] {
    try segment.outline.map { outline throws(EvaluationFailure) in
      try lines(of: outline, depth)
    } ?? []
  }

  /// What the parts of a clause come to by themselves.
  private func lines(
    inside clause: OutlinedClause, _ depth: Int
  ) throws(EvaluationFailure) -> [ExplainLine] {
    switch clause.kind {
    case .test: return []
    case .member(let segment): return try lines(inside: segment, depth)
    case .not(let operand): return try lines(inside: operand, depth)
    case .all(let operands), .any(let operands):
      var lines: [ExplainLine] = []
      for operand in operands {
        let alone = try engine.select(operand.predicate)
        lines.append(try line(of: operand, depth, operand.text, left: nil, alone))
        lines += try self.lines(inside: operand, depth + 1)
      }
      return lines
    }
  }

  private func line(
    of clause: OutlinedClause, _ depth: Int, _ text: String, left: Int?, _ alone: Bitmap
  ) throws(EvaluationFailure) -> ExplainLine {
    let asked = clause.predicate.attributes
    var line = ExplainLine(
      depth, text, left: left, alone: alone.population,
      unknown: try engine.unknownCount(ofAny: asked))
    line.unknownByName = try unknowns(asked)
    line.bounds = clause.bounds
    return line
  }

  private func unknowns(
    _ asked: Set<Expression>
  ) throws(EvaluationFailure) -> [ExplainLine.Unknown] {
    var unknowns: [ExplainLine.Unknown] = []
    for expression in asked {
      guard let name = expression.attributeName else { continue }
      let count = try engine.unknownCount(expression)
      if count > 0 { unknowns.append(.init(name: name, count: count)) }
    }
    return unknowns.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}

extension Explainer {
  /// Rows left of the customers' after each part, and of everybody's by each part alone.
  func lines(
    of sheet: OutlinedSheet, _ customers: SelectionOutline
  ) throws(EvaluationFailure) -> [ExplainLine] {
    let theirs = try engine.select(customers.plan)
    let all = Selection(members: everybody)
    var rows = RowSelection(relation: sheet.selection.relation)
    func line(
      _ text: String, alone: RowSelection, _ bounds: [DateBound] = []
    ) throws(EvaluationFailure) -> ExplainLine {
      var line = ExplainLine(
        0, text, left: try engine.rows(rows, of: theirs).count,
        alone: try engine.rows(alone, of: all).count, unknown: nil)
      line.bounds = bounds
      line.relation = rows.relation
      return line
    }
    var lines = [
      try line((sheet.isStage ? "| " : "") + rows.relation.description, alone: rows)
    ]
    if let window = sheet.selection.window {
      rows.window = window
      let text = sheet.period ?? ""
      lines.append(
        try line("in \(text)", alone: rows, [DateBound(text: text, window: window)]))
    }
    var conditions: [Predicate] = []
    for clause in sheet.clauses {
      let word = conditions.isEmpty ? "where" : "and"
      conditions.append(clause.predicate)
      rows.condition = .all(conditions)
      let alone = RowSelection(relation: rows.relation, condition: clause.predicate)
      lines.append(try line("\(word) \(clause.text)", alone: alone, clause.bounds))
    }
    var selection = try engine.rows(sheet.selection, of: theirs)
    let everything = try engine.rows(RowSelection(relation: rows.relation), of: all)
    for (stage, text) in zip(sheet.narrowing, sheet.stages) {
      selection = try engine.narrow(selection, stage)
      var line = ExplainLine(
        0, "| " + text, left: selection.count, alone: try engine.narrow(everything, stage).count,
        unknown: nil)
      line.relation = rows.relation
      lines.append(line)
    }
    return lines
  }
}
