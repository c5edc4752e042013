package import SegModel

/// What a function makes of its arguments; all of them must be known for the result to be.
package enum ValueFunction: String, Sendable, Hashable, CaseIterable {
  /// Of a date: the year.
  case year
  /// Of a date: 1 to 4.
  case quarter
  /// Of a date: 1 to 12.
  case month
  /// Of a date: the ISO week, 1 to 53.
  case week
  /// Of a date: Monday 1 to Sunday 7.
  case weekday
  /// Of a date: the day of its month, 1 to 31.
  case day
  /// Of a date: the text `2026-Q1`.
  case calendarQuarter
  /// Of a date: the text `2026-03`.
  case calendarMonth
  /// Of a date: the text `2026-W09`, with the year that the ISO week belongs to.
  case calendarWeek
  /// Whole years from the first date to the second; unknown when the first is the later one.
  case age
  /// The first day at or after the second date on the day and month of the first; 29 February
  /// counts as the 28th in common years.
  case anniversary
  /// The nearest multiple of the second argument, halves away from zero.
  case round
  /// The largest multiple of the second argument that is not above the first.
  case floor
  /// The smallest multiple of the second argument that is not below the first.
  case ceil
  /// The size without the sign.
  case abs
  /// Of a text: its letters as small ones.
  case lower
  /// Of a text: its letters as capitals.
  case upper
  /// Of a text: small letters without accents.
  case fold
  /// Of a text: the number of its Unicode scalars.
  case length
  /// Texts one after the other.
  case concat
}

/// A function applied to values of each customer or row.
package struct FunctionCall: Sendable, Hashable {
  package var function: ValueFunction
  /// Days only where dates are wanted, never date-times.
  ///
  /// The second argument of `age`,
  /// `anniversary`, `round`, `floor` and `ceil` is a constant, positive for the last three.
  package var arguments: [Expression]

  package init(_ function: ValueFunction, _ arguments: [Expression]) {
    self.function = function
    self.arguments = arguments
  }

  /// The type of the value.
  package var type: FieldType {
    switch function {
    case .year, .quarter, .month, .week, .weekday, .day, .age, .length: .number
    case .calendarQuarter, .calendarMonth, .calendarWeek, .lower, .upper, .fold, .concat: .text
    case .anniversary: .date
    case .round, .floor, .ceil, .abs: arguments.first?.type ?? .number
    }
  }
}

/// The value of the first branch whose condition holds, or else another.
package struct Choice: Sendable, Hashable {
  /// One condition with the value that it gives.
  package struct Branch: Sendable, Hashable {
    package var condition: Predicate
    package var value: Expression

    package init(condition: Predicate, value: Expression) {
      self.condition = condition
      self.value = value
    }
  }

  /// At least one; all values are of one type.
  package var branches: [Branch]
  /// nil leaves the value unknown where no condition holds.
  package var otherwise: Expression?

  package init(branches: [Branch], otherwise: Expression?) {
    self.branches = branches
    self.otherwise = otherwise
  }
}

/// How the value of a customer stands among those of all customers.
///
/// It is the customer's also among rows; those compared are the existing customers of `among` whose
/// value is known, and for the others the standing is unknown.
package struct Standing: Sendable, Hashable {
  /// What is told of the value.
  package enum Kind: Sendable, Hashable {
    /// The type-7 percentile of all values (0 to 100): the same for everybody, and known to all
    /// customers as soon as there is one value.
    case percentile(Fraction)
    /// 1 for the largest; equal values share. With a group, among those of the same known group.
    case rank(by: Expression?)
    /// 1 plus the number of type-7 quantiles j/k that the value exceeds.
    case quantile(Int)
  }

  package var kind: Kind
  /// A number, money, date or date-time of customers.
  package var value: Expression
  package var among: Predicate

  package init(_ kind: Kind, of value: Expression, among: Predicate) {
    self.kind = kind
    self.value = value
    self.among = among
  }

  /// The type of the result.
  package var type: FieldType {
    switch kind {
    case .percentile: value.type
    case .rank, .quantile: .number
    }
  }
}

extension Expression {
  /// The relations whose rows the value is made of, directly and not through a condition.
  package var relations: Set<FieldName> {
    switch self {
    case .constant, .attribute, .tags, .column, .orderColumn: []
    case .metric: ["orders"]
    case .negated(let operand), .shifted(let operand, _, _), .localDay(let operand):
      operand.relations
    case .arithmetic(let arithmetic):
      arithmetic.steps.reduce(into: arithmetic.first.relations) {
        $0.formUnion($1.operand.relations)
      }
    case .coalesce(let operands): Self.relations(of: operands)
    case .aggregate(let aggregate): [aggregate.rows.relation]
    case .call(let call): Self.relations(of: call.arguments)
    case .choice(let choice):
      Self.relations(of: choice.branches.map(\.value))
        .union(choice.otherwise?.relations ?? [])
    case .standing(let standing): standing.value.relations
    }
  }

  private static func relations(of values: [Expression]) -> Set<FieldName> {
    values.reduce(into: []) { $0.formUnion($1.relations) }
  }
}
