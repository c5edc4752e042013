/// Puts values of rows together by the group that each row belongs to, those of a group in the
/// order of their rows.
///
/// Values are first put into bundles of groups, then those of each bundle by group: what both steps
/// write to fits the caches, where places for millions of groups at once miss them at every row.
package struct RowGroups: Sendable {
  /// The rows in their order; nil is all rows whose group is not negative.
  private let rows: [Int32]?
  /// The group of each row, by row.
  private let groups: [Int32]
  private let bundles: Bundles
  /// For each share of the rows where its part of each bundle begins.
  private let shareStarts: [[Int]]
  /// Where each bundle begins, and one more.
  private let starts: [Int]
  /// Bundle by bundle the group of each row, counted from the first one of its bundle.
  private let members: [UInt16]
  /// Where each group's values begin, and one more.
  package let offsets: [UInt32]

  /// Takes `rows` in their order; nil is all rows whose group is not negative.
  ///
  /// `groups` are below `groupCount` and indexed by row.
  package init(_ rows: [Int32]?, by groups: [Int32], groupCount: Int) {
    let bundles = Bundles(groupCount: groupCount)
    let (starts, shareStarts) = Self.starts(rows, groups, bundles)
    let mask = Int32(truncatingIfNeeded: 1 << bundles.shift - 1)
    let members = LargePages.array(of: starts[bundles.count], of: UInt16.self) { places in
      Self.bundle(rows, groups, bundles, shareStarts, to: places) {
        UInt16(truncatingIfNeeded: groups[$0] & mask)
      }
    }
    (self.rows, self.groups, self.bundles) = (rows, groups, bundles)
    (self.starts, self.shareStarts, self.members) = (starts, shareStarts, members)
    var offsets = [UInt32](repeating: 0, count: groupCount + 1)
    offsets[groupCount] = UInt32(starts[bundles.count])
    offsets.withUnsafeMutableBufferPointer { buffer in
      // The groups of a bundle are nobody else's.
      nonisolated(unsafe) let offsets = buffer
      Parallel.run(bundles.count) { bundle in
        let own = UnsafeMutableBufferPointer(rebasing: offsets[bundles.groups(of: bundle)])
        for member in members[starts[bundle]..<starts[bundle + 1]] { own[Int(member)] += 1 }
        var place = UInt32(starts[bundle])
        for group in own.indices {
          let count = own[group]
          own[group] = place
          place += count
        }
      }
    }
    self.offsets = offsets
  }

  /// What `value` says of each row, group by group.
  @inline(__always)
  package func grouped<Value: BitwiseCopyable & Sendable>(
    _: Value.Type = Value.self, _ value: @Sendable (Int) -> Value
  ) -> [Value] {
    LargePages.array(of: members.count) { places in
      Self.bundle(rows, groups, bundles, shareStarts, to: places, value)
      // The places of a bundle are nobody else's.
      nonisolated(unsafe) let places = places
      Parallel.run(bundles.count) { bundle in
        orderBundle(bundle, UnsafeMutableBufferPointer(rebasing: places[range(of: bundle)]))
      }
    }
  }

  private func range(of bundle: Int) -> Range<Int> { starts[bundle]..<starts[bundle + 1] }

  /// Orders the values of a bundle by group.
  private func orderBundle<Value: BitwiseCopyable>(
    _ bundle: Int, _ values: UnsafeMutableBufferPointer<Value>
  ) {
    let start = UInt32(starts[bundle])
    let own = bundles.groups(of: bundle)
    withUnsafeTemporaryAllocation(of: Value.self, capacity: values.count) { given in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: own.count) { next in
        _ = given.initialize(fromContentsOf: values)
        for (group, offset) in offsets[own].enumerated() { next[group] = offset &- start }
        members.withUnsafeBufferPointer { members in
          for (index, member) in members[range(of: bundle)].enumerated() {
            let place = next[Int(member)]
            next[Int(member)] = place &+ 1
            values[Int(place)] = given[index]
          }
        }
      }
    }
  }
}

extension RowGroups {
  /// Groups that lie next to one another, taken together: a power of two in each bundle.
  private struct Bundles {
    let groupCount: Int
    /// A group's bundle is its number without these low bits.
    let shift: Int

    /// Enough bundles for all threads, but as few, and each of as few groups, as caches have room
    /// for.
    init(groupCount: Int) {
      self.groupCount = groupCount
      let bits = Int.bitWidth - max(0, groupCount - 1).leadingZeroBitCount
      shift = min(max(bits - 7, 0), max(13, min(bits - 11, 16)))
    }

    var count: Int { (groupCount + 1 << shift - 1) >> shift }

    func groups(of bundle: Int) -> Range<Int> {
      bundle << shift..<min((bundle + 1) << shift, groupCount)
    }
  }

  /// Where each bundle begins, and one more, and for each share of the rows where its part does.
  private static func starts(
    _ rows: [Int32]?, _ groups: [Int32], _ bundles: Bundles
  ) -> (bundles: [Int], shares: [[Int]]) {
    let rowCount = rows?.count ?? groups.count
    let shares = max(1, min(Parallel.width, rowCount >> 16))
    var next = Parallel.map(shares) { share in
      var counts = [Int](repeating: 0, count: bundles.count)
      forEachRow(rows, groups, share, of: shares) { counts[$1 &>> bundles.shift] &+= 1 }
      return counts
    }
    var starts = [0]
    for bundle in 0..<bundles.count {
      var place = starts[bundle]
      for share in next.indices {
        let count = next[share][bundle]
        next[share][bundle] = place
        place += count
      }
      starts.append(place)
    }
    return (starts, next)
  }

  /// Writes what `value` says of each row to its bundle.
  @inline(__always)
  private static func bundle<Value: BitwiseCopyable>(
    _ rows: [Int32]?, _ groups: [Int32], _ bundles: Bundles, _ shareStarts: [[Int]],
    to places: UnsafeMutableBufferPointer<Value>, _ value: @Sendable (Int) -> Value
  ) {
    // Every place belongs to one bundle of one share.
    nonisolated(unsafe) let places = places
    Parallel.run(shareStarts.count) { share in
      var next = shareStarts[share]
      next.withUnsafeMutableBufferPointer { next in
        forEachRow(rows, groups, share, of: shareStarts.count) { row, group in
          let place = next[group &>> bundles.shift]
          next[group &>> bundles.shift] = place &+ 1
          places[place] = value(row)
        }
      }
    }
  }

  /// Calls `body` with each row of a share and its group.
  @inline(__always)
  private static func forEachRow(
    _ rows: [Int32]?, _ groups: [Int32], _ share: Int, of shares: Int, _ body: (Int, Int) -> Void
  ) {
    let rowCount = rows?.count ?? groups.count
    let range = rowCount * share / shares..<rowCount * (share + 1) / shares
    groups.withUnsafeBufferPointer { groups in
      if let rows {
        for row in rows[range] { body(Int(row), Int(groups[Int(row)])) }
      } else {
        for row in range where groups[row] >= 0 { body(row, Int(groups[row])) }
      }
    }
  }
}
