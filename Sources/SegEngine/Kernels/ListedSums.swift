import SegStore

/// Sums of each owner's rows, where the rows that may be meant are listed.
struct ListedSums {
  /// Rows, ascending.
  let rows: [Int32]
  /// The places in the list that are meant; nil means all of them.
  let meant: Bitmap?
  /// The rows that exist; nil means every row.
  let existing: Bitmap?
  let owners: RowOwners

  /// Owners whose sum lies in a range, which must not hold 0: what no rows come to.
  ///
  /// `values` are those of the listed rows; nil adds 1 for each, so that the number of rows tells.
  func owners(_ values: IntegerColumn?, in range: ClosedRange<Int64>) -> Bitmap {
    let all = meant ?? Bitmap(count: rows.count, repeating: true)
    let meant = Bitmap.both(all, values?.validity) ?? all
    return switch values?.storage {
    case nil: owners([Int8](repeating: 1, count: rows.count), 0, in: range, meant)
    case .int8(let stored)?: owners(stored, values?.base ?? 0, in: range, meant)
    case .int16(let stored)?: owners(stored, values?.base ?? 0, in: range, meant)
    case .int32(let stored)?: owners(stored, values?.base ?? 0, in: range, meant)
    case .int64(let stored)?: owners(stored, values?.base ?? 0, in: range, meant)
    }
  }

  private func owners<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, in range: ClosedRange<Int64>, _ meant: Bitmap
  ) -> Bitmap {
    let ends = owners.ends
    return values.withUnsafeBufferPointer { values in
      rows.withUnsafeBufferPointer { rows in
        meant.words.withUnsafeBufferPointer { meant in
          RowBits.reading(existing) { existing in
            // Read only, and only inside the closures.
            nonisolated(unsafe) let (values, rows) = (values, rows)
            nonisolated(unsafe) let (meant, existing) = (meant, existing)
            return owners.eachBlock { block, bits in
              let start = rows.partitionIndex { Int($0) >= block.lowerBound }
              let places = start..<rows.partitionIndex { Int($0) >= block.upperBound }
              OwnerSums.along(ends, from: block.lowerBound, range, bits) { sums in
                FewRows.each(of: places, meant) { first, few in
                  Self.add(few, rows, values, from: first, base, existing, &sums)
                }
              }
            }
          }
        }
      }
    }
  }

  /// Adds the existing rows of some places, which are counted from a first one.
  @inline(__always)
  private static func add<Width: FixedWidthInteger>(
    _ few: UnsafeBufferPointer<UInt32>, _ rows: UnsafeBufferPointer<Int32>,
    _ values: UnsafeBufferPointer<Width>, from first: Int, _ base: Int64,
    _ existing: RowBits, _ sums: inout OwnerSums
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: few.count) { found in
      withUnsafeTemporaryAllocation(of: Int64.self, capacity: few.count) { added in
        var end = 0
        for place in few {
          // Written in any case: whether a row exists cannot be guessed.
          let row = UInt32(bitPattern: rows[first &+ Int(place)])
          found[end] = row
          added[end] = base &+ Int64(truncatingIfNeeded: values[first &+ Int(place)])
          end &+= existing.bit(Int(row))
        }
        sums.add(0, UnsafeBufferPointer(rebasing: found[..<end]), added)
      }
    }
  }
}
