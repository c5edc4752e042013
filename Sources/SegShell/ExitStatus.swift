/// How a run ends, as scripts see it.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case fine = 0
  /// A statement failed, or an expectation did not hold.
  case failed = 1
  case dataUnavailable = 3
  /// Needs `--yes`, or a limit forbids it.
  case refused = 4
  case usage = 64
  case cannotCreate = 73
  case inputOutputFailed = 74
  case locked = 75
  case interrupted = 130
  case readerGone = 141
}
