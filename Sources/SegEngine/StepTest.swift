import SegModel
import SegPlan
import SegStore

/// A condition on a row beside rows of earlier steps, everything that does not depend on those
/// computed beforehand.
struct StepTest: Sendable {
  indirect enum Condition: Sendable {
    case mask(Bitmap)
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case compare(Operand, Comparison, Operand)
    /// A comparison of numbers that needs no fractions.
    case linear(LinearTest)
    case known(Operand)
  }

  indirect enum Operand: Sendable {
    case constant(Fraction)
    /// Stored integers, each so many times its value: of an earlier step's row, or the row itself.
    case stored(IntegerColumn, unitsPerOne: Int64, step: Int?)
    /// Values of the row itself.
    case own(Vector)
    /// Values of an earlier step's row.
    case earlier(Int, Vector)
    case negated(Operand)
    case arithmetic(Operand, [(operation: Arithmetic.Operation, operand: Operand)])
    case shifted(Operand, months: Int, days: Int)
    case localDay(Operand)
    case coalesce([Operand])
  }

  /// A number, or a text.
  private enum Answer {
    case number(Fraction)
    case text(String)
  }

  let condition: Condition
  /// Steps whose rows it looks at.
  let steps: Set<Int>
  let zone: TimeZoneRules

  /// Whether it holds for a row, given the rows chosen for the earlier steps.
  func holds(_ row: Int, _ chosen: [Int]) throws(EvaluationFailure) -> Bool {
    try holds(condition, row, chosen)
  }

  private func holds(
    _ condition: Condition, _ row: Int, _ chosen: [Int]
  ) throws(EvaluationFailure) -> Bool {
    switch condition {
    case .mask(let mask): return mask[row]
    case .linear(let test): return test.holds(row, chosen)
    case .not(let operand): return try !holds(operand, row, chosen)
    case .all(let operands):
      for operand in operands where try !holds(operand, row, chosen) { return false }
      return true
    case .any(let operands):
      for operand in operands where try holds(operand, row, chosen) { return true }
      return false
    case .known(let operand): return try answer(operand, row, chosen) != nil
    case .compare(let left, .notEqual, let right):
      return try !holds(.compare(left, .equal, right), row, chosen)
    case .compare(let left, let comparison, let right):
      switch (try answer(left, row, chosen), try answer(right, row, chosen)) {
      case (.number(let a)?, .number(let b)?): return comparison.holds(a, b)
      case (.text(let a)?, .text(let b)?): return comparison.holds(a, b)
      default: return false
      }
    }
  }

  private func answer(
    _ operand: Operand, _ row: Int, _ chosen: [Int]
  ) throws(EvaluationFailure) -> Answer? {
    switch operand {
    case .constant(let number): return .number(number)
    case .stored(let column, let units, let step):
      guard let value = column[step.map { chosen[$0] } ?? row] else { return nil }
      return Fraction(Int128(value), over: Int128(units)).map(Answer.number)
    case .own(let vector): return Self.answer(vector, row)
    case .earlier(let step, let vector): return Self.answer(vector, chosen[step])
    case .negated(let operand):
      guard case .number(let number)? = try answer(operand, row, chosen) else { return nil }
      return .number(number.negated)
    case .arithmetic(let first, let steps): return try combined(first, steps, row, chosen)
    case .shifted(let operand, let months, let days):
      guard case .number(let day)? = try answer(operand, row, chosen) else { return nil }
      let date = CalendarDate(dayNumber: Int32(clamping: day.numerator))
      return .number(Fraction(date.adding(months: months).adding(days: days).dayNumber))
    case .localDay(let operand):
      guard case .number(let moment)? = try answer(operand, row, chosen) else { return nil }
      let instant = Instant(secondsSinceEpoch: Int64(clamping: moment.numerator))
      return .number(Fraction(zone.day(of: instant).dayNumber))
    case .coalesce(let operands):
      for operand in operands {
        if let answer = try answer(operand, row, chosen) { return answer }
      }
      return nil
    }
  }

  private func combined(
    _ first: Operand, _ steps: [(operation: Arithmetic.Operation, operand: Operand)], _ row: Int,
    _ chosen: [Int]
  ) throws(EvaluationFailure) -> Answer? {
    guard case .number(var result)? = try answer(first, row, chosen) else { return nil }
    for step in steps {
      guard case .number(let operand)? = try answer(step.operand, row, chosen) else { return nil }
      let next: Fraction?
      switch step.operation {
      case .add: next = result.adding(operand)
      case .subtract, .daysBetween: next = result.subtracting(operand)
      case .multiply: next = result.multiplied(by: operand)
      case .divide:
        if operand == Fraction(0) { return nil }
        next = result.divided(by: operand)
      }
      guard let next else { throw .overflow }
      result = next
    }
    return .number(result)
  }

