import Synchronization

/// Where a column, or one text of it, keeps what settles comparisons faster than the values do, as
/// soon as it has that.
///
/// Making it costs about as much as a few comparisons, so that the first one reads the values: most
/// columns of a script are compared once.
final class SecondUse<Kept: Sendable>: Sendable {
  private enum State {
    case unread
    case read
    case made(Kept?)
  }

  private let state = Mutex(State.unread)

  /// Columns with fewer rows have none: they are in a cache anyhow.
  static var fewestRows: Int { 1 << 18 }

  /// What is kept, which the second call makes; nil before, and where there is no use for it.
  func kept(_ make: () -> Kept?) -> Kept? {
    state.withLock { state in
      switch state {
      case .unread:
        state = .read
        return nil
      case .read:
        let kept = make()
        state = .made(kept)
        return kept
      case .made(let kept): return kept
      }
    }
  }
}
