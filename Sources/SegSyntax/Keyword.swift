/// Every word that the grammar gives a meaning, by its lower-case spelling.
///
/// Words are read in any case. The reserved ones can be names only "in double quotes"; the others
/// are keywords where the grammar asks for them and names everywhere else.
package enum Keyword: String, Sendable, CaseIterable, Hashable {
  // Reserved
  case segment, `let`, asof, `where`, and, or, not, `in`, between, `is`, yes, no, today, yesterday
  case `as`, by, `case`
  // Sets and tests
  case union, minus, intersect, any, none, contains, starts, ends, with, matches, has
  case known, unknown
  case did, then, within, regular, of, stopped, restarted, active, quiet
  case file
  case param, expect, disjoint, cover, fresh
  // Values and periods
  case count, sum, avg, min, max, last, next, before, this, previous
  case day, week, month, quarter, year, ago, from, now
  case median, distinct, mode, first, nth, rank, when, `else`, end
  case weekday, age, birthday, round, floor, ceil, abs, lower, upper, fold, length, concat
  case percentile, quintile, ntile
  // Stages and their options
  case show, stats, top, bottom, sort, asc, desc, limit, describe, explain, save, freeze
  case tag, add, remove, coupon, value, minimum, expires, export, columns, overwrite
  case why, diff
  case split
  case sample, salt, exclude, suppressed, hist, profile, overlap, rfm, grid

  private static let table: [String: Self] = Dictionary(
    uniqueKeysWithValues: Self.allCases.map { ($0.rawValue, $0) })

  /// The longest spelling, in bytes.
  static let longestSpelling = 10

  /// The keyword that a word spells in any case, or nil.
  package init?(spelling: String) {
    guard let keyword = Self.table[spelling.lowercased()] else { return nil }
    self = keyword
  }

  /// Whether the word can be a name only in double quotes.
  package var isReserved: Bool {
    switch self {
    case .segment, .let, .asof, .where, .and, .or, .not, .in, .between, .is, .yes, .no: true
    case .today, .yesterday, .as, .by, .case: true
    default: false
    }
  }

  /// Whether a statement may begin with it; such a word at the start of a line ends the statement
  /// before it.
  package var beginsStatement: Bool {
    switch self {
    case .segment, .let, .asof, .param, .expect: true
    default: false
    }
  }

  /// Whether a stage may begin with it.
  package var beginsStage: Bool { Self.stages.contains(self) }

  /// The words that begin a stage, in the order that help shows them.
  package static let stages: [Self] = [
    .count, .show, .by, .top, .bottom, .sort, .limit, .sample, .exclude, .split, .describe, .hist,
    .profile,
    .overlap, .rfm, .explain, .why, .diff, .save, .freeze, .tag, .coupon, .export,
  ]

  /// The words that may follow a value and ask something of it.
  static let testWords: [Self] = [
    .in, .between, .contains, .starts, .ends, .matches, .has, .is, .not,
  ]

  /// The aggregate functions.
  static let aggregates: [Self] = [
    .count, .sum, .avg, .min, .max, .median, .distinct, .mode, .first, .last, .nth,
  ]

  /// The other functions.
  static let functions: [Self] =
    [.rank] + FunctionSyntax.allCases.compactMap { Self(rawValue: $0.rawValue) }
}
