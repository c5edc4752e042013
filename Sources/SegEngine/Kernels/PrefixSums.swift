import SegStore

/// Sums of each owner's rows as differences of running sums, on every core.
///
/// How many rows an owner has cannot be guessed, so that a loop over each owner's rows loses more
/// time at its end than in it (measured: 5 times slower). One running sum over all rows has no
/// such ends. For masks that keep most rows; few rows are better looked for by their bits.
struct PrefixSums {
  /// Rows that count, without those of an unknown value; nil means every row.
  let mask: Bitmap?
  /// Where each owner's rows begin, and one more.
  let offsets: [UInt32]

  /// Owners whose rows are summed at a time, and the most rows of them: running sums stay in the
  /// nearest cache.
  private static let owners = 256
  private static let rows = 2048

  /// The sum of each owner's values, in 4 bytes where no owner's sum can need more.
  ///
  /// - Parameters:
  ///   - column: values of which no sum of rows may leave 64 bits.
  ///   - longest: most rows of an owner.
  /// - Returns: One value for each owner, 0 for one without rows.
  func column(of column: IntegerColumn, longest: Int) -> IntegerColumn {
    let bounds = column.bounds ?? 0...0
    let largest = max(bounds.lowerBound.magnitude, bounds.upperBound.magnitude)
    let (reach, overflow) = largest.multipliedReportingOverflow(by: UInt64(longest))
    let isNarrow = !overflow && reach <= UInt64(Int32.max)
    return switch column.storage {
    case .int8(let values): sums(values, column.base, isNarrow)
    case .int16(let values): sums(values, column.base, isNarrow)
    case .int32(let values): sums(values, column.base, isNarrow)
    case .int64(let values): sums(values, column.base, isNarrow)
    }
  }

  private func sums<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, _ isNarrow: Bool
  ) -> IntegerColumn {
    if isNarrow {
      let (sums, summaries) = sums(values, base, of: Int32.self)
      return IntegerColumn(.int32(sums), 0, nil, summaries)
    }
    let (sums, summaries) = sums(values, base, of: Int64.self)
    return IntegerColumn(.int64(sums), 0, nil, summaries)
  }

  private func sums<Width: FixedWidthInteger & Sendable, Sum: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, of type: Sum.Type
  ) -> ([Sum], [BlockSummary]) {
    let count = offsets.count - 1
    var summaries: [BlockSummary] = []
    let sums = [Sum](unsafeUninitializedCapacity: count) { buffer, initialized in
      RowBits.reading(mask) { bits in
        values.withUnsafeBufferPointer { values in
          offsets.withUnsafeBufferPointer { offsets in
            // Each block writes its own owners' sums, and all end before these closures do.
            nonisolated(unsafe) let (target, bits) = (buffer, bits)
            nonisolated(unsafe) let (values, offsets) = (values, offsets)
            summaries = Parallel.map((count + BlockSummary.rows - 1) / BlockSummary.rows) { block in
              let start = block * BlockSummary.rows
              let owners = start..<min(start + BlockSummary.rows, count)
              return Running(bits: bits, values: values, base: base, offsets: offsets)
                .fill(owners, target)
            }
          }
        }
      }
      initialized = count
    }
    return (sums, summaries)
  }

  /// What the threads read.
  private struct Running<Width: FixedWidthInteger> {
    let bits: RowBits
    let values: UnsafeBufferPointer<Width>
    let base: Int64
    let offsets: UnsafeBufferPointer<UInt32>

    @inline(__always)
    func fill<Sum: FixedWidthInteger & Sendable>(
      _ owners: Range<Int>, _ target: UnsafeMutableBufferPointer<Sum>
    ) -> BlockSummary {
      var ends = Ends<Sum>()
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: PrefixSums.rows + 64) { running in
        for first in stride(from: owners.lowerBound, to: owners.upperBound, by: PrefixSums.owners) {
          let last = min(first + PrefixSums.owners, owners.upperBound)
          let start = Int(offsets[first])
          let end = Int(offsets[last])
          guard end - start < PrefixSums.rows else {
            for owner in first..<last { target[owner] = Sum(truncatingIfNeeded: sum(owner)) }
            continue
          }
          run(start, end, running)
          var before = running[0]
          for owner in first..<last {
            let after = running[Int(offsets[owner &+ 1]) &- start]
            target[owner] = Sum(truncatingIfNeeded: after &- before)
            before = after
          }
        }
      }
      for owner in owners { ends.note(target[owner]) }
      return ends.summary(0, unknowns: 0)
    }

    /// Running sums of the rows from `start` on, the first being 0 and one more than rows.
    @inline(__always)
    private func run(_ start: Int, _ end: Int, _ running: UnsafeMutableBufferPointer<Int64>) {
      var sum: Int64 = 0
      running[0] = 0
      var row = start
      while row < end {
        let next = min(row &+ 64, end)
        let set = bits.bits(row, next)
        for place in 0..<(next &- row) {
          let bit = Int64(truncatingIfNeeded: set &>> UInt64(truncatingIfNeeded: place)) & 1
          let value = base &+ Int64(truncatingIfNeeded: values[row &+ place])
          sum &+= value & (0 &- bit)
          running[row &+ place &- start &+ 1] = sum
        }
        row = next
      }
    }

    private func sum(_ owner: Int) -> Int64 {
      var sum: Int64 = 0
      bits.forEach(Int(offsets[owner]), Int(offsets[owner + 1])) {
        sum &+= base &+ Int64(truncatingIfNeeded: values[$0])
      }
      return sum
    }
  }
}
