package import SegModel
package import SegPlan
import SegStore

/// A number left the exact range of the oracle: it has no answer to compare with.
package struct NaiveOverflow: Error {
  package init() {}
}

/// Evaluates plans one customer and one row at a time, straight from the text of the language.
///
/// It is the oracle of the engine: slow, obvious, and without a line in common with it.
package final class NaiveEvaluator {
  /// What a value is asked for.
  package enum Place: Hashable {
    case customer(Int)
    /// A row of a relation, by its stored name.
    case row(FieldName, Int)
  }

  package let store: NaiveStore
  package let asOf: AsOf
  let zone: TimeZoneRules
  private let frozen: [FieldName: Set<Int>]
  /// Customers on the suppression list.
  package var suppressed: Set<Int> = []
  private let tags: [[String]]
  /// The customers that exist at the as-of moment, ascending.
  package private(set) var existing: [Int] = []
  private var memberMemo: [SelectionPlan: Set<Int>] = [:]
  var metricMemo: [Metric: [Value]] = [:]
  var standingMemo: [Standing: [Value]] = [:]

  /// Takes the rows of a store, and what the shell lays over them: for each tag of the shell the
  /// customers it was given to and taken from, and the members of frozen segments.
  package init(
    _ store: NaiveStore, asOf: AsOf,
    shellTags: [(name: String, added: Set<Int>, removed: Set<Int>)] = [],
    frozen: [FieldName: Set<Int>] = [:]
  ) {
    self.store = store
    self.asOf = asOf
    self.frozen = frozen
    zone = store.profile.zone
    tags = store.customers.indices.map { customer in
      var tags: Set<String> = []
      if case .list(let list)? = store.customers[customer]["tags"] { tags = Set(list) }
      for tag in shellTags {
        if tag.removed.contains(customer) { tags.remove(tag.name) }
        if tag.added.contains(customer) { tags.insert(tag.name) }
      }
      return tags.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    existing = store.customers.indices.filter { doesExist(customer: $0) }
  }

  /// Whether a customer has signed up or ordered by now; one with neither date always exists.
  private func doesExist(customer: Int) -> Bool {
    let orders = store.relations[Snapshot.allOrders]
    let moments =
      [store.customers[customer]["signup_date"] ?? .unknown]
      + (orders?.byCustomer[customer] ?? []).compactMap { orders?.rows[$0].moment }
    let known = moments.filter { $0 != .unknown }
    return known.isEmpty || known.contains { !isLater($0) }
  }

  /// Whether something lies after the as-of moment; what has no date does not.
  func isLater(_ moment: Value) -> Bool {
    switch moment {
    case .date(let day): day > asOf.day
    case .dateTime(let instant): instant > asOf.instant
    case .unknown, .number, .money, .text, .flag, .list: false
    }
  }

  /// The tags of the file and the shell together, sorted.
  package func tags(of customer: Int) -> [String] { tags[customer] }

  /// The customer that a place belongs to.
  func customer(of place: Place) -> Int {
    switch place {
    case .customer(let customer): customer
    case .row(let name, let row): store.relations[name]?.rows[row].customer ?? 0
    }
  }

  /// The members of a segment.
  func members(of segment: SegmentReference) throws(NaiveOverflow) -> Set<Int> {
    switch segment.body {
    case .frozen: return (frozen[segment.name] ?? []).intersection(existing)
    case .suppressed: return suppressed.intersection(existing)
    case .saved(let plan):
      if let memo = memberMemo[plan] { return memo }
      let members = Set(try select(plan))
      memberMemo[plan] = members
      return members
    }
  }
}

extension NaiveEvaluator {
  /// Whether a condition is true at a place.
  package func holds(_ predicate: Predicate, at place: Place) throws(NaiveOverflow) -> Bool {
    switch predicate {
    case .constant(let truth): return truth
    case .all(let operands):
      for operand in operands where try !holds(operand, at: place) { return false }
      return true
    case .any(let operands):
      for operand in operands where try holds(operand, at: place) { return true }
      return false
    case .not(let operand): return try !holds(operand, at: place)
    case .compare(let a, let comparison, let b):
      guard comparison != .notEqual else { return try !holds(.compare(a, .equal, b), at: place) }
      guard let a = try number(a, at: place), let b = try number(b, at: place) else { return false }
      return Self.isTrue(comparison, isLess: a < b, isMore: b < a)
    case .compareText(let a, let comparison, let b):
      guard comparison != .notEqual else {
        return try !holds(.compareText(a, .equal, b), at: place)
      }
      guard let a = try text(a, at: place), let b = try text(b, at: place) else { return false }
      return Self.isTrue(
        comparison, isLess: Array(a.utf8).lexicographicallyPrecedes(Array(b.utf8)),
        isMore: Array(b.utf8).lexicographicallyPrecedes(Array(a.utf8)))
    case .isFlag(let flag, let wanted): return try value(flag, at: place) == .flag(wanted)
    case .isOneOf(let operand, let values):
      let value = try value(operand, at: place)
      return value != .unknown && values.contains(value)
    case .isOneOfTexts(let operand, let texts):
      return try text(operand, at: place).map { texts.contains($0) } ?? false
    case .text(let operand, let test, let pattern):
      return try text(operand, at: place).map { Self.holds($0, test, pattern) } ?? false
    case .has(let operand, let name):
      guard case .list(let list) = try value(operand, at: place) else { return false }
      return list.contains(name)
    case .within(let operand, let window):
      return isInside(try value(operand, at: place), window)
    case .isKnown(let operand): return try value(operand, at: place) != .unknown
    case .exists(let rows): return try !self.rows(rows, at: place).isEmpty
    case .inSegment(let segment):
      return try members(of: segment).contains(customer(of: place))
    case .follows(let sequence): return try holds(sequence, customer(of: place))
    case .atLeast(let least, let operands):
      var count = 0
      for operand in operands where try holds(operand, at: place) { count += 1 }
      return count >= least
    }
  }

  private static func isTrue(_ comparison: Comparison, isLess: Bool, isMore: Bool) -> Bool {
    switch comparison {
    case .equal: !isLess && !isMore
    case .notEqual: isLess || isMore
    case .less: isLess
    case .lessOrEqual: !isMore
    case .greater: isMore
    case .greaterOrEqual: !isLess
    }
  }

  private static func holds(_ text: String, _ test: TextTest, _ pattern: String) -> Bool {
    let text = Array(text.unicodeScalars)
    let pattern = Array(pattern.unicodeScalars)
    switch test {
    case .startsWith: return text.starts(with: pattern)
    case .endsWith: return text.count >= pattern.count && text.suffix(pattern.count) == pattern[...]
    case .contains:
      guard text.count >= pattern.count else { return false }
      return (0...text.count - pattern.count).contains { text[$0...].starts(with: pattern) }
    case .matches: return fits(text[...], pattern[...])
    }
  }

  private static func fits(
    _ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    if first == "*" {
      return fits(text, pattern.dropFirst())
        || (!text.isEmpty && fits(text.dropFirst(), pattern))
    }
    guard let next = text.first, first == "?" || first == next else { return false }
    return fits(text.dropFirst(), pattern.dropFirst())
  }

  /// Whether a date or date-time lies in a stretch of time; unknown lies nowhere.
  func isInside(_ moment: Value, _ window: TimeWindow) -> Bool {
    switch window {
    case .days(let from, let through):
      guard let day = day(of: moment) else { return false }
      return (from.map { $0 <= day } ?? true) && (through.map { day <= $0 } ?? true)
    case .instants(let after, let through):
      guard let instant = instant(of: moment) else { return false }
      return after < instant && instant <= through
    }
  }

  /// The local day of a date or date-time.
  func day(of moment: Value) -> CalendarDate? {
    switch moment {
    case .date(let day): day
    case .dateTime(let instant): zone.day(of: instant)
    case .unknown, .number, .money, .text, .flag, .list: nil
    }
  }

  func instant(of moment: Value) -> Instant? {
    switch moment {
    case .date(let day): zone.instant(of: day, secondOfDay: 0)
    case .dateTime(let instant): instant
    case .unknown, .number, .money, .text, .flag, .list: nil
    }
  }
}
