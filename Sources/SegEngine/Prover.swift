import SegModel
package import SegPlan
import SegStore

extension Engine {
  /// Why a customer is in a selection, or is not: every clause with the value and the bound that
  /// decided it, down to the rows that were counted.
  ///
  /// At most `mostRows` rows are named under a test. Costs about what the selection costs: values
  /// are computed for everybody and one is read.
  package func proof(
    of plan: SelectionOutline, for customer: Int, mostRows: Int
  ) throws(EvaluationFailure) -> [ProofLine] {
    let prover = Prover(engine: self, domain: .customers, place: customer, mostRows: mostRows)
    return try sound(prover.proof(of: plan))
  }
}

/// Goes through an outline for one customer, or through clauses for one row.
struct Prover {
  let engine: Engine
  /// What clauses are asked of: customers, or the rows of a relation.
  let domain: Domain
  /// The customer, or the row.
  let place: Int
  /// Rows named under one test.
  let mostRows: Int

  /// The customer at hand, or the one that the row at hand belongs to.
  var customer: Int {
    switch domain {
    case .customers: place
    case .rows(let name): Int(engine.customerRows(of: name)[place])
    }
  }

  func proof(of outline: SelectionOutline) throws(EvaluationFailure) -> [ProofLine] {
    let isMember = try engine.select(outline.plan).members[customer]
    var name = ""
    if case .text(let id) = try value(of: .attribute("customer_id", .text)) { name = id }
    let text = ([outline.text] + outline.stages).joined(separator: " | ")
    return [ProofLine(0, "\(name) in \(text)", result: .init(isMember)), try existenceLine()]
      + (try lines(of: outline, 1))
  }

  /// Whether the customer is there at all at the as-of date, and since when.
  private func existenceLine() throws(EvaluationFailure) -> ProofLine {
    let exists = try engine.existingCustomers()?[customer] ?? true
    var days: [CalendarDate] = []
    if let field = engine.snapshot.customers.column("signup_date")?.field {
      let signUp = Expression.attribute(field.name, field.type)
      switch try value(of: field.type == .dateTime ? .localDay(signUp) : signUp) {
      case .date(let day): days.append(day)
      default: break
      }
    }
    if let orders = engine.relation(Snapshot.allOrders),
      let day = orders.rows(ofCustomer: customer).lazy.compactMap({ orders.days?[$0] }).first
    {
      days.append(CalendarDate(dayNumber: Int32(clamping: day)))
    }
    guard let since = days.min() else {
      return ProofLine(1, "exists", result: .init(exists))
    }
    return ProofLine(
      1, "exists", result: .init(exists), value: .date(since), sign: "<=",
      bound: .values([.date(engine.asOf.day)]))
  }

  private func lines(
    of outline: SelectionOutline, _ depth: Int
  ) throws(EvaluationFailure) -> [ProofLine] {
    var lines: [ProofLine] = []
    switch outline.source {
    case .condition:
      for clause in outline.clauses { lines += try self.lines(of: clause, depth) }
    case .set(let first, let steps):
      lines += try self.lines(of: first, depth, text: "in @\(first.reference.name)")
      for step in steps {
        lines += try self.lines(
          of: step.segment, depth,
          text: "\(step.operation.rawValue): in @\(step.segment.reference.name)")
      }
    }
    guard !outline.plan.narrowing.isEmpty else { return lines }
    var selection = try engine.select(outline.plan.source)
    for (stage, text) in zip(outline.plan.narrowing, outline.stages) {
      let left = try engine.narrow(selection, stage)
      lines += try self.lines(of: stage, text, depth, before: selection, after: left)
      selection = left
    }
    return lines
  }

  private func lines(
    of segment: OutlinedSegment, _ depth: Int, text: String, isNegated: Bool = false
  ) throws(EvaluationFailure) -> [ProofLine] {
    let isMember = try engine.members(of: segment.reference)[customer]
    var lines = [ProofLine(depth, text, result: .init(isMember != isNegated))]
    if let outline = segment.outline {
      lines += try self.lines(of: outline, depth + 1)
    } else if case .frozen = segment.reference.body {
      lines.append(ProofLine(depth + 1, "frozen list", value: .flag(isMember)))
    }
    return lines
  }
}

extension Prover {
  func lines(
    of clause: OutlinedClause, _ depth: Int
  ) throws(EvaluationFailure) -> [ProofLine] {
    let holds = try engine.mask(of: clause.predicate, in: domain)[place]
    var lines = [ProofLine(depth, clause.text, result: .init(holds))]
    switch clause.kind {
    case .all(let operands), .any(let operands):
      for operand in operands { lines += try self.lines(of: operand, depth + 1) }
    case .not(let operand): lines += try self.lines(of: operand, depth + 1)
    case .member(let segment):
      var isNegated = false
      if case .not = clause.predicate { isNegated = true }
      return try self.lines(
        of: segment, depth, text: clause.text, isNegated: isNegated)
    case .test(let parts):
      lines[0] = try line(of: clause, holds, depth)
      for part in parts { lines += try self.lines(of: part, depth + 1) }
      lines += try historyLines(of: clause.predicate, depth + 1)
    }
    return lines
  }

  /// A test with the value and the bound that decided it.
  private func line(
    of clause: OutlinedClause, _ holds: Bool, _ depth: Int
  ) throws(EvaluationFailure) -> ProofLine {
    var line = ProofLine(depth, clause.text, result: .init(holds))
    switch clause.predicate {
    case .exists(let rows), .not(.exists(let rows)):
      let isWanted = clause.predicate == .exists(rows)
      line.value = .number(Fraction(try self.rows(rows).count))
      line.sign = isWanted ? ">=" : "="
      line.bound = .values([.number(Fraction(isWanted ? 1 : 0))])
      return line
    default: break
    }
    guard let evidence = clause.predicate.evidence else { return line }
    line.value = try value(of: evidence.subject)
    line.sign = evidence.sign
    line.bound = try bound(evidence.bound)
    if !holds {
      for asked in evidence.asked where try value(of: asked) == .unknown {
        line.result = .unknown
      }
    }
    return line
  }

  private func bound(
    _ bound: Evidence.Bound
  ) throws(EvaluationFailure) -> ProofLine.Bound? {
    switch bound {
    case .nothing: return nil
    case .window(let window): return .window(window)
    case .oneOf(let count): return .oneOf(count)
    case .range(let low, let high):
      return .range(try value(of: low), try value(of: high))
    case .values(let expressions):
      var values: [Value] = []
      for expression in expressions { values.append(try value(of: expression)) }
      return .values(values)
    }
  }

  /// The value of an expression for the customer or row.
  func value(of expression: Expression) throws(EvaluationFailure) -> Value {
    if case .constant(let value) = expression { return value }
    var relation: FieldName?
    if case .rows(let name) = domain { relation = name }
    return try engine.values(expression, [Int32(place)], of: relation)[0]
  }

  private func lines(
    of part: OutlinedPart, _ depth: Int
  ) throws(EvaluationFailure) -> [ProofLine] {
    var lines: [ProofLine] = []
    var below = depth
    if let text = part.text, let expression = part.value {
      lines.append(ProofLine(depth, text, value: try value(of: expression)))
      below += 1
    }
    if let rows = part.rows { lines += try self.lines(of: rows, below) }
    return lines
  }
}
