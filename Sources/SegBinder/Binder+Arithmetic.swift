import SegModel
import SegPlan
import SegSyntax
import SegText

/// An operand of arithmetic: a value, or a stretch of time that only dates can take.
enum Operand {
  case value(Expression)
  case duration(DurationSyntax)

  /// The value; a duration that came this far is a number of days, checked before.
  var expression: Expression? {
    if case .value(let expression) = self { expression } else { nil }
  }
}

extension Binder {
  mutating func bindOperand(_ syntax: ExpressionSyntax, in scope: Scope) -> Operand? {
    if case .literal(.duration(let duration)) = syntax { return .duration(duration.value) }
    return bindValue(syntax, in: scope).map(Operand.value)
  }

  /// One operator applied, with constants computed at once.
  mutating func combine(
    _ left: Operand, _ operation: Located<ArithmeticOperator>, _ right: Operand
  ) -> Operand? {
    switch (left, right) {
    case (.value(let date), .duration(let duration)):
      return shift(date, operation, duration).map(Operand.value)
    case (.duration(let duration), .value), (.duration(let duration), .duration):
      bag.report(.strayDuration(operation.range, duration))
      return nil
    case (.value(let a), .value(let b)):
      return combine(a, operation, b).map(Operand.value)
    }
  }

  private mutating func shift(
    _ date: Expression, _ operation: Located<ArithmeticOperator>, _ duration: DurationSyntax
  ) -> Expression? {
    let isWholeDays = duration.unit != .hours && duration.unit != .minutes
    guard date.type == .date || date.type == .dateTime, isWholeDays,
      operation.value == .add || operation.value == .subtract
    else {
      bag.report(.badDateArithmetic(operation, date.type, duration))
      return nil
    }
    let sign = operation.value == .add ? 1 : -1
    let (months, days) = duration.calendarShift
    if case .constant(.date(let day)) = date {
      return .constant(.date(day.adding(months: sign * months).adding(days: sign * days)))
    }
    let day = date.type == .dateTime ? Expression.localDay(date) : date
    return .shifted(day, months: sign * months, days: sign * days)
  }

  private mutating func combine(
    _ a: Expression, _ operation: Located<ArithmeticOperator>, _ b: Expression
  ) -> Expression? {
    if let dates = daysBetween(a, operation, b) { return dates }
    guard let (x, y, type) = operandTypes(a, operation, b) else {
      bag.report(.wrongOperands(operation, a.type, b.type))
      return nil
    }
    if let folded = fold(x, operation.value, y, type) { return folded }
    let step = Arithmetic.Step(operation.value.planOperation, y)
    if case .arithmetic(var chain) = x, chain.canTake(operation.value) {
      chain.steps.append(step)
      chain.type = type
      return .arithmetic(chain)
    }
    return .arithmetic(Arithmetic(first: x, steps: [step], type: type))
  }

  private func daysBetween(
    _ a: Expression, _ operation: Located<ArithmeticOperator>, _ b: Expression
  ) -> Expression? {
    func day(_ value: Expression) -> Expression? {
      switch value.type {
      case .date: value
      case .dateTime: .localDay(value)
      case .number, .money, .text, .flag, .list: nil
      }
    }
    guard operation.value == .subtract, let x = day(a), let y = day(b) else { return nil }
    if case .constant(.date(let p)) = x, case .constant(.date(let q)) = y {
      return .constant(.number(Fraction(p.dayNumber - q.dayNumber)))
    }
    return .arithmetic(Arithmetic(first: x, steps: [.init(.daysBetween, y)], type: .number))
  }

  /// The operands adapted to one another and the type of the result; nil when they do not fit.
  private func operandTypes(
    _ a: Expression, _ operation: Located<ArithmeticOperator>, _ b: Expression
  ) -> (Expression, Expression, FieldType)? {
    switch operation.value {
    case .add, .subtract:
      let x = adapt(a, to: b.type)
      let y = adapt(b, to: a.type)
      guard x.type == y.type, x.type == .number || x.type == .money else { return nil }
      return (x, y, x.type)
    case .multiply:
      switch (a.type, b.type) {
      case (.number, .number): return (a, b, .number)
      case (.money, .number), (.number, .money): return (a, b, .money)
      default: return nil
      }
    case .divide:
      switch (a.type, b.type) {
      case (.number, .number), (.money, .money): return (a, b, .number)
      case (.money, .number): return (a, b, .money)
      default: return nil
      }
    }
  }

  /// The result over constants; nil when one is not constant, or the result is none.
  private func fold(
    _ a: Expression, _ operation: ArithmeticOperator, _ b: Expression, _ type: FieldType
  ) -> Expression? {
    guard case .constant(let left) = a, case .constant(let right) = b,
      let x = left.amount, let y = right.amount
    else { return nil }
    let result: Fraction? =
      switch operation {
      case .add: x.adding(y)
      case .subtract: x.subtracting(y)
      case .multiply: x.multiplied(by: y)
      case .divide: x.divided(by: y)
      }
    guard let result, Int64(exactly: result.numerator) != nil,
      Int64(exactly: result.denominator) != nil
    else { return nil }
    return .constant(type == .money ? .money(result) : .number(result))
  }
}

extension Value {
  /// The number in a number or an amount of money.
  fileprivate var amount: Fraction? {
    switch self {
    case .number(let value), .money(let value): value
    case .unknown, .text, .date, .dateTime, .flag, .list: nil
    }
  }
}

extension Arithmetic {
  /// Whether an operator continues the chain: the same precedence, left to right.
  fileprivate func canTake(_ operation: ArithmeticOperator) -> Bool {
    let isSum = operation == .add || operation == .subtract
    return steps.allSatisfy { step in
      switch step.operation {
      case .add, .subtract: isSum
      case .multiply, .divide: !isSum
      case .daysBetween: false
      }
    }
  }
}

extension ArithmeticOperator {
  fileprivate var planOperation: Arithmetic.Operation {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    }
  }
}

extension DurationSyntax {
  /// Calendar months and days of a duration in days or more.
  var calendarShift: (months: Int, days: Int) {
    switch unit {
    case .minutes, .hours: (0, 0)
    case .days: (0, count)
    case .weeks: (0, 7 * count)
    case .months: (count, 0)
    case .quarters: (3 * count, 0)
    case .years: (12 * count, 0)
    }
  }

  /// Seconds of a duration in hours or minutes; nil for days and more.
  var seconds: Int64? {
    switch unit {
    case .minutes: Int64(count) * 60
    case .hours: Int64(count) * 3600
    case .days, .weeks, .months, .quarters, .years: nil
    }
  }

  /// As written: `30d`.
  var text: String { "\(count)\(unit.rawValue)" }
}
