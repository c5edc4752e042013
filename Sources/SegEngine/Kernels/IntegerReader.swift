import CMasks
import SegStore

/// Reads the integers of a column in place, whatever their width.
///
/// Good only while the column it was made of is kept by the caller.
struct IntegerReader {
  private enum Width {
    case int8, int16, int32, int64, uint8, uint16, uint32
  }

  private let start: UnsafeRawPointer
  private let width: Width
  private let base: Int64

  /// Lets `body` read a column in place.
  static func reading<Result>(
    _ column: IntegerColumn, _ body: (IntegerReader) -> Result
  ) -> Result {
    switch column.storage {
    case .int8(let stored): reading(stored, .int8, column.base, body)
    case .int16(let stored): reading(stored, .int16, column.base, body)
    case .int32(let stored): reading(stored, .int32, column.base, body)
    case .int64(let stored): reading(stored, .int64, column.base, body)
    }
  }

  /// Lets `body` read codes in place.
  static func reading<Result>(
    _ codes: TextColumn.Codes, _ body: (IntegerReader) -> Result
  ) -> Result {
    switch codes {
    case .uint8(let codes): reading(codes, .uint8, 0, body)
    case .uint16(let codes): reading(codes, .uint16, 0, body)
    case .uint32(let codes): reading(codes, .uint32, 0, body)
    case .rows: preconditionFailure("texts of their own have no codes")
    }
  }

  /// Lets `body` read integers in place.
  static func reading<Result>(
    _ integers: [Int64], _ body: (IntegerReader) -> Result
  ) -> Result {
    reading(integers, .int64, 0, body)
  }

  private static func reading<Stored, Result>(
    _ stored: [Stored], _ width: Width, _ base: Int64, _ body: (IntegerReader) -> Result
  ) -> Result {
    stored.withUnsafeBytes { bytes in
      // Nothing is read where there are no rows.
      let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
      guard let start else { preconditionFailure("an address that is not 0") }
      return body(IntegerReader(start: start, width: width, base: base))
    }
  }

  /// Writes the values of some rows less a number, of which the lowest 16 bits matter.
  func copy(_ rows: Range<Int>, less low: Int64, to target: UnsafeMutablePointer<Int16>) {
    let shift = Int16(truncatingIfNeeded: base &- low)
    func copy<Stored: FixedWidthInteger>(_: Stored.Type) {
      let values = start.assumingMemoryBound(to: Stored.self) + rows.lowerBound
      for place in 0..<rows.count {
        target[place] = Int16(truncatingIfNeeded: values[place]) &+ shift
      }
    }
    switch width {
    case .int8: copy(Int8.self)
    case .int16: copy(Int16.self)
    case .int32: copy(Int32.self)
    case .int64: copy(Int64.self)
    case .uint8: copy(UInt8.self)
    case .uint16: copy(UInt16.self)
    case .uint32: copy(UInt32.self)
    }
  }

  /// The stored value of a row, whatever its validity.
  @inline(__always)
  subscript(row: Int) -> Int64 {
    switch width {
    case .int8: base &+ Int64(start.load(fromByteOffset: row, as: Int8.self))
    case .int16: base &+ Int64(start.load(fromByteOffset: row &* 2, as: Int16.self))
    case .int32: base &+ Int64(start.load(fromByteOffset: row &* 4, as: Int32.self))
    case .int64: base &+ start.load(fromByteOffset: row &* 8, as: Int64.self)
    case .uint8: Int64(start.load(fromByteOffset: row, as: UInt8.self))
    case .uint16: Int64(start.load(fromByteOffset: row &* 2, as: UInt16.self))
    case .uint32: Int64(start.load(fromByteOffset: row &* 4, as: UInt32.self))
    }
  }

  /// Asks memory for the values of a few of some rows, counted from the first of these, before they
  /// are read.
  func ask(for rows: UnsafeBufferPointer<UInt32>, of all: Range<Int>) {
    let bytes =
      switch width {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32: 4
      case .int64: 8
      }
    segsh_ask_for_rows(
      start + all.lowerBound * bytes, bytes, rows.baseAddress, rows.count, all.count)
  }
}
