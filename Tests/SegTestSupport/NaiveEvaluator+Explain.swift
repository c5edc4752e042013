import SegModel
package import SegPlan

/// One line of an explanation as the oracle sees it.
package struct NaiveExplainLine: Hashable {
  package var depth: Int
  package var left: Int?
  package var alone: Int?
  package var unknown: Int?

  package init(_ depth: Int, _ left: Int?, _ alone: Int?, _ unknown: Int?) {
    self.depth = depth
    self.left = left
    self.alone = alone
    self.unknown = unknown
  }
}

extension NaiveEvaluator {
  /// For everybody and each part: customers left, kept by the part alone, and unknown for some
  /// attribute that it names outside of rows; then the rows of a sheet.
  package func explanation(of plan: ExplainPlan) throws(NaiveOverflow) -> [NaiveExplainLine] {
    var lines = [NaiveExplainLine(0, existing.count, existing.count, 0)]
    lines += try self.lines(of: plan.selection, 0)
    guard let sheet = plan.sheet else { return lines }
    let customers = try select(plan.selection.plan)
    var rows = RowSelection(relation: sheet.selection.relation)
    var clauses: [Predicate] = []
    func line(alone: RowSelection) throws(NaiveOverflow) -> NaiveExplainLine {
      NaiveExplainLine(
        0, try self.sheet(rows, of: customers, []).count,
        try self.sheet(alone, of: existing, []).count, nil)
    }
    lines.append(try line(alone: rows))
    if sheet.selection.window != nil {
      rows.window = sheet.selection.window
      lines.append(try line(alone: rows))
    }
    for clause in sheet.clauses {
      clauses.append(clause.predicate)
      rows.condition = .all(clauses)
      lines.append(
        try line(alone: RowSelection(relation: rows.relation, condition: clause.predicate)))
    }
    for (position, stage) in sheet.narrowing.enumerated() {
      let left = try self.sheet(rows, of: customers, Array(sheet.narrowing[...position]))
      let alone = try self.sheet(RowSelection(relation: rows.relation), of: existing, [stage])
      lines.append(NaiveExplainLine(0, left.count, alone.count, nil))
    }
    return lines
  }

  private func lines(
    of outline: SelectionOutline, _ depth: Int
  ) throws(NaiveOverflow) -> [NaiveExplainLine] {
    var lines: [NaiveExplainLine] = []
    switch outline.source {
    case .condition:
      let clauses = outline.clauses.map(\.predicate)
      for (position, clause) in outline.clauses.enumerated() {
        let left = try select(.all(Array(clauses[...position])))
        lines.append(try line(of: clause, depth, left.count))
        lines += try parts(of: clause, depth + 1)
      }
    case .set(let first, let steps):
      for position in 0...steps.count {
        let source = SelectionSource.set(
          first: first.reference,
          steps: steps[..<position].map { SetStep($0.operation, $0.segment.reference) })
        let segment = position == 0 ? first : steps[position - 1].segment
        lines.append(
          NaiveExplainLine(
            depth, try select(SelectionPlan(source: source)).count,
            try members(of: segment.reference).count, 0))
        if let inner = segment.outline { lines += try self.lines(of: inner, depth + 1) }
      }
    }
    for position in outline.plan.narrowing.indices {
      var plan = outline.plan
      plan.narrowing = Array(plan.narrowing[...position])
      let stage = outline.plan.narrowing[position]
      let alone = SelectionPlan(source: .matching(.constant(true)), narrowing: [stage])
      lines.append(
        NaiveExplainLine(
          depth, try select(plan).count, try select(alone).count,
          try unknownCount(Self.names(stage))))
    }
    return lines
  }

  private func line(
    of clause: OutlinedClause, _ depth: Int, _ left: Int?
  ) throws(NaiveOverflow) -> NaiveExplainLine {
    NaiveExplainLine(
      depth, left, try select(clause.predicate).count,
      try unknownCount(Self.names(clause.predicate)))
  }

  private func parts(
    of clause: OutlinedClause, _ depth: Int
  ) throws(NaiveOverflow) -> [NaiveExplainLine] {
    switch clause.kind {
    case .test: return []
    case .not(let part): return try parts(of: part, depth)
    case .member(let segment):
      return try segment.outline.map { outline throws(NaiveOverflow) in
        try lines(of: outline, depth)
      } ?? []
    case .all(let parts), .any(let parts):
      var lines: [NaiveExplainLine] = []
      for part in parts {
        lines.append(try line(of: part, depth, nil))
        lines += try self.parts(of: part, depth + 1)
      }
      return lines
    }
  }

  private func unknownCount(_ names: [Expression]) throws(NaiveOverflow) -> Int {
    var unknown = 0
    for customer in existing {
      var isUnknown = false
      for name in names where try value(name, at: .customer(customer)) == .unknown {
        isUnknown = true
      }
      if isUnknown { unknown += 1 }
    }
    return unknown
  }

  private static func names(_ stage: Narrowing) -> [Expression] {
    switch stage {
    case .rank(_, _, let expression): names(expression)
    case .sort(let keys): keys.flatMap { names($0.expression) }
    case .limit, .sample, .exclude, .places: []
    }
  }

  private static func names(_ predicate: Predicate) -> [Expression] {
    switch predicate {
    case .constant, .exists, .inSegment, .follows: []
    case .all(let parts), .any(let parts), .atLeast(_, let parts): parts.flatMap { names($0) }
    case .not(let part): names(part)
    case .compare(let a, _, let b), .compareText(let a, _, let b): names(a) + names(b)
    case .isFlag(let a, _), .isOneOf(let a, _), .isOneOfTexts(let a, _), .text(let a, _, _),
      .has(let a, _), .within(let a, _), .isKnown(let a):
      names(a)
    }
  }

  private static func names(_ expression: Expression) -> [Expression] {
    switch expression {
    case .attribute, .metric: [expression]
    case .constant, .tags, .column, .orderColumn, .aggregate: []
    case .negated(let part), .shifted(let part, _, _), .localDay(let part): names(part)
    case .arithmetic(let chain): names(chain.first) + chain.steps.flatMap { names($0.operand) }
    case .coalesce(let parts): parts.flatMap { names($0) }
    case .call(let call): call.arguments.flatMap { names($0) }
    case .choice(let choice):
      choice.branches.flatMap { names($0.condition) + names($0.value) }
        + (choice.otherwise.map { names($0) } ?? [])
    case .standing(let standing):
      if case .rank(let group?) = standing.kind {
        names(standing.value) + names(group)
      } else {
        names(standing.value)
      }
    }
  }
}
