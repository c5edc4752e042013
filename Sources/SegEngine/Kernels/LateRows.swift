import SegStore

/// Values of each owner's last meant rows, on every core.
struct LateRows {
  /// Where each owner's rows begin, and one more.
  let offsets: [UInt32]
  /// Rows that are meant; nil means all.
  let mask: Bitmap?

  /// The value of each owner's meant row at a place from the end, 1 being the last; unknown where
  /// there are fewer.
  func values(of column: IntegerColumn, fromEnd place: Int) -> IntegerColumn {
    switch column.storage {
    case .int8(let stored): values(stored, column.base, place) { .int8($0) }
    case .int16(let stored): values(stored, column.base, place) { .int16($0) }
    case .int32(let stored): values(stored, column.base, place) { .int32($0) }
    case .int64(let stored): values(stored, column.base, place) { .int64($0) }
    }
  }

  private func values<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, _ place: Int, _ storage: ([Width]) -> IntegerColumn.Storage
  ) -> IntegerColumn {
    let count = offsets.count - 1
    var known = [UInt64](repeating: 0, count: Bitmap.wordCount(for: count))
    var summaries: [BlockSummary] = []
    let found = [Width](unsafeUninitializedCapacity: count) { buffer, initialized in
      known.withUnsafeMutableBufferPointer { known in
        summaries = fill(buffer, known, values, base, place)
      }
      initialized = count
    }
    let validity = Bitmap.nilWhenFull(Bitmap(count: count, words: known))
    return IntegerColumn(storage(found), base, validity, summaries)
  }

  private func fill<Width: FixedWidthInteger & Sendable>(
    _ target: UnsafeMutableBufferPointer<Width>, _ known: UnsafeMutableBufferPointer<UInt64>,
    _ values: [Width], _ base: Int64, _ place: Int
  ) -> [BlockSummary] {
    RowBits.reading(mask) { bits in
      offsets.withUnsafeBufferPointer { offsets in
        values.withUnsafeBufferPointer { values in
          // Each block writes what belongs to its own owners, and all end before the closures do.
          nonisolated(unsafe) let (bits, offsets, values) = (bits, offsets, values)
          nonisolated(unsafe) let (target, known) = (target, known)
          let count = offsets.count - 1
          return Parallel.map((count + BlockSummary.rows - 1) / BlockSummary.rows) { block in
            let start = block * BlockSummary.rows
            let owners = start..<min(start + BlockSummary.rows, count)
            var ends = Ends<Width>()
            var others = 0
            for owner in owners {
              let row = bits.last(
                Int(offsets[owner]), Int(offsets[owner &+ 1]), skipping: place &- 1)
              target[owner] = row < 0 ? 0 : values[row]
              guard row >= 0 else {
                others &+= 1
                continue
              }
              known[owner >> 6] |= 1 &<< UInt64(truncatingIfNeeded: owner)
              ends.note(values[row])
            }
            return ends.summary(base, unknowns: others)
          }
        }
      }
    }
  }
}

extension RowBits {
  /// The last meant row of `start..<end` after leaving out so many from the end; -1 for none.
  @inline(__always)
  fileprivate func last(_ start: Int, _ end: Int, skipping: Int) -> Int {
    var row = end
    var left = skipping
    while row > start {
      let low = max(row &- 64, start)
      var set = bits(low, row)
      while set != 0, left > 0 {
        set &= ~(1 &<< UInt64(truncatingIfNeeded: 63 &- set.leadingZeroBitCount))
        left &-= 1
      }
      if set != 0 { return low &+ 63 &- set.leadingZeroBitCount }
      row = low
    }
    return -1
  }
}
