import Synchronization

/// Where a column keeps its sketch, once it has one.
///
/// Making a sketch costs about as much as three comparisons, so that the first one reads the
/// values: most metrics of a script are compared once.
final class SketchPlace: Sendable {
  private enum State {
    case unread
    case read
    case made(ColumnSketch?)
  }

  private let state = Mutex(State.unread)

  /// The sketch from the second comparison on, where the column has use for one.
  func sketch(of column: IntegerColumn) -> ColumnSketch? {
    state.withLock { state in
      switch state {
      case .unread:
        state = .read
        return nil
      case .read:
        let sketch = ColumnSketch(column)
        state = .made(sketch)
        return sketch
      case .made(let sketch): return sketch
      }
    }
  }
}
