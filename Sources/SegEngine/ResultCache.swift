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
  }

  private struct Entry {
    var result: Bitmap
    var lastUse: Int
  }

  private var entries: [Key: Entry] = [:]
  private var clock = 0
  private(set) var bytes = 0
  /// Most bytes of results that are kept.
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
      if let old = entries.removeValue(forKey: key) { bytes -= Self.size(old.result) }
      guard let newValue, Self.size(newValue) <= bound / 2 else { return }
      clock += 1
      bytes += Self.size(newValue)
      entries[key] = Entry(result: newValue, lastUse: clock)
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
      bytes -= Self.size(entry.result)
      entries[key] = nil
    }
  }

  private static func size(_ result: Bitmap) -> Int { result.words.count * 8 }
}
