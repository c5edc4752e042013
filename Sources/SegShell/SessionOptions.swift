package import SegModel

/// How a session behaves, as its command line or `.set` said.
package struct SessionOptions: Sendable {
  /// Whether somebody sits at the terminal and can be asked.
  package var isInteractive = false
  /// Agreed beforehand to everything that changes customers.
  package var agreesToAll = false
  /// Plans are printed and nothing is done.
  package var isDryRun = false
  /// After a failed statement the next one still runs.
  package var keepsGoing = false
  /// Statements are printed, as comments, before their results.
  package var echoes = false
  package var isQuiet = false
  /// Forbids actions, files and `.read`.
  package var isSafe = false
  /// Elapsed time after each statement, on standard error.
  package var showsTime = false
  /// What `--param` gave, by name in lower case, as it was written.
  package var parameters: [String: String] = [:]
  package var format: OutputFormat = .tsv
  /// The as-of date that was asked for; `asof` statements beat it.
  package var asOf: AsOfChoice = .now
  /// The day that counts as the present: the demo's own last day, else the clock's.
  package var present: AsOfChoice = .now

  package init() {}
}

/// What everything is computed as of, before any `asof` statement.
package enum AsOfChoice: Sendable, Hashable {
  case now
  case day(CalendarDate)
  case instant(Instant)
}
