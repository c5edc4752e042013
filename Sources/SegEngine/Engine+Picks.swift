import SegModel
import SegPlan
import SegStore

extension Engine {
  /// What an aggregate picks out of each owner's rows.
  func picked(
    _ aggregate: Aggregate, _ offsets: [UInt32]
  ) throws(EvaluationFailure) -> Vector {
    guard let column = aggregate.column else {
      preconditionFailure("only rows are counted without a column")
    }
    let domain = Domain.rows(aggregate.rows.relation)
    let values = try pickedValues(column, in: domain, for: aggregate.function)
    let slices = SlicePicks(
      mask: Bitmap.both(try rowMask(aggregate.rows), values.known), offsets: offsets)
    try poll()
    let picks = slices.picks(aggregate.function, place: aggregate.place, of: values)
    return try values.vector(
      picks, aggregate.function, known: slices.known(aggregate.function, place: aggregate.place))
  }

  private func pickedValues(
    _ column: Expression, in domain: Domain, for function: AggregateFunction
  ) throws(EvaluationFailure) -> PickedValues {
    if let numbers = try storedNumbers(column, in: domain), let values = PickedValues(numbers) {
      return values
    }
    if let texts = storedTexts(column, in: domain),
      let values = PickedValues(texts, for: function)
    {
      return values
    }
    return PickedValues(try vector(column, in: domain), for: function)
  }

  /// What is picked out of the members of each group.
  func picked(
    _ function: AggregateFunction, _ vector: Vector, _ keys: GroupKeys, _ type: FieldType,
    in domain: Domain
  ) throws(EvaluationFailure) -> [Value] {
    var entries: [(group: Int32, row: Int32)] = []
    for (entry, row) in keys.rows.enumerated() where vector.known?[Int(row)] ?? true {
      entries.append((keys.groups[entry], row))
    }
    return try picked(function, vector, entries, keys.keys.count, type, in: domain)
  }

  /// What is picked out of all rows of the customers of each group.
  func picked(
    _ aggregate: Aggregate, _ keys: GroupKeys
  ) throws(EvaluationFailure) -> [Value] {
    guard let relation = relation(aggregate.rows.relation), let column = aggregate.column else {
      let none: Value = aggregate.function == .distinct ? .number(Fraction(0)) : .unknown
      return [Value](repeating: none, count: keys.keys.count)
    }
    let domain = Domain.rows(aggregate.rows.relation)
    let vector = try vector(column, in: domain)
    let mask = Bitmap.both(try rowMask(aggregate.rows), vector.known)
    let offsets = relation.customerOffsets
    var entries: [(group: Int32, row: Int32)] = []
    for (entry, customer) in keys.rows.enumerated() {
      for row in offsets[Int(customer)]..<offsets[Int(customer) + 1] where mask?[Int(row)] ?? true {
        entries.append((keys.groups[entry], Int32(row)))
      }
    }
    return try picked(
      aggregate.function, vector, entries, keys.keys.count, aggregate.type, in: domain)
  }

  private func picked(
    _ function: AggregateFunction, _ vector: Vector, _ entries: [(group: Int32, row: Int32)],
    _ groupCount: Int, _ type: FieldType, in domain: Domain
  ) throws(EvaluationFailure) -> [Value] {
    try poll()
    let values = PickedValues(vector, for: function)
    var offsets = [UInt32](repeating: 0, count: groupCount + 1)
    for entry in entries { offsets[Int(entry.group) + 1] += 1 }
    for group in 0..<groupCount { offsets[group + 1] += offsets[group] }
    var next = offsets
    var rows = [Int32](repeating: 0, count: entries.count)
    for entry in entries {
      rows[Int(next[Int(entry.group)])] = entry.row
      next[Int(entry.group)] += 1
    }
    if function == .first || function == .last {
      // What nothing dates stands by its row, whatever the order of the selection.
      let moments = moments(of: domain)
      for group in 0..<groupCount {
        rows[Int(offsets[group])..<Int(offsets[group + 1])].sort { a, b in
          guard let moments else { return a < b }
          return (moments[Int(a)], a) < (moments[Int(b)], b)
        }
      }
    }
    let slices = SlicePicks(mask: nil, offsets: offsets)
    let picks = slices.picks(function, place: 1, of: values.gathered(rows))
    var result: [Value] = []
    for (group, pick) in picks.enumerated() {
      let isEmpty = offsets[group] == offsets[group + 1]
      if isEmpty {
        result.append(function == .distinct ? .number(Fraction(0)) : .unknown)
      } else {
        result.append(try values.value(pick, function, type))
      }
    }
    return result
  }

  /// When each row was, in seconds or days, undated rows before all others; nil where nothing dates
  /// the rows.
  private func moments(of domain: Domain) -> [Int64]? {
    guard case .rows(let name) = domain, let relation = relation(name) else { return nil }
    var stored = relation.days
    if let field = relation.dateField,
      case .integers(let column)? = relation.table.column(field)?
        .column
    {
      stored = column
    }
    guard let stored else { return nil }
    var moments = stored.widened
    if let validity = stored.validity {
      for row in moments.indices where !validity[row] { moments[row] = .min }
    }
    return moments
  }
}
