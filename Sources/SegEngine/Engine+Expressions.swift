import SegModel
import SegPlan
import SegStore

extension Engine {
  /// The values of an expression for every row of a domain.
  func vector(_ expression: Expression, in domain: Domain) throws(EvaluationFailure) -> Vector {
    try poll()
    if case .rows = domain, expression.isComputedOfCustomers {
      return spread(try vector(expression, in: .customers), to: domain)
    }
    switch expression {
    case .constant(let value): return constant(value, count: rowCount(of: domain))
    case .attribute(let name, _):
      guard let (field, column) = snapshot.customers.column(name) else {
        preconditionFailure("a bound attribute is missing from the store")
      }
      return spread(Self.vector(field, column), to: domain)
    case .metric(let metric): return spread(try metricVector(metric), to: domain)
    case .tags: return spread(.lists(tags()), to: domain)
    case .column(let name, _): return rowColumn(name, in: domain)
    case .orderColumn(let name, _): return orderColumn(name, in: domain)
    case .negated(let operand): return .numbers(try numbers(operand, in: domain).negated())
    case .arithmetic(let arithmetic):
      var result = try numbers(arithmetic.first, in: domain)
      for step in arithmetic.steps {
        try poll()
        result = try result.combined(
          step.operation, with: try numbers(step.operand, in: domain))
      }
      return .numbers(result)
    case .shifted(let date, let months, let days):
      var result = try numbers(date, in: domain)
      result.numerators = result.numerators.map {
        let date = CalendarDate(dayNumber: Int32(clamping: $0))
        return Int64(date.adding(months: months).adding(days: days).dayNumber)
      }
      return .numbers(result)
    case .localDay(let moment):
      if let stored = try storedNumbers(expression, in: domain) {
        return .numbers(NumberVector(stored.column.widened, known: stored.column.validity))
      }
      var result = try numbers(moment, in: domain)
      let zone = snapshot.profile.zone
      result.numerators = result.numerators.map {
        Int64(zone.day(of: Instant(secondsSinceEpoch: $0)).dayNumber)
      }
      return .numbers(result)
    case .coalesce(let operands): return try coalesce(operands, in: domain)
    case .aggregate(let aggregate): return try vector(of: aggregate, in: domain)
    case .call(let call): return try vector(of: call, in: domain)
    case .choice(let choice): return try vector(of: choice, in: domain)
    case .standing(let standing): return spread(.numbers(try numbers(of: standing)), to: domain)
    }
  }

  /// The values of an expression of type number, money, date or date-time.
  func numbers(
    _ expression: Expression, in domain: Domain
  ) throws(EvaluationFailure) -> NumberVector {
    guard case .numbers(let vector) = try vector(expression, in: domain) else {
      preconditionFailure("arithmetic on another type")
    }
    return vector
  }

  /// The values of an expression of type text.
  func texts(_ expression: Expression, in domain: Domain) throws(EvaluationFailure) -> TextVector {
    guard case .texts(let vector) = try vector(expression, in: domain) else {
      preconditionFailure("a text test on another type")
    }
    return vector
  }

  /// The column behind an expression, when its values stand in one as they are.
  func storedNumbers(
    _ expression: Expression, in domain: Domain
  ) throws(EvaluationFailure) -> StoredNumbers? {
    switch (expression, domain) {
    case (.metric(let metric), .customers):
      return try metricColumn(metric).map { StoredNumbers(column: $0, unitsPerOne: 1) }
    case (.attribute(let name, _), .customers):
      return Self.stored(snapshot.customers.column(name))
    case (.column(let name, _), .rows(let relationName)):
      return Self.stored(relation(relationName)?.table.column(name))
    case (.localDay(.column(let name, _)), .rows(let relationName)):
      guard let relation = relation(relationName), relation.dateField == name,
        let days = relation.days
      else { return nil }
      return StoredNumbers(column: days, unitsPerOne: 1)
    default: return nil
    }
  }

  /// The text column behind an expression, when there is one.
  func storedTexts(_ expression: Expression, in domain: Domain) -> TextColumn? {
    let found: Column? =
      switch (expression, domain) {
      case (.attribute(let name, _), .customers): snapshot.customers.column(name)?.column
      case (.column(let name, _), .rows(let relationName)):
        relation(relationName)?.table.column(name)?.column
      default: nil
      }
    guard case .text(let column)? = found else { return nil }
    return column
  }

