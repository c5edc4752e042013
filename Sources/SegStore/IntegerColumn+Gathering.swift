extension IntegerColumn {
  /// The values of the given rows in their order; a negative row is unknown, and
  /// `areKnown` says that there is none.
  package func gathering(_ rows: [Int32], areKnown: Bool = false) -> IntegerColumn {
    let mask = Bitmap.gathering(validity, rows, areKnown: areKnown)
    switch storage {
    case .int8(let stored): return gathering(stored, rows, mask) { .int8($0) }
    case .int16(let stored): return gathering(stored, rows, mask) { .int16($0) }
    case .int32(let stored): return gathering(stored, rows, mask) { .int32($0) }
    case .int64(let stored): return gathering(stored, rows, mask) { .int64($0) }
    }
  }

  /// Gathers in the width that is there, and packs anew only where fewer values need less.
  private func gathering<Width: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ stored: [Width], _ rows: [Int32], _ mask: Bitmap?, _ storage: ([Width]) -> Storage
  ) -> IntegerColumn {
    let gathered = Parallel.array(rows.count, of: Width.self) { range, places in
      for position in range {
        let row = rows[position]
        // Unknown rows store the base, as in every column.
        places[position] = row < 0 ? 0 : stored[Int(row)]
      }
    }
    let column = IntegerColumn(storage: storage(gathered), base: base, validity: mask)
    let isAsNarrow = Self.form(of: column.bounds) == (MemoryLayout<Width>.size, base)
    return isAsNarrow ? column : IntegerColumn(column.widened, validity: mask)
  }
}
