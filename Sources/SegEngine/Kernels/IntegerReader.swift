import SegStore

/// Reads the integers of a column in place, whatever their width.
///
/// Good only while the column it was made of is kept by the caller.
struct IntegerReader {
  private let start: UnsafeRawPointer
  private let width: Int
  private let base: Int64

  /// Lets `body` read a column in place.
  static func reading<Result>(
    _ column: IntegerColumn, _ body: (IntegerReader) -> Result
  ) -> Result {
    switch column.storage {
    case .int8(let stored): reading(stored, 1, column.base, body)
    case .int16(let stored): reading(stored, 2, column.base, body)
    case .int32(let stored): reading(stored, 4, column.base, body)
    case .int64(let stored): reading(stored, 8, column.base, body)
    }
  }

  private static func reading<Width, Result>(
    _ stored: [Width], _ width: Int, _ base: Int64, _ body: (IntegerReader) -> Result
  ) -> Result {
    stored.withUnsafeBytes { bytes in
      // Nothing is read where there are no rows.
      let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
      guard let start else { preconditionFailure("an address that is not 0") }
      return body(IntegerReader(start: start, width: width, base: base))
    }
  }

  /// The stored value of a row, whatever its validity.
  @inline(__always)
  subscript(row: Int) -> Int64 {
    switch width {
    case 1: base &+ Int64(start.load(fromByteOffset: row, as: Int8.self))
    case 2: base &+ Int64(start.load(fromByteOffset: row &* 2, as: Int16.self))
    case 4: base &+ Int64(start.load(fromByteOffset: row &* 4, as: Int32.self))
    default: base &+ start.load(fromByteOffset: row &* 8, as: Int64.self)
    }
  }
}
