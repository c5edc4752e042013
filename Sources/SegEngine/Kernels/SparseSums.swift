import SegStore

/// Sums of each owner's rows where few rows are meant: the rows are walked, not the owners.
///
/// Most owners have no meant row then, and asking each of them is what takes the time (measured:
/// 3 times slower with one meant row for three owners).
struct SparseSums {
  let mask: Bitmap
  let owners: RowOwners

  /// nil where enough rows are meant that asking each owner is better.
  init?(mask: Bitmap?, owners: RowOwners) {
    guard let mask, mask.population < owners.offsets.count / 2 else { return nil }
    self.mask = mask
    self.owners = owners
  }

  /// Owners whose sum of values lies in a range, which must not hold 0: what no rows come to.
  func owners<Width: FixedWidthInteger & Sendable>(
    _ values: [Width], _ base: Int64, in range: ClosedRange<Int64>
  ) -> Bitmap {
    let ends = owners.ends
    return values.withUnsafeBufferPointer { values in
      mask.words.withUnsafeBufferPointer { mask in
        // Read only, and only inside the closures.
        nonisolated(unsafe) let (values, mask) = (values, mask)
        return owners.eachBlock { rows, bits in
          OwnerSums.along(ends, from: rows.lowerBound, range, bits) { sums in
            FewRows.each(of: rows, mask) { first, rows in
              // Values lie far from one another: read in a loop without branches they arrive
              // together (measured: 4 times faster).
              withUnsafeTemporaryAllocation(of: Int64.self, capacity: rows.count) { few in
                for place in 0..<rows.count {
                  few[place] = base &+ Int64(truncatingIfNeeded: values[first &+ Int(rows[place])])
                }
                sums.add(first, rows, few)
              }
            }
          }
        }
      }
    }
  }
}
