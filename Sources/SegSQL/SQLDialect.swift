import SegModel
import SegPlan

/// How one database writes what the language asks for; everything else is common to all.
///
/// Dates are ISO texts, date-times ISO texts in UTC, yes/no values 0 and 1, lists JSON arrays.
package struct SQLDialect: Sendable {
  /// The name that people know it by.
  package let name: String
  /// Whole days from the second date to the first.
  let daysBetween: @Sendable (_ later: String, _ earlier: String) -> String
  /// A date moved by months, to the end of a shorter one, then by days.
  let shifted: @Sendable (_ date: String, _ months: Int, _ days: Int) -> String
  /// A date-time moved by a number of seconds, which may be an expression; a date begins with its
  /// first second.
  let later: @Sendable (_ moment: String, _ seconds: String) -> String
  /// What a function such as `month` reads off a date: a number, or the name of a calendar unit.
  let part: @Sendable (_ function: ValueFunction, _ date: String) -> String
  /// Month and day of a date, `02-29`.
  let monthAndDay: @Sendable (_ date: String) -> String
  /// The position (from 1) of a text in another, 0 where it is not.
  let position: @Sendable (_ text: String, _ part: String) -> String
  /// Whether the whole of a text fits a glob of `*` and `?`.
  let fits: @Sendable (_ text: String, _ glob: String) -> String
  /// The texts of a list as a table with a column `value`, which may refer to tables before it.
  let entries: @Sendable (_ list: String) -> String
  /// What stands between the name of a table of the statement and its query where the table is to
  /// be made once, whatever it is compared with.
  let keptTable: String
  /// The value itself, or an error of the database where it left the whole numbers of 64 bits.
  let refusingOverflow: @Sendable (_ value: String) -> String
  /// What has to be known of a function on texts that the database does not have as it is meant.
  let caveat: @Sendable (_ function: ValueFunction) -> String
  /// The first 32 bits of the SHA-256 of a text as a whole number, with what has to be known of it.
  let place: (call: @Sendable (_ text: String) -> String, caveat: String)

  /// SQLite from 3.35 on.
  package static let sqlite = SQLDialect(
    name: "SQLite",
    daysBetween: { "CAST(julianday(\($0)) - julianday(\($1)) AS INTEGER)" },
    shifted: { date, months, days in
      var moved = date
      if months != 0 {
        let over = "date(\(date), '\(signed(months)) months')"
        let end = "date(\(date), 'start of month', '\(signed(months + 1)) months', '-1 day')"
        moved = "min(\(over), \(end))"
      }
      return days == 0 ? moved : "date(\(moved), '\(signed(days)) days')"
    },
    later: { "datetime(\($0), \(secondsModifier($1)))" },
    part: part,
    monthAndDay: { "strftime('%m-%d', \($0))" },
    position: { "instr(\($0), \($1))" },
    fits: { text, glob in "\(text) GLOB \(SQLText.literal(glob.replacing("[", with: "[[]")))" },
    entries: { "json_each(\($0))" },
    keptTable: "AS MATERIALIZED",
    refusingOverflow: { value in
      // A whole number that does not fit becomes a floating one; abs() of the least whole number
      // is the one plain function that fails.
      "(SELECT CASE WHEN typeof(x) = 'real' THEN abs(-9223372036854775807 - (x IS NOT NULL))"
        + " ELSE x END FROM (SELECT \(value) AS x))"
    },
    caveat: { function in
      function == .fold
        ? "fold() is not in SQLite: the program that runs this has to give it the function"
        : "lower() and upper() of SQLite change ASCII letters only without its ICU extension"
    },
    place: (
      call: { "sha256_place(\($0))" },
      caveat: "sha256_place(text) is not in SQLite: the program that runs this has to give it the "
        + "function, the first 32 bits of the SHA-256 of the text as a whole number"
    ))

  private static func secondsModifier(_ seconds: String) -> String {
    Int64(seconds).map { "'\($0 < 0 ? "" : "+")\($0) seconds'" } ?? "(\(seconds)) || ' seconds'"
  }

  private static func part(_ function: ValueFunction, _ date: String) -> String {
    func number(_ format: String, _ date: String) -> String {
      "CAST(strftime('\(format)', \(date)) AS INTEGER)"
    }
    let quarter = "((\(number("%m", date)) + 2) / 3)"
    // A week belongs to the year of its Thursday.
    let thursday = "date(\(date), '-3 days', 'weekday 4')"
    let week = "(\(number("%j", thursday)) + 6) / 7"
    return switch function {
    case .quarter: quarter
    case .month: number("%m", date)
    case .week: "(\(week))"
    case .weekday: "((\(number("%w", date)) + 6) % 7 + 1)"
    case .day: number("%d", date)
    case .calendarQuarter: "(strftime('%Y-Q', \(date)) || \(quarter))"
    case .calendarMonth: "strftime('%Y-%m', \(date))"
    case .calendarWeek: "(strftime('%Y-W', \(thursday)) || printf('%02d', \(week)))"
    default: number("%Y", date)
    }
  }

  private static func signed(_ number: Int) -> String { number < 0 ? "\(number)" : "+\(number)" }
}

/// Names and constants as SQL writes them.
enum SQLText {
  /// A text in single quotes.
  static func literal(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }

  static func literal(_ day: CalendarDate) -> String { literal(day.description) }

  static func literal(_ instant: Instant) -> String { literal(moment(instant)) }

  /// An instant in UTC, `2026-11-01 13:30:00`.
  static func moment(_ instant: Instant) -> String {
    let (day, second) = TimeZoneRules.utc.localParts(of: instant)
    let parts = [second / 3600, second / 60 % 60, second % 60]
    return "\(day) " + parts.map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
  }

  /// A name, in double quotes unless it is plain.
  static func name(_ name: String) -> String {
    let isPlain =
      name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      } && !(name.utf8.first.map { $0 < UInt8(ascii: "A") } ?? true) && !reserved.contains(name)
    return isPlain ? name : "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  /// Words that cannot stand as names without quotes.
  private static let reserved: Set<String> = [
    "add", "all", "alter", "and", "as", "asc", "between", "by", "case", "check", "collate",
    "column", "commit", "constraint", "create", "cross", "current_date", "current_time",
    "current_timestamp", "default", "delete", "desc", "distinct", "drop", "else", "end", "escape",
    "except", "exists", "false", "for", "foreign", "from", "full", "group", "having", "in", "index",
    "inner", "insert", "intersect", "into", "is", "isnull", "join", "left", "like", "limit", "not",
    "notnull", "null", "offset", "on", "or", "order", "outer", "over", "primary", "references",
    "returning", "right", "rollback", "select", "set", "table", "then", "to", "transaction",
    "true", "union", "unique", "update", "user", "using", "values", "when", "where", "with",
  ]

  /// Whether an operator beside it cannot reach into it: a name, a number, one call or one pair of
  /// brackets.
  static func isWhole(_ text: String) -> Bool {
    var depth = 0
    var quote: UInt8?
    var closed = false
    for byte in text.utf8 {
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      if closed { return false }
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): quote = byte
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { closed = true }
      case UInt8(ascii: " "), UInt8(ascii: "-"): if depth == 0 { return false }
      default: break
      }
    }
    return true
  }

  /// The text itself, in brackets where an operator beside it could reach into it.
  static func whole(_ text: String) -> String { isWhole(text) ? text : "(\(text))" }
}
