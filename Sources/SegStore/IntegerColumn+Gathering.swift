extension IntegerColumn {
  /// The values of the given rows in their order; a negative row is unknown, and
  /// `areKnown` says that there is none.
  ///
  /// Faster where `groups` put values in that order.
  package func gathering(
    _ rows: [Int32], areKnown: Bool = false, groups: RowGroups? = nil
  ) -> IntegerColumn {
    let mask = Bitmap.gathering(validity, rows, areKnown: areKnown)
    switch storage {
    case .int8(let stored): return gathering(stored, rows, groups, mask) { .int8($0) }
    case .int16(let stored): return gathering(stored, rows, groups, mask) { .int16($0) }
    case .int32(let stored): return gathering(stored, rows, groups, mask) { .int32($0) }
    case .int64(let stored): return gathering(stored, rows, groups, mask) { .int64($0) }
    }
  }

  /// Gathers in the width that is there, and packs anew only where fewer values need less.
  private func gathering<Width: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ stored: [Width], _ rows: [Int32], _ groups: RowGroups?, _ mask: Bitmap?,
    _ storage: ([Width]) -> Storage
  ) -> IntegerColumn {
    // Unknown rows store the base, as in every column.
    let gathered = stored.gathering(rows, groups, unknown: 0)
    let column = IntegerColumn(storage: storage(gathered), base: base, validity: mask)
    let isAsNarrow = Self.form(of: column.bounds) == (MemoryLayout<Width>.size, base)
    return isAsNarrow ? column : IntegerColumn(column.widened, validity: mask)
  }
}

extension Array where Element: BitwiseCopyable & Sendable {
  /// The elements at the given rows in their order, `unknown` for a negative row; by way of
  /// `groups` where they put values in that order.
  func gathering(_ rows: [Int32], _ groups: RowGroups?, unknown: Element) -> [Element] {
    if let groups {
      return withUnsafeBufferPointer { elements in
        // Only read, and by nobody after the call.
        nonisolated(unsafe) let elements = elements
        return groups.grouped { elements[$0] }
      }
    }
    return Parallel.array(rows.count) { range, places in
      for position in range {
        let row = rows[position]
        places[position] = row < 0 ? unknown : self[Int(row)]
      }
    }
  }
}
