import CEditline

/// Ctrl-C while a statement runs: a flag that long work polls.
package enum Interrupts {
  /// Runs `body` with Ctrl-C setting the flag instead of ending the process; starts with the
  /// flag clear.
  ///
  /// Calls nest.
  package static func catching<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    segsh_catch_interrupts()
    defer { segsh_release_interrupts() }
    segsh_clear_interrupt()
    return try body()
  }

  /// Whether Ctrl-C came since the flag was last clear; cheap and safe from any thread.
  package static var isRequested: Bool { segsh_interrupted() != 0 }

  /// Forgets a Ctrl-C that has been dealt with.
  package static func clear() { segsh_clear_interrupt() }
}
