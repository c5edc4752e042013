import SegModel

/// Rows of a stack put in the order in which a relation holds them.
struct RelationLayout {
  /// Rows of the stack, customer by customer, by time inside.
  private(set) var rows: [Int32]
  /// Where each customer's rows begin, and one more.
  let offsets: [UInt32]
  /// What puts other values of the rows in the same order, where grouping them is enough.
  private(set) var groups: RowGroups?

  /// Lays out `rows` (nil is every row that has a customer) by customer and time; rows equal in
  /// both stay in the given order.
  ///
  /// `customers` and `times` are indexed by row of the stack; unknown times come first. Linear when
  /// rows come in time order.
  init(_ rows: [Int32]?, customers: [Int32], times: IntegerColumn?, customerCount: Int) {
    let groups = RowGroups(rows, by: customers, groupCount: customerCount)
    self.rows = groups.grouped { Int32(truncatingIfNeeded: $0) }
    offsets = groups.offsets
    // Grouping is stable: rows that stand in time order stay so.
    guard let times, rows != nil || !times.isAscending else {
      self.groups = groups
      return
    }
    switch times.storage {
    case .int8(let stored): sortGroups(by: stored, times.validity)
    case .int16(let stored): sortGroups(by: stored, times.validity)
    case .int32(let stored): sortGroups(by: stored, times.validity)
    case .int64(let stored): sortGroups(by: stored, times.validity)
    }
  }

  /// Lets go of `groups`, which take more memory than the rows.
  mutating func dropGroups() { groups = nil }
}

extension RelationLayout {
  /// Sorts each group by time, stable; groups already in order are only read.
  private mutating func sortGroups<Time: FixedWidthInteger & Sendable>(
    by times: [Time], _ validity: Bitmap?
  ) {
    let offsets = offsets
    rows.withUnsafeMutableBufferPointer { buffer in
      // Pieces are whole groups, whose rows are nobody else's.
      nonisolated(unsafe) let rows = buffer
      Parallel.forEachPiece(of: max(0, offsets.count - 1)) { groups in
        for group in groups {
          let range = Int(offsets[group])..<Int(offsets[group + 1])
          Self.sort(UnsafeMutableBufferPointer(rebasing: rows[range])) { row in
            validity.map { $0[Int(row)] } ?? true ? Int64(times[Int(row)]) : .min
          }
        }
      }
    }
  }

  private static func sort(
    _ rows: UnsafeMutableBufferPointer<Int32>, by time: (Int32) -> Int64
  ) {
    guard let unsorted = firstDescent(of: rows, by: time) else { return }
    if rows.count <= 24 { return insertionSort(rows, from: unsorted, by: time) }
    let keyed = rows.enumerated().map { (time: time($1), place: $0, row: $1) }
      .sorted { ($0.time, $0.place) < ($1.time, $1.place) }
    for (place, entry) in keyed.enumerated() { rows[place] = entry.row }
  }

  private static func firstDescent(
    of rows: UnsafeMutableBufferPointer<Int32>, by time: (Int32) -> Int64
  ) -> Int? {
    guard var last = rows.first.map(time) else { return nil }
    for place in rows.indices.dropFirst() {
      let next = time(rows[place])
      if next < last { return place }
      last = next
    }
    return nil
  }

  private static func insertionSort(
    _ rows: UnsafeMutableBufferPointer<Int32>, from start: Int, by time: (Int32) -> Int64
  ) {
    for place in start..<rows.count {
      let row = rows[place]
      let own = time(row)
      var gap = place
      while gap > 0, time(rows[gap - 1]) > own {
        rows[gap] = rows[gap - 1]
        gap -= 1
      }
      rows[gap] = row
    }
  }
}

extension IntegerColumn {
  /// Whether all values are known and none is below the one before it.
  fileprivate var isAscending: Bool {
    guard validity == nil else { return false }
    return switch storage {
    case .int8(let stored): Self.isAscending(stored)
    case .int16(let stored): Self.isAscending(stored)
    case .int32(let stored): Self.isAscending(stored)
    case .int64(let stored): Self.isAscending(stored)
    }
  }

  private static func isAscending(_ stored: [some FixedWidthInteger & Sendable]) -> Bool {
    Parallel.allPieces(of: stored.count) { range in
      range.allSatisfy { $0 == 0 || stored[$0 - 1] <= stored[$0] }
    }
  }
}
