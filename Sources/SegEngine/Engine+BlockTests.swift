import SegModel
import SegPlan
import SegStore

extension Engine {
  /// The rows of a domain for which conditions hold that are told in one pass, with what it says of
  /// their parts kept.
  ///
  /// `join` makes the last node of all that is joined: rows that are `known`, the
  /// conditions, and a `test`, which is not kept.
  func together(
    _ conditions: [Predicate], with known: Bitmap? = nil, _ test: (any BlockTest)? = nil,
    in domain: Domain, _ join: ([BlockPass.Operand]) -> BlockPass.Node
  ) throws(EvaluationFailure) -> Bitmap {
    try poll()
    var pass = BlockPass()
    var kept: [Int: Predicate] = [:]
    var room = BlockPass.mostNodes
    var operands = known.map { [pass.add(.known($0))] } ?? []
    for condition in conditions {
      operands.append(try add(condition, to: &pass, in: domain, &kept, &room))
    }
    if let test { operands.append(pass.add(.test(test))) }
    let last = pass.add(join(operands))
    let rows = pass.rows(count: rowCount(of: domain))
    for (place, condition) in kept { results[.condition(condition, domain)] = rows[place] }
    return rows[last.place]
  }

  /// Adds what tells a condition to a pass; one that has no room there is told before it.
  private func add(
    _ condition: Predicate, to pass: inout BlockPass, in domain: Domain,
    _ kept: inout [Int: Predicate], _ room: inout Int
  ) throws(EvaluationFailure) -> BlockPass.Operand {
    if let known = results[.condition(condition, domain)] { return pass.add(.known(known)) }
    try poll()
    let node: BlockPass.Node
    switch condition {
    case .any(let operands) where operands.count < room:
      room -= operands.count
      var rows: [BlockPass.Operand] = []
      for operand in operands {
        rows.append(try add(operand, to: &pass, in: domain, &kept, &room))
      }
      node = .any(rows)
    case .not(let operand) where room > 1:
      room -= 1
      return try add(operand, to: &pass, in: domain, &kept, &room).opposite
    default:
      guard let test = try blockTest(of: condition, in: domain) else {
        return pass.add(.known(try mask(of: condition, in: domain)))
      }
      node = .test(test)
    }
    let rows = pass.add(node)
    kept[rows.place] = condition
    return rows
  }

  /// What tells a condition about stored numbers or texts block by block; nil for other conditions.
  func blockTest(
    of condition: Predicate, in domain: Domain
  ) throws(EvaluationFailure) -> (any BlockTest)? {
    switch condition {
    case .compare(let left, .notEqual, let right):
      return try blockTest(of: .compare(left, .equal, right), in: domain)
        .map { OppositeTest(test: $0) }
    case .compare(let left, let comparison, let right):
      if case .constant = left, !right.isConstant {
        return try blockTest(of: .compare(right, comparison.mirrored, left), in: domain)
      }
      guard case .constant(let value) = right, let bound = value.fraction,
        let stored = try storedNumbers(left, in: domain)
      else { return nil }
      return Self.test(stored.column, [stored.range(comparison, bound)])
    case .isOneOf(let value, let values):
      let bounds = values.compactMap(\.fraction)
      guard bounds.count == values.count, let stored = try storedNumbers(value, in: domain)
      else { return nil }
      return Self.test(stored.column, bounds.map { stored.range(.equal, $0) })
    case .within(let value, .days(let from, let through)):
      let day = value.type == .dateTime ? Expression.localDay(value) : value
      guard let stored = try storedNumbers(day, in: domain) else { return nil }
      return Self.test(stored.column, [Self.dayNumbers(from, through)])
    case .within(let value, .instants(let after, let through))
    where value.type == .date && after < through:
      let window = days(after: after, through: through)
      return try blockTest(of: .within(value, window), in: domain)
    default: return try textTest(of: condition, in: domain)
    }
  }

  /// What tells a condition about texts, each distinct one being tested once.
  private func textTest(
    of condition: Predicate, in domain: Domain
  ) throws(EvaluationFailure) -> (any BlockTest)? {
    if case .compareText(let left, .notEqual, let right) = condition {
      return try textTest(of: .compareText(left, .equal, right), in: domain)
        .map { OppositeTest(test: $0) }
    }
    guard let (value, marks) = Self.wantedTexts(condition) else { return nil }
    if let column = storedTexts(value, in: domain) {
      return CodeTest(column, marks(TextMarks(dictionary: column.dictionary))) ?? NoTest()
    }
    let texts = try texts(value, in: domain)
    let found = marks(TextMarks(dictionary: texts.dictionary))
    return CodeTest(.uint32(texts.codes), texts.known, found) ?? NoTest()
  }

  /// The texts that a condition is about, and what marks the wanted ones; nil for other conditions,
  /// and where a text must not be one.
  static func wantedTexts(
    _ condition: Predicate
  ) -> (value: Expression, marks: (TextMarks) -> [Bool])? {
    switch condition {
    case .compareText(_, .notEqual, _): return nil
    case .compareText(let value, let comparison, .constant(.text(let bound))):
      return (value, { $0.marks(comparison, bound) })
    case .compareText(.constant(.text(let bound)), let comparison, let value):
      return (value, { $0.marks(comparison.mirrored, bound) })
    case .isOneOfTexts(let value, let wanted): return (value, { $0.marks(oneOf: wanted) })
    case .text(let value, let test, let pattern): return (value, { $0.marks(test, pattern) })
    default: return nil
    }
  }

  private static func test(
    _ column: IntegerColumn, _ ranges: [ClosedRange<Int64>?]
  ) -> any BlockTest {
    RangeTest(column, ranges.compactMap(\.self)) ?? NoTest()
  }
}
