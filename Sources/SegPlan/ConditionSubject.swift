import SegModel

/// What a condition asks about, as far as conditions on the same thing can be reasoned about.
package enum ConditionSubject: Sendable, Hashable {
  case value(Expression)
  /// The sign of one value against another: -1, 0 or 1; unknown where either is.
  case order(Expression, Expression)
  /// A condition that is taken as a whole: 1 where it holds, else 0.
  case condition(Predicate)
}

extension ConditionSubject {
  /// The values that it can have, with whether it can be unknown; never too few.
  package func domain(scoreScale: Int) -> TruthSet {
    switch self {
    case .condition: Self.wholes(0, 1)
    case .order(.constant(let a), .constant(let b)): Self.order(a, b)
    case .order(let a, let b) where a == b: Self.wholes(0, 0, mayBeUnknown: true)
    case .order: Self.wholes(-1, 1, mayBeUnknown: true)
    case .value(let expression): expression.domain(scoreScale: scoreScale)
    }
  }

  /// Whether only whole numbers stand for its values.
  package var isWhole: Bool {
    switch self {
    case .condition, .order: true
    case .value(let expression): expression.isWhole
    }
  }

  private static func order(_ a: Value, _ b: Value) -> TruthSet {
    guard let left = a.orderedNumber, let right = b.orderedNumber else { return wholes(-1, 1) }
    return .point(Fraction(left == right ? 0 : left < right ? -1 : 1))
  }

  static func wholes(_ lower: Int?, _ upper: Int?, mayBeUnknown: Bool = false) -> TruthSet {
    var set = TruthSet.range(
      from: lower.map { TruthSet.Border(Fraction($0), isAfter: false) },
      to: upper.map { TruthSet.Border(Fraction($0), isAfter: true) })
    set.holdsForUnknown = mayBeUnknown
    return set
  }
}

extension Expression {
  fileprivate func domain(scoreScale: Int) -> TruthSet {
    switch self {
    case .metric(let metric): return metric.domain(scoreScale: scoreScale)
    case .aggregate(let aggregate) where aggregate.function == .count:
      return ConditionSubject.wholes(0, nil)
    case .arithmetic(let arithmetic) where arithmetic.isShare:
      // Over no rows the share is unknown.
      return ConditionSubject.wholes(0, 1, mayBeUnknown: true)
    default: break
    }
    switch type {
    case .text: return TruthSet(.texts([], isExcluding: true), holdsForUnknown: true)
    case .flag: return ConditionSubject.wholes(0, 1, mayBeUnknown: true)
    case .number, .money, .date, .dateTime, .list:
      return ConditionSubject.wholes(nil, nil, mayBeUnknown: true)
    }
  }

  fileprivate var isWhole: Bool {
    switch self {
    case .metric(let metric): metric.isWhole
    case .aggregate(let aggregate) where aggregate.function == .count: true
    default: type == .date || type == .dateTime || type == .flag
    }
  }
}

extension Metric {
  fileprivate func domain(scoreScale: Int) -> TruthSet {
    switch self {
    case .frequency: ConditionSubject.wholes(0, nil)
    case .recency, .tenure, .interval: ConditionSubject.wholes(0, nil, mayBeUnknown: true)
    case .recencyScore, .frequencyScore, .monetaryScore:
      ConditionSubject.wholes(1, scoreScale, mayBeUnknown: true)
    case .rfm where scoreScale < 10:
      ConditionSubject.wholes(111, 111 * scoreScale, mayBeUnknown: true)
    case .rfm, .monetary, .aov, .firstOrder, .lastOrder:
      ConditionSubject.wholes(nil, nil, mayBeUnknown: true)
    }
  }

  fileprivate var isWhole: Bool {
    switch self {
    case .recency, .tenure, .frequency, .recencyScore, .frequencyScore, .monetaryScore, .rfm: true
    case .firstOrder, .lastOrder: true
    case .monetary, .aov, .interval: false
    }
  }
}

extension Arithmetic {
  /// Whether it divides a number of rows by the number of those and more: a share of the whole.
  package var isShare: Bool {
    guard steps.count == 1, steps[0].operation == .divide, case .aggregate(let part) = first,
      case .aggregate(let whole) = steps[0].operand, part.function == .count,
      whole.function == .count, part.column == whole.column || whole.column == nil
    else { return false }
    return part.rows.isPart(of: whole.rows)
  }
}

extension RowSelection {
  /// Whether its rows are among those of another, as far as that is plain.
  fileprivate func isPart(of other: Self) -> Bool {
    guard relation == other.relation, link == other.link else { return false }
    return (other.window == nil || other.window == window)
      && (other.condition == nil || other.condition == condition)
  }
}

extension Value {
  /// The number that stands for an ordered value.
  var orderedNumber: Fraction? {
    switch self {
    case .number(let number), .money(let number): number
    case .date(let day): Fraction(day.dayNumber)
    case .dateTime(let instant): Fraction(instant.secondsSinceEpoch)
    case .unknown, .text, .flag, .list: nil
    }
  }
}
