import CMasks

/// Set rows where they are few.
enum FewRows {
  /// Words whose rows are listed at a time.
  private static let listed = 256

  /// Calls `body` with the set rows among some, ascending, those of some words at a time, counted
  /// from the first row of these words.
  @inline(__always)
  static func each(
    of all: Range<Int>, _ mask: UnsafeBufferPointer<UInt64>,
    _ body: (_ first: Int, UnsafeBufferPointer<UInt32>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: listed * 64) { list in
      guard let mask = mask.baseAddress else { return }
      let end = (all.upperBound + 63) / 64
      for start in stride(from: all.lowerBound / 64, to: end, by: listed) {
        let count = min(listed, end - start)
        var found = 0..<segsh_list_rows(mask + start, count, list.baseAddress)
        // The first word and the last one may have rows of others.
        while let row = found.first, start * 64 + Int(list[row]) < all.lowerBound {
          found.removeFirst()
        }
        while let row = found.last, start * 64 + Int(list[row]) >= all.upperBound {
          found.removeLast()
        }
        if !found.isEmpty { body(start * 64, UnsafeBufferPointer(rebasing: list[found])) }
      }
    }
  }
}
