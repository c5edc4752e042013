import SegPlan
import SegStore

/// What conditions came to at one as-of date, by what they mean, so that a statement that shares
/// clauses with an earlier one pays for its own alone.
///
/// Past the bound the results that were longest out of use are dropped.
struct ResultCache {
  /// What a result is the result of.
  enum Key: Hashable {
    case condition(Predicate, Domain)
    /// Clauses that all hold, in whatever order they were written.
    case conjunction(Set<Predicate>, Domain)
    /// Rows of a relation; the link of the selection does not matter.
    case rows(RowSelection)

    /// About how many bytes its lists take.
    fileprivate var bytes: Int {
      switch self {
      case .condition(let condition, _): condition.listedBytes
      case .conjunction(let clauses, _): clauses.reduce(0) { $0 + $1.listedBytes }
      case .rows(let rows): rows.listedBytes
      }
    }
  }

  private struct Entry {
    var result: Bitmap
    /// Of the result and of what it is the result of.
    var bytes: Int
    var lastUse: Int
  }

  private var entries: [Key: Entry] = [:]
  private var clock = 0
  private(set) var bytes = 0
  /// Most bytes that are kept.
  let bound: Int

  init(bound: Int) { self.bound = bound }

  subscript(key: Key) -> Bitmap? {
    mutating get {
      guard let entry = entries[key] else { return nil }
      clock += 1
      entries[key]?.lastUse = clock
      return entry.result
    }
    set {
      if let old = entries.removeValue(forKey: key) { bytes -= old.bytes }
      guard let newValue else { return }
      let size = newValue.words.count * 8 + key.bytes
      guard size <= bound / 2 else { return }
      clock += 1
      bytes += size
      entries[key] = Entry(result: newValue, bytes: size, lastUse: clock)
      if bytes > bound { makeRoom() }
    }
  }

  /// Forgets everything.
  mutating func removeAll() {
    entries = [:]
    bytes = 0
  }

  /// Drops down to three quarters of the bound, so that it is not needed at every result.
  private mutating func makeRoom() {
    for (key, entry) in entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
      guard bytes > bound / 4 * 3 else { return }
      bytes -= entry.bytes
      entries[key] = nil
    }
  }
}