  private static func answer(_ vector: Vector, _ row: Int) -> Answer? {
    switch vector {
    case .numbers(let numbers): numbers[row].map(Answer.number)
    case .texts(let texts): texts[row].map(Answer.text)
    case .flags, .lists: nil
    }
  }
}

extension Engine {
  /// The comparisons of one step of a sequence, ready to be asked row by row.
  func stepTest(
    _ predicate: Predicate, _ sequence: RowSequence, _ position: Int
  ) throws(EvaluationFailure) -> StepTest {
    let names = Set(sequence.carried.keys)
    let used = sequence.carried.filter { predicate.mentions([$0.key]) }
    return StepTest(
      condition: try condition(predicate, sequence, position, names),
      steps: Set(used.values.map(\.step)), zone: snapshot.profile.zone)
  }

  private func condition(
    _ predicate: Predicate, _ sequence: RowSequence, _ position: Int, _ names: Set<FieldName>
  ) throws(EvaluationFailure) -> StepTest.Condition {
    let domain = Domain.rows(sequence.steps[position].rows.relation)
    guard predicate.mentions(names) else { return .mask(try mask(of: predicate, in: domain)) }
    func each(_ parts: [Predicate]) throws(EvaluationFailure) -> [StepTest.Condition] {
      var conditions: [StepTest.Condition] = []
      for part in parts { conditions.append(try condition(part, sequence, position, names)) }
      return conditions
    }
    func operand(_ value: Expression) throws(EvaluationFailure) -> StepTest.Operand {
      try self.operand(value, sequence, domain, names)
    }
    switch predicate {
    case .all(let parts): return .all(try each(parts))
    case .any(let parts): return .any(try each(parts))
    case .not(let part): return .not(try condition(part, sequence, position, names))
    case .compare(let a, let comparison, let b), .compareText(let a, let comparison, let b):
      let (left, right) = (try operand(a), try operand(b))
      return LinearTest(left, comparison, right).map { .linear($0) }
        ?? .compare(left, comparison, right)
    case .isKnown(let value): return .known(try operand(value))
    default: preconditionFailure("values of earlier steps are compared only")
    }
  }

  private func operand(
    _ value: Expression, _ sequence: RowSequence, _ domain: Domain, _ names: Set<FieldName>
  ) throws(EvaluationFailure) -> StepTest.Operand {
    if case .constant(let value) = value, let number = value.fraction { return .constant(number) }
    guard value.mentions(names) else { return try own(value, in: domain) }
    func part(_ value: Expression) throws(EvaluationFailure) -> StepTest.Operand {
      try operand(value, sequence, domain, names)
    }
    switch value {
    case .column(let name, let type):
      guard let carried = sequence.carried[name] else { return try own(value, in: domain) }
      let domain = Domain.rows(sequence.steps[carried.step].rows.relation)
      let column = Expression.column(carried.column, type)
      if let stored = try stored(column, in: domain, step: carried.step) { return stored }
      return .earlier(carried.step, try vector(column, in: domain))
    case .negated(let operand): return .negated(try part(operand))
    case .arithmetic(let arithmetic):
      var steps: [(operation: Arithmetic.Operation, operand: StepTest.Operand)] = []
      for step in arithmetic.steps { steps.append((step.operation, try part(step.operand))) }
      return .arithmetic(try part(arithmetic.first), steps)
    case .shifted(let operand, let months, let days):
      return .shifted(try part(operand), months: months, days: days)
    case .localDay(let operand): return .localDay(try part(operand))
    case .coalesce(let operands):
      var parts: [StepTest.Operand] = []
      for operand in operands { parts.append(try part(operand)) }
      return .coalesce(parts)
    default: preconditionFailure("no other value is made of columns")
    }
  }

  private func own(
    _ value: Expression, in domain: Domain
  ) throws(EvaluationFailure) -> StepTest.Operand {
    if let stored = try stored(value, in: domain, step: nil) { return stored }
    return .own(try vector(value, in: domain))
  }

  private func stored(
    _ value: Expression, in domain: Domain, step: Int?
  ) throws(EvaluationFailure) -> StepTest.Operand? {
    guard let numbers = try storedNumbers(value, in: domain),
      let units = Int64(exactly: numbers.unitsPerOne)
    else { return nil }
    return .stored(numbers.column, unitsPerOne: units, step: step)
  }
}

extension Comparison {
  fileprivate func holds(_ a: Fraction, _ b: Fraction) -> Bool {
    switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    }
  }
}