  /// Values of customers as values of a domain's rows.
  func spread(_ vector: Vector, to domain: Domain) -> Vector {
    switch domain {
    case .customers: vector
    case .rows(let name): vector.gathered(customerRows(of: name))
    }
  }

  private static func stored(_ found: (field: Field, column: Column)?) -> StoredNumbers? {
    guard let (field, column) = found, case .integers(let integers) = column else { return nil }
    return StoredNumbers(
      column: integers, unitsPerOne: Fraction.powerOfTen(field.scale) ?? 1)
  }

  private static func vector(_ field: Field, _ column: Column) -> Vector {
    switch column {
    case .text(let column): .texts(TextVector(column))
    case .flags(let column): .flags(column)
    case .lists(let column):
      .lists(
        ListVector(
          names: column.names, members: column.members.map { $0.bitmap(count: column.count) },
          known: column.validity))
    case .integers(let column):
      .numbers(
        NumberVector(
          column.widened, over: Int64(clamping: Fraction.powerOfTen(field.scale) ?? 1),
          known: column.validity))
    }
  }

  private func rowColumn(_ name: FieldName, in domain: Domain) -> Vector {
    guard case .rows(let relationName) = domain,
      let (field, column) = relation(relationName)?.table.column(name)
    else { preconditionFailure("a row's column outside its rows") }
    return Self.vector(field, column)
  }

  private func orderColumn(_ name: FieldName, in domain: Domain) -> Vector {
    guard case .rows(let relationName) = domain,
      let (field, column) = relation(Snapshot.allOrders)?.table.column(name)
    else { preconditionFailure("an order's column outside order lines") }
    return Self.vector(field, column).gathered(orderRows(of: relationName))
  }

  private func constant(_ value: Value, count: Int) -> Vector {
    switch value {
    case .unknown: preconditionFailure("a constant is never unknown")
    case .text(let text):
      .texts(
        TextVector(
          codes: [UInt32](repeating: 0, count: count), dictionary: TextDictionary([text]),
          known: nil))
    case .flag(let flag): .flags(FlagColumn(values: Bitmap(count: count, repeating: flag)))
    case .list(let names):
      .lists(
        ListVector(
          names: names, members: names.map { _ in Bitmap(count: count, repeating: true) },
          known: nil))
    case .number, .money, .date, .dateTime:
      .numbers(Self.repeated(value.fraction ?? Fraction(0), count: count))
    }
  }

  private static func repeated(_ value: Fraction, count: Int) -> NumberVector {
    // The binder keeps constants within 64 bits.
    NumberVector(
      [Int64](repeating: Int64(clamping: value.numerator), count: count),
      over: Int64(clamping: value.denominator))
  }
}

extension Vector {
  /// The values at the given rows, in their order.
  func gathered(_ rows: [Int32]) -> Vector {
    switch self {
    case .numbers(let vector): .numbers(vector.gathered(rows))
    case .texts(let vector): .texts(vector.gathered(rows))
    case .lists(let vector): .lists(vector.gathered(rows))
    case .flags(let column):
      .flags(
        FlagColumn(
          values: column.values.gathered(rows), validity: column.validity?.gathered(rows)))
    }
  }
}

extension Expression {
  /// Whether it is computed of nothing but attributes of customers, so that it costs less to do so
  /// once a customer than once a row.
  fileprivate var isComputedOfCustomers: Bool {
    switch self {
    case .arithmetic(let chain):
      !parts(of: chain).allSatisfy(\.isConstant) && parts(of: chain).allSatisfy(\.isOfCustomers)
    case .negated(let operand): operand.isComputedOfCustomers
    case .shifted(let operand, _, _), .localDay(let operand):
      !operand.isConstant && operand.isOfCustomers
    default: false
    }
  }

  private var isOfCustomers: Bool {
    switch self {
    case .constant, .attribute, .metric: true
    default: isComputedOfCustomers
    }
  }

  private func parts(of chain: Arithmetic) -> [Expression] {
    [chain.first] + chain.steps.map(\.operand)
  }
}
