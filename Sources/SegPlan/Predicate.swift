package import SegModel

/// A condition with every name and type settled.
///
/// It is true or false for each customer (or row): a test on an unknown value is false, and `not`
/// is the exact complement.
package indirect enum Predicate: Sendable, Hashable {
  case constant(Bool)
  case all([Predicate])
  case any([Predicate])
  case not(Predicate)
  /// Two values of one type out of number, money, date, date-time.
  case compare(Expression, Comparison, Expression)
  case compareText(Expression, Comparison, Expression)
  /// A yes/no value that is known to be the given one.
  case isFlag(Expression, Bool)
  /// A number, amount, date or date-time that is one of several.
  case isOneOf(Expression, [Value])
  case isOneOfTexts(Expression, Set<String>)
  case text(Expression, TextTest, String)
  /// A list that holds a text.
  case has(Expression, String)
  /// A date or date-time inside a stretch of time.
  case within(Expression, TimeWindow)
  case isKnown(Expression)
  /// At least one row.
  case exists(RowSelection)
  case inSegment(SegmentReference)
  /// Rows of the customer that follow one another.
  case follows(RowSequence)
  /// So many of several conditions, or more.
  case atLeast(Int, [Predicate])
}

/// The comparisons.
package enum Comparison: String, Sendable, Hashable, CaseIterable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

/// The tests on text; `matches` takes a glob of `*` and `?` that must fit the whole text.
package enum TextTest: String, Sendable, Hashable, CaseIterable {
  case contains
  case startsWith = "starts with"
  case endsWith = "ends with"
  case matches
}

/// A saved segment as another statement uses it.
package struct SegmentReference: Sendable, Hashable {
  /// Where its members come from.
  package enum Body: Sendable, Hashable {
    /// Evaluated anew at the statement's as-of date.
    case saved(SelectionPlan)
    /// The members that were frozen; the workspace holds them by name.
    case frozen
    /// Who is on the suppression list; the workspace holds it.
    case suppressed
  }

  package var name: FieldName
  package var body: Body

  package init(name: FieldName, body: Body) {
    self.name = name
    self.body = body
  }

  /// Those on the suppression list, which is no segment but is left out like one.
  package static let suppressed = SegmentReference(name: "suppressed", body: .suppressed)
}

/// Which customers, in which order.
package struct SelectionPlan: Sendable, Hashable {
  package var source: SelectionSource
  package var narrowing: [Narrowing]

  package init(source: SelectionSource, narrowing: [Narrowing] = []) {
    self.source = source
    self.narrowing = narrowing
  }
}

/// Where a selection begins.
package indirect enum SelectionSource: Sendable, Hashable {
  case matching(Predicate)
  /// Segments combined left to right.
  case set(first: SegmentReference, steps: [SetStep])
}

/// One operator on sets with its right operand.
package struct SetStep: Sendable, Hashable {
  /// The operators on sets of customers.
  package enum Operation: String, Sendable, Hashable {
    case union, minus, intersect
  }

  package var operation: Operation
  package var segment: SegmentReference

  package init(_ operation: Operation, _ segment: SegmentReference) {
    self.operation = operation
    self.segment = segment
  }
}

/// A stage that keeps fewer customers or puts them in order.
package enum Narrowing: Sendable, Hashable {
  /// How many are kept.
  package enum Amount: Sendable, Hashable {
    case count(Int)
    /// Percent: of those with a known value, rounded up; of places for a sample.
    case percent(Fraction)
  }

  /// The customers with the largest (or smallest) known values, ties by customer id.
  case rank(isTop: Bool, Amount, by: Expression)
  /// Unknown values last either way; ties keep their order.
  case sort([SortKey])
  case limit(Int)
  /// Those with the smallest places among ids hashed with a salt, or with places below a share; the
  /// place of an id is the first 32 bits of the SHA-256 of `salt:id` over 2^32.
  case sample(Amount, salt: String)
  /// Those whose places are at least one share and below another.
  case places(from: Fraction, below: Fraction, salt: String)
  /// All but the members of a segment.
  case exclude(SegmentReference)

  /// What ids are hashed with when no salt is given.
  package static let usualSalt = "segsh"
}

/// One key of an order.
package struct SortKey: Sendable, Hashable {
  package var expression: Expression
  package var isDescending: Bool

  package init(expression: Expression, isDescending: Bool) {
    self.expression = expression
    self.isDescending = isDescending
  }
}
