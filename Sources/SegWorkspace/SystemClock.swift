#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import SegModel

/// The machine's clock, in one place so that everything else takes time as an argument.
package enum SystemClock {
  /// The present second.
  package static let now: @Sendable () -> Instant = {
    Instant(secondsSinceEpoch: Int64(time(nil)))
  }
}
