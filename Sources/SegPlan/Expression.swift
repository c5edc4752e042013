package import SegModel

/// A typed value computed for each customer, or for each row inside a relation.
///
/// Every name is settled; no index or pointer of a store appears, so any engine can run it.
package indirect enum Expression: Sendable, Hashable {
  /// A constant; never unknown.
  case constant(Value)
  /// A column of the customer file. Among rows: of the row's customer.
  case attribute(FieldName, FieldType)
  /// An attribute derived from the orders, of the customer or the row's customer.
  case metric(Metric)
  /// The tags of the file and of the shell together; never unknown.
  case tags
  /// A column of the row at hand.
  case column(FieldName, FieldType)
  /// A column of the order that the row at hand belongs to.
  case orderColumn(FieldName, FieldType)
  /// A number or an amount of money with the other sign.
  case negated(Expression)
  /// Operators of one precedence, left to right.
  case arithmetic(Arithmetic)
  /// A date moved by calendar months, then by days.
  case shifted(Expression, months: Int, days: Int)
  /// The local day of a date-time.
  case localDay(Expression)
  /// The first known of several values of one type; at least two.
  case coalesce([Expression])
  case aggregate(Aggregate)
  case call(FunctionCall)
  case choice(Choice)
  case standing(Standing)

  /// The type of the value.
  package var type: FieldType {
    switch self {
    case .constant(let value): value.type ?? .number
    case .attribute(_, let type), .column(_, let type), .orderColumn(_, let type): type
    case .metric(let metric): metric.type
    case .tags: .list
    case .negated(let operand): operand.type
    case .arithmetic(let arithmetic): arithmetic.type
    case .shifted, .localDay: .date
    case .coalesce(let operands): operands.first?.type ?? .number
    case .aggregate(let aggregate): aggregate.type
    case .call(let call): call.type
    case .choice(let choice): choice.branches.first?.value.type ?? .number
    case .standing(let standing): standing.type
    }
  }
}

/// A flat chain of operators with the type of its result.
package struct Arithmetic: Sendable, Hashable {
  /// What two values are combined by.
  package enum Operation: Sendable, Hashable {
    case add, subtract, multiply, divide
    /// Days from the right date to the left one.
    case daysBetween
  }

  /// One operator with its right operand.
  package struct Step: Sendable, Hashable {
    package var operation: Operation
    package var operand: Expression

    package init(_ operation: Operation, _ operand: Expression) {
      self.operation = operation
      self.operand = operand
    }
  }

  package var first: Expression
  package var steps: [Step]
  package var type: FieldType

  package init(first: Expression, steps: [Step], type: FieldType) {
    self.first = first
    self.steps = steps
    self.type = type
  }
}

/// The attributes that are derived from a customer's orders at the as-of date.
///
/// A score is 1 plus the number of type-7 quantiles j/k that the value exceeds (recency reversed).
package enum Metric: String, Sendable, Hashable, CaseIterable {
  /// Whole days since the last order.
  case recency
  /// Number of orders.
  case frequency
  /// Sum of what the revenue policy counts, net of refunds.
  case monetary
  /// `monetary / frequency`.
  case aov
  case firstOrder = "first_order"
  case lastOrder = "last_order"
  /// Whole days since the first order.
  case tenure
  /// Days from the first to the last order over the number of gaps.
  case interval
  case recencyScore = "r"
  case frequencyScore = "f"
  case monetaryScore = "m"
  /// `100 r + 10 f + m` on the scale to 5.
  case rfm

  /// The type of its values.
  package var type: FieldType {
    switch self {
    case .monetary, .aov: .money
    case .firstOrder, .lastOrder: .date
    case .recency, .frequency, .tenure, .interval: .number
    case .recencyScore, .frequencyScore, .monetaryScore, .rfm: .number
    }
  }
}

/// What is made of many values.
package enum AggregateFunction: String, Sendable, Hashable, CaseIterable {
  case count, sum, avg, min, max
  /// The middle value, or the mean of the two in the middle (the type-7 quantile 1/2).
  case median
  /// The number of different values.
  case distinct
  /// The value that comes most often; of several the smallest, texts by their bytes.
  case mode
  /// Of the known values in the order of time, rows of one moment in the order of the file.
  case first, last
  /// The same, at a place counted from 1.
  case nth

  /// Whether the value is picked out of others, not summed up or compared along the way.
  package var isPick: Bool {
    switch self {
    case .median, .distinct, .mode, .first, .last, .nth: true
    case .count, .sum, .avg, .min, .max: false
    }
  }

  /// The type of what is made of values of a type.
  package func type(of values: FieldType) -> FieldType {
    switch self {
    case .count, .distinct: .number
    case .sum, .avg, .min, .max, .median, .mode, .first, .last, .nth: values
    }
  }
}

/// One value made of the rows tied to a customer, or to an order at hand.
package struct Aggregate: Sendable, Hashable {
  package var function: AggregateFunction
  package var rows: RowSelection
  /// The column whose known values are aggregated; nil only for `count` of rows.
  package var column: Expression?
  /// Which of the values `nth` means, from 1; 1 for the other functions.
  package var place: Int

  package init(
    function: AggregateFunction, rows: RowSelection, column: Expression?, place: Int = 1
  ) {
    self.function = function
    self.rows = rows
    self.column = column
    self.place = place
  }

  /// The type of its values.
  package var type: FieldType {
    function.type(of: column?.type ?? .number)
  }
}

/// Some rows of a relation.
package struct RowSelection: Sendable, Hashable {
  /// What ties rows to the thing at hand.
  package enum Link: Sendable, Hashable {
    /// The rows of the customer, or of the row's customer.
    case customer
    /// The lines of the order row at hand.
    case order
  }

  package var relation: FieldName
  package var link: Link
  package var window: TimeWindow?
  package var condition: Predicate?

  package init(
    relation: FieldName, link: Link = .customer, window: TimeWindow? = nil,
    condition: Predicate? = nil
  ) {
    self.relation = relation
    self.link = link
    self.window = window
    self.condition = condition
  }
}

/// A stretch of time with absolute ends.
package enum TimeWindow: Sendable, Hashable {
  /// Local days, both ends included; a missing end is open.
  case days(from: CalendarDate?, through: CalendarDate?)
  /// Instants after one and up to another.
  case instants(after: Instant, through: Instant)
}
