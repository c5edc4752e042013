import SegModel

/// Rows of a stack put in the order in which a relation holds them.
struct RelationLayout {
  /// Rows of the stack, customer by customer, by time inside.
  let rows: [Int32]
  /// Where each customer's rows begin, and one more.
  let offsets: [UInt32]

  /// Lays out `rows` (nil is every row that has a customer) by customer and time; rows equal in
  /// both stay in the given order.
  ///
  /// `customers` and `times` are indexed by row of the stack; unknown times come first. Linear when
  /// rows come in time order.
  init(_ rows: [Int32]?, customers: [Int32], times: IntegerColumn?, customerCount: Int) {
    var grouped = Self.grouped(rows, by: customers, groupCount: customerCount)
    // Grouping is stable: rows that stand in time order stay so.
    if let times, rows != nil || !times.isAscending {
      switch times.storage {
      case .int8(let stored): Self.sortGroups(&grouped, by: stored, times.validity)
      case .int16(let stored): Self.sortGroups(&grouped, by: stored, times.validity)
      case .int32(let stored): Self.sortGroups(&grouped, by: stored, times.validity)
      case .int64(let stored): Self.sortGroups(&grouped, by: stored, times.validity)
      }
    }
    self.rows = grouped.rows
    offsets = grouped.offsets
  }

  /// A counting sort of rows by group, stable; groups are indexed by row of the stack, and nil rows
  /// are all those whose group is not negative.
  static func grouped(
    _ rows: [Int32]?, by groups: [Int32], groupCount: Int
  ) -> (rows: [Int32], offsets: [UInt32]) {
    // Every share of the rows counts for itself, which may cost as much memory as the rows.
    let rowCount = rows?.count ?? groups.count
    let shares = max(1, min(Parallel.width, rowCount / max(groupCount, 1 << 14)))
    let counts = Parallel.map(shares) { share in
      var counts = [UInt32](repeating: 0, count: groupCount)
      forEachRow(rows, groups, in: rowCount * share / shares..<rowCount * (share + 1) / shares) {
        counts[$1] += 1
      }
      return counts
    }
    var (offsets, next) = placesToBegin(counts, groupCount)
    let placed = [Int32](unsafeUninitializedCapacity: Int(offsets[groupCount])) { buffer, count in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      next.withUnsafeMutableBufferPointer { next in
        // Every place belongs to one group of one share.
        nonisolated(unsafe) let (places, next) = (buffer, next)
        Parallel.run(shares) { share in
          let range = rowCount * share / shares..<rowCount * (share + 1) / shares
          next[share].withUnsafeMutableBufferPointer { next in
            forEachRow(rows, groups, in: range) { row, group in
              places[Int(next[group])] = row
              next[group] += 1
            }
          }
        }
      }
      count = buffer.count
    }
    return (placed, offsets)
  }

  /// Where each group's rows begin, and where in it each share's.
  private static func placesToBegin(
    _ counts: [[UInt32]], _ groupCount: Int
  ) -> (offsets: [UInt32], next: [[UInt32]]) {
    var next = counts
    var offsets = [UInt32](repeating: 0, count: groupCount + 1)
    var place: UInt32 = 0
    for group in 0..<groupCount {
      offsets[group] = place
      for share in next.indices {
        let count = next[share][group]
        next[share][group] = place
        place += count
      }
    }
    offsets[groupCount] = place
    return (offsets, next)
  }

  private static func forEachRow(
    _ rows: [Int32]?, _ groups: [Int32], in range: Range<Int>, _ body: (Int32, Int) -> Void
  ) {
    if let rows {
      for row in rows[range] { body(row, Int(groups[Int(row)])) }
    } else {
      for row in range where groups[row] >= 0 {
        body(Int32(truncatingIfNeeded: row), Int(groups[row]))
      }
    }
  }
}

extension RelationLayout {
  /// Sorts each group by time, stable; groups already in order are only read.
  private static func sortGroups<Time: FixedWidthInteger & Sendable>(
    _ grouped: inout (rows: [Int32], offsets: [UInt32]), by times: [Time], _ validity: Bitmap?
  ) {
    let offsets = grouped.offsets
    grouped.rows.withUnsafeMutableBufferPointer { buffer in
      // Pieces are whole groups, whose rows are nobody else's.
      nonisolated(unsafe) let rows = buffer
      Parallel.forEachPiece(of: max(0, offsets.count - 1)) { groups in
        for group in groups {
          let range = Int(offsets[group])..<Int(offsets[group + 1])
          sort(UnsafeMutableBufferPointer(rebasing: rows[range])) { row in
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
