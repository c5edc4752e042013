import Crypto
import Foundation
import GRDB
import SegEngine
import SegModel
import SegSQL
import SegStore
import SegTestSupport

/// A store in SQLite's memory, in the tables of its schema.
struct SQLDatabase {
  let schema: SQLSchema
  private let queue: DatabaseQueue

  init(
    _ snapshot: Snapshot,
    shellTags: [(name: String, added: Set<Int>, removed: Set<Int>)] = [],
    frozen: [FieldName: Set<Int>] = [:], suppressed: Set<Int> = []
  ) throws {
    let schema = SQLSchema(snapshot.catalog)
    let store = NaiveStore(snapshot)
    let tags = NaiveEvaluator(
      store, asOf: AsOf(day: CalendarDate(dayNumber: 0), zone: snapshot.profile.zone),
      shellTags: shellTags)
    self.schema = schema
    queue = try DatabaseQueue(configuration: Self.configuration)
    try queue.write { database in
      for statement in schema.statements { try database.execute(sql: statement) }
      for (row, values) in store.customers.enumerated() {
        var values = values
        values["tags"] = .list(tags.tags(of: row))
        try Self.insert(values, ["row": row], schema.customers, schema, database)
      }
      for table in schema.relations {
        for (row, found) in (store.relations[table.relation]?.rows ?? []).enumerated() {
          var links = ["row": row, "customer_row": found.customer]
          if let order = found.order { links["order_row"] = order }
          if table.relation == Snapshot.allOrders {
            links["is_counted"] = found.counts ? 1 : 0
            links["is_revenue"] = found.isRevenue ? 1 : 0
          }
          try Self.insert(found.values, links, table, schema, database)
        }
      }
      for member in suppressed.sorted() {
        try database.execute(
          sql: "INSERT INTO suppressed_customers VALUES (?)", arguments: [member])
      }
      for (segment, members) in frozen {
        for member in members.sorted() {
          try database.execute(
            sql: "INSERT INTO frozen_members VALUES (?, ?)", arguments: [segment.folded, member])
        }
      }
    }
  }

  /// With the functions on texts that SQLite has for ASCII letters only, or not at all.
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      func add(_ name: String, _ change: @escaping @Sendable (String) -> String) {
        database.add(
          function: DatabaseFunction(name, argumentCount: 1, pure: true) { values in
            String.fromDatabaseValue(values[0]).map(change)
          })
      }
      add("lower") { $0.lowercased() }
      add("upper") { $0.uppercased() }
      database.add(
        function: DatabaseFunction("sha256_place", argumentCount: 1, pure: true) { values in
          String.fromDatabaseValue(values[0]).map { text in
            SHA256.hash(data: Array(text.utf8)).prefix(4).reduce(Int64(0)) { $0 << 8 | Int64($1) }
          }
        })
      add("fold") { $0.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil) }
    }
    return configuration
  }

  private static func insert(
    _ values: [FieldName: Value], _ links: [String: Int], _ table: SQLSchema.Table,
    _ schema: SQLSchema, _ database: Database
  ) throws {
    var names: [String] = []
    var arguments: [(any DatabaseValueConvertible)?] = []
    for (name, number) in links {
      names.append(name)
      arguments.append(number)
    }
    for column in table.columns {
      let value = values[column.field] ?? .unknown
      names.append(column.name)
      arguments.append(schema.stored(value, column))
      if let day = column.dayName, case .dateTime(let instant) = value {
        names.append(day)
        arguments.append(schema.zone.day(of: instant).description)
      }
    }
    let marks = names.map { _ in "?" }.joined(separator: ", ")
    let statement = try database.cachedStatement(
      sql: "INSERT INTO \(table.name) (\(names.joined(separator: ", "))) VALUES (\(marks))")
    try statement.execute(arguments: StatementArguments(arguments))
  }

  /// The first column of an answer, whole numbers; nil where a number left 64 bits.
  func numbers(_ sql: String) throws -> [Int]? {
    do {
      return try queue.read { try Int.fetchAll($0, sql: sql) }
    } catch let error as DatabaseError where error.message == "integer overflow" {
      return nil
    }
  }

  /// The cells of an answer; nil where a number left 64 bits.
  func rows(_ sql: String) throws -> [[SQLCell]]? {
    do {
      return try queue.read { database in
        try Row.fetchAll(database, sql: sql).map { $0.databaseValues.map(SQLCell.init) }
      }
    } catch let error as DatabaseError where error.message == "integer overflow" {
      return nil
    }
  }
}

/// A cell of an answer of SQLite.
struct SQLCell: CustomStringConvertible {
  private let value: DatabaseValue

  init(_ value: DatabaseValue) { self.value = value }

  /// A whole number.
  var number: Int? { Int.fromDatabaseValue(value) }

  var description: String { value.description }

  /// Whether it is a value as people read it; amounts in units of a currency of two decimals, and
  /// numbers as near as floating ones come.
  func shows(_ wanted: Value) -> Bool {
    func isNear(_ number: Fraction, _ unit: Double) -> Bool {
      guard let found = Double.fromDatabaseValue(value) else { return false }
      let exact = Double(number.numerator) / Double(number.denominator) / unit
      return abs(found - exact) <= 1e-9 * max(1, abs(exact))
    }
    switch wanted {
    case .unknown: return value.isNull
    case .number(let number): return isNear(number, 1)
    case .money(let number): return isNear(number, 100)
    case .text(let text): return String.fromDatabaseValue(value) == text
    case .date(let day): return String.fromDatabaseValue(value) == day.description
    case .dateTime(let instant):
      return String.fromDatabaseValue(value) == SQLSchema.text(of: instant)
    case .flag(let flag): return number == (flag ? 1 : 0)
    case .list: return false
    }
  }
}

extension ResultTable {
  /// Whether rows of SQLite hold the same cells.
  func isShown(in rows: [[SQLCell]]) -> Bool {
    rowCount == rows.count
      && (0..<rowCount).allSatisfy { row in
        zip(columns, rows[row]).allSatisfy { $1.shows($0.values[row]) }
      }
  }
}

extension SQLSchema {
  /// How a value stands in a column.
  fileprivate func stored(
    _ value: Value, _ column: Column
  ) -> (any DatabaseValueConvertible)? {
    switch value {
    case .unknown: nil
    case .number(let number), .money(let number):
      (number.multiplied(by: Fraction(Fraction.powerOfTen(column.scale) ?? 1))?.numerator).map {
        Int64(clamping: $0)
      }
    case .text(let text): text
    case .date(let day): day.description
    case .dateTime(let instant): Self.text(of: instant)
    case .flag(let flag): flag ? 1 : 0
    case .list(let texts): Self.json(texts)
    }
  }

  private static func json(_ texts: [String]) -> String {
    let parts = texts.map { text in
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
    return "[" + parts.joined(separator: ",") + "]"
  }
}
