extension Collection where Index == Int {
  /// The first position whose element fulfils a condition that holds from there on, or the end.
  @inlinable
  package func partitionIndex(_ holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
