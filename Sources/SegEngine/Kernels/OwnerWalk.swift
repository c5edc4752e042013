import CMasks

/// The way of ascending rows through the owners whom they belong to.
///
/// Hardly anything branches: how many owners lie between two rows cannot be guessed.
struct OwnerWalk {
  private let offsets: UnsafeBufferPointer<UInt32>
  /// Whose the row is that was come to last.
  private(set) var owner: Int

  /// Begins at an owner; `offsets` holds where each owner's rows begin, and one more.
  init(from owner: Int, _ offsets: UnsafeBufferPointer<UInt32>) {
    (self.owner, self.offsets) = (owner, offsets)
  }

  /// Where the rows of the owner at hand end.
  @inline(__always)
  var end: Int { Int(offsets[owner &+ 1]) }

  /// Goes to a row that belongs to the owner at hand or to a later one.
  @inline(__always)
  mutating func go(to row: Int) {
    guard let base = offsets.baseAddress else { return }
    // Where the owner at hand ends, or one after it.
    var end = owner &+ 1
    while end &+ 16 <= offsets.count {
      let passed = segsh_not_above_16(base + end, UInt32(truncatingIfNeeded: row))
      end &+= Int(passed)
      owner = end &- 1
      if passed < 16 { return }
    }
    while offsets[end] <= row { end &+= 1 }
    owner = end &- 1
  }
}
