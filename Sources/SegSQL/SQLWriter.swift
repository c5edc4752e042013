package import SegModel
import SegPlan

/// Writes bound statements as SQL over the tables of `SQLSchema`.
///
/// What is unknown is NULL; a test is one that is true, whatever NULL makes of it, and under `not`
/// it is made true or false first, so that complements are exact. Numbers are whole numbers over a
/// fixed or computed divisor, compared by multiplying across.
package struct SQLWriter {
  let dialect: SQLDialect
  let schema: SQLSchema
  let asOf: AsOf
  /// Whether a number that leaves 64 bits becomes an error of the database.
  let refusesOverflow: Bool
  /// Tables that the statement makes for itself, in the order in which they need each other.
  var parts: [(name: String, query: String)] = []
  /// Saved segments that stand among the parts already.
  var segments: [SelectionPlan: String] = [:]
  /// Standings that stand among the parts already.
  var standings: [Standing: SQLStanding] = [:]
  /// What has to be known of functions that the database lacks, or has for some letters only.
  var caveats: Set<String> = []
  var usesMetrics = false
  var usesScores = false
  private var numbers: [String: Int] = [:]

  package init(
    _ schema: SQLSchema, asOf: AsOf, dialect: SQLDialect = .sqlite, refusesOverflow: Bool = false
  ) {
    self.dialect = dialect
    self.schema = schema
    self.asOf = asOf
    self.refusesOverflow = refusesOverflow
  }

  /// A name with a number that no other has.
  mutating func fresh(_ stem: String) -> String {
    numbers[stem, default: 0] += 1
    return "\(stem)\(numbers[stem] ?? 0)"
  }

  /// The statement around its last query: the tables it made for itself stand before.
  func statement(_ query: String) -> String {
    var parts = metricParts() + self.parts
    parts.insert((Self.customers, customersQuery()), at: metricParts().count)
    let kept = Set(standings.values.map(\.name))
    let texts = parts.map { part in
      let form = kept.contains(part.name) ? dialect.keptTable : "AS"
      return "\(part.name) \(form) (\n\(Self.indented(part.query))\n)"
    }
    let notes = caveats.sorted().map { "-- \($0)\n" }.joined()
    return notes + "WITH\n" + texts.joined(separator: ",\n") + "\n" + query
  }

  /// The customers that exist at the as-of moment, with what is derived from their orders.
  static let customers = "customers_asof"

  private func customersQuery() -> String {
    var query = "SELECT c.*"
    if usesMetrics || usesScores {
      let names = Self.baseMetrics + (usesScores ? ["r", "f", "m"] : [])
      for name in names {
        let table = ["r", "f", "m"].contains(name) ? "s" : "g"
        query +=
          name == "frequency"
          ? ", coalesce(g.frequency, 0) AS frequency"
          : name == "monetary" && hasAmounts
            ? ", coalesce(g.monetary, 0) AS monetary"
            : ", \(table).\(name)"
      }
    }
    query += "\nFROM customers AS c"
    if usesMetrics || usesScores { query += "\nLEFT JOIN figures AS g ON g.customer_row = c.row" }
    if usesScores { query += "\nLEFT JOIN scores AS s ON s.customer_row = c.row" }
    return query + "\nWHERE " + existence()
  }

  /// Whether a customer has signed up or ordered by now; one with neither date always exists.
  private func existence() -> String {
    var known: [String] = []
    var present: [String] = []
    if let signup = schema.customers.column("signup_date"), Self.isMoment(signup.type) {
      known.append("c.\(signup.name) IS NULL")
      present.append("c.\(signup.name) <= \(moment(signup.type))")
    }
    if let orders = schema.table(SQLSchema.allOrders), let date = dateColumn(of: orders) {
      let any = "SELECT 1 FROM all_orders AS o WHERE o.customer_row = c.row"
      known.append("NOT EXISTS (\(any))")
      present.append("EXISTS (\(any) AND o.\(date.name) <= \(moment(date.type)))")
    }
    guard !known.isEmpty else { return "1 = 1" }
    return (present + [known.joined(separator: " AND ")]).joined(separator: "\n  OR ")
  }

  static func isMoment(_ type: FieldType) -> Bool { type == .date || type == .dateTime }

  /// The as-of moment as a constant to compare dates or date-times with.
  func moment(_ type: FieldType) -> String {
    type == .dateTime ? SQLText.literal(asOf.instant) : SQLText.literal(asOf.day)
  }

  func dateColumn(of table: SQLSchema.Table) -> SQLSchema.Column? {
    table.dateField.flatMap { table.column($0) }
  }

  static func indented(_ text: String) -> String {
    "  " + text.replacing("\n", with: "\n  ")
  }
}

/// What names mean where a condition or a value stands.
struct SQLScope {
  /// The row at hand, if any.
  struct Row {
    let table: SQLSchema.Table
    let alias: String
    /// For a line: the alias of its order.
    let order: String?
  }

  /// The alias of the customer, or of the row's customer.
  let customer = "c"
  var row: Row?
  /// Columns of earlier steps' rows by the names that comparisons see them under.
  var carried: [FieldName: (alias: String, column: SQLSchema.Column?)] = [:]
}

/// A condition as text, with what its outermost operator is.
struct SQLCondition {
  /// From the loosest to the tightest.
  enum Rank: Int, Comparable {
    case or, and, not, test

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  let text: String
  let rank: Rank

  init(_ text: String, _ rank: Rank = .test) {
    self.text = text
    self.rank = rank
  }

  static let never = SQLCondition("1 = 0")
  static let always = SQLCondition("1 = 1")

  /// The text for a place that needs at least a rank.
  func text(in rank: Rank) -> String { self.rank < rank ? "(\(text))" : text }
}
