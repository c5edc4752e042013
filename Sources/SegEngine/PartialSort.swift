/// The first few of an order without sorting everything.
enum PartialSort {
  /// The first `count` rows in an order, sorted; the order must be total and strict.
  ///
  /// Quickselect with the median of three as pivot, then a sort of what was kept: about three
  /// comparisons a row when `count` is small.
  static func first(
    _ count: Int, of rows: [Int32], by precedes: (Int32, Int32) -> Bool
  ) -> [Int32] {
    guard count < rows.count else { return rows.sorted(by: precedes) }
    guard count > 0 else { return [] }
    var rows = rows
    var low = 0
    var high = rows.count - 1
    while low < high {
      let pivot = median(rows[low], rows[(low + high) / 2], rows[high], precedes)
      var i = low
      var j = high
      while i <= j {
        while precedes(rows[i], pivot) { i += 1 }
        while precedes(pivot, rows[j]) { j -= 1 }
        if i <= j {
          rows.swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if count - 1 <= j {
        high = j
      } else if count - 1 >= i {
        low = i
      } else {
        break
      }
    }
    return rows.prefix(count).sorted(by: precedes)
  }

  private static func median(
    _ a: Int32, _ b: Int32, _ c: Int32, _ precedes: (Int32, Int32) -> Bool
  ) -> Int32 {
    if precedes(a, b) {
      if precedes(b, c) { return b }
      return precedes(a, c) ? c : a
    }
    if precedes(a, c) { return a }
    return precedes(b, c) ? c : b
  }
}
