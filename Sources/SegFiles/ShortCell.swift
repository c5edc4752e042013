/// A cell of up to sixteen bytes, as two words that can be compared at once.
struct ShortCell: Equatable {
  private let low: UInt64
  private let high: UInt64
  /// Length and marks of the cell's span.
  private let form: UInt32

  /// Places in a table of cells seen lately.
  static let slots = 512
  /// Equals no cell.
  static let none = ShortCell()

  private init() { (low, high, form) = (0, 0, 0) }

  /// Nil for cells that are longer, or empty; eight bytes past the cell may be read.
  @inline(__always)  // Called per cell; measured with the load benchmark.
  init?(_ start: UnsafePointer<UInt8>, _ cell: CellSpan) {
    let length = cell.length
    guard length > 0, length <= 16 else { return nil }
    let raw = UnsafeRawPointer(start)
    let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    form = cell.lengthAndMarks
    guard length > 8 else {
      low = first & (.max &>> UInt64(truncatingIfNeeded: (8 &- length) &* 8))
      high = 0
      return
    }
    let second = UInt64(
      littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    low = first
    high = second & (.max &>> UInt64(truncatingIfNeeded: (16 &- length) &* 8))
  }

  /// A place in a table of `slots`.
  var slot: Int {
    let mixed = (low ^ high &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed &>> 55)
  }
}
