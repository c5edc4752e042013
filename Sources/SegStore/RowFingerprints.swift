import SegModel

/// 128 bits for each row of a stack, equal for rows that are equal cell for cell.
///
/// That two different rows share all bits is not expected among fewer than 2^60 rows.
struct RowFingerprints {
  /// The bits of one row.
  struct Fingerprint: Comparable {
    let high: UInt64
    let low: UInt64

    static func < (a: Self, b: Self) -> Bool { (a.high, a.low) < (b.high, b.low) }
  }

  private var high: [UInt64]
  private var low: [UInt64]

  /// Takes the columns of the stack, which have that many rows.
  init(_ columns: [Column], rowCount: Int) {
    high = [UInt64](repeating: 0x243F_6A88_85A3_08D3, count: rowCount)
    low = [UInt64](repeating: 0x1319_8A2E_0370_7344, count: rowCount)
    for column in columns {
      var cells = Self.cells(of: column)
      // Unknown is one more value, far from the small numbers that cells mostly are.
      column.validity?.complement.forEach { cells[$0] = 0xA409_3822_299F_31D0 }
      for (row, cell) in cells.enumerated() {
        high[row] = Self.mix(high[row] ^ cell, 0x9E37_79B9_7F4A_7C15)
        low[row] = Self.mix(low[row] &+ cell, 0xD6E8_FEB8_6659_FD93)
      }
    }
  }

  subscript(row: Int32) -> Fingerprint {
    Fingerprint(high: high[Int(row)], low: low[Int(row)])
  }

  /// Every cell as 64 bits that equal cells share.
  private static func cells(of column: Column) -> [UInt64] {
    switch column {
    case .integers(let column):
      return column.widened.map { UInt64(bitPattern: $0) }
    case .text(let column):
      // Equal texts of a plain column have different codes.
      return column.coded.widenedCodes.map { UInt64($0) }
    case .flags(let column):
      return (0..<column.count).map { column.values[$0] ? 1 : 0 }
    case .lists(let column):
      var cells = [UInt64](repeating: 0, count: column.count)
      for (index, members) in column.members.enumerated() {
        let name = mix(UInt64(index) &+ 1, 0x9E37_79B9_7F4A_7C15)
        for row in members.rows { cells[Int(row)] &+= name }
      }
      return cells
    }
  }

  /// Spreads every bit over all, after the finaliser of MurmurHash3 (Appleby).
  private static func mix(_ value: UInt64, _ factor: UInt64) -> UInt64 {
    var value = (value ^ (value >> 32)) &* factor
    value = (value ^ (value >> 29)) &* 0xBF58_476D_1CE4_E5B9
    return value ^ (value >> 32)
  }
}
