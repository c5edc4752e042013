import SegModel

/// Rows of a stack put in the order in which a relation holds them.
struct RelationLayout {
  /// Rows of the stack, customer by customer, by time inside.
  let rows: [Int32]
  /// Where each customer's rows begin, and one more.
  let offsets: [UInt32]

  /// Lays out `rows` by customer and time; rows equal in both stay in the given order.
  ///
  /// `customers` and `times` are indexed by row of the stack. Linear when rows come in time order.
  init(_ rows: [Int32], customers: [Int32], times: [Int64]?, customerCount: Int) {
    var grouped = Self.grouped(rows, by: customers, groupCount: customerCount)
    if let times { Self.sortGroups(&grouped.rows, grouped.offsets, by: times) }
    self.rows = grouped.rows
    offsets = grouped.offsets
  }

  /// A counting sort of rows by group, stable; groups are indexed by row of the stack.
  static func grouped(
    _ rows: [Int32], by groups: [Int32], groupCount: Int
  ) -> (rows: [Int32], offsets: [UInt32]) {
    var offsets = [UInt32](repeating: 0, count: groupCount + 1)
    for row in rows { offsets[Int(groups[Int(row)]) + 1] += 1 }
    for group in 0..<groupCount { offsets[group + 1] += offsets[group] }
    var next = offsets
    var placed = [Int32](repeating: 0, count: rows.count)
    for row in rows {
      let group = Int(groups[Int(row)])
      placed[Int(next[group])] = row
      next[group] += 1
    }
    return (placed, offsets)
  }

  /// Sorts each group by time, stable; groups already in order are only read.
  private static func sortGroups(_ rows: inout [Int32], _ offsets: [UInt32], by times: [Int64]) {
    for group in 0..<max(0, offsets.count - 1) {
      let range = Int(offsets[group])..<Int(offsets[group + 1])
      guard let unsorted = firstDescent(in: range, of: rows, by: times) else { continue }
      guard range.count > 24 else {
        insertionSort(&rows, unsorted..<range.upperBound, from: range.lowerBound, by: times)
        continue
      }
      let keyed = range.map { (time: times[Int(rows[$0])], place: $0, row: rows[$0]) }
        .sorted { ($0.time, $0.place) < ($1.time, $1.place) }
      for (place, entry) in zip(range, keyed) { rows[place] = entry.row }
    }
  }

  private static func firstDescent(
    in range: Range<Int>, of rows: [Int32], by times: [Int64]
  ) -> Int? {
    guard range.count > 1 else { return nil }
    var last = times[Int(rows[range.lowerBound])]
    for place in range.lowerBound + 1..<range.upperBound {
      let time = times[Int(rows[place])]
      if time < last { return place }
      last = time
    }
    return nil
  }

  private static func insertionSort(
    _ rows: inout [Int32], _ range: Range<Int>, from start: Int, by times: [Int64]
  ) {
    for place in range {
      let row = rows[place]
      let time = times[Int(row)]
      var gap = place
      while gap > start, times[Int(rows[gap - 1])] > time {
        rows[gap] = rows[gap - 1]
        gap -= 1
      }
      rows[gap] = row
    }
  }
}
