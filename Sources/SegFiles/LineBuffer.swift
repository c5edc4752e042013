import SegStore

/// The lines of some rows of a list, written cell by cell into memory of its own.
///
/// What it writes is byte for byte what `CSVWriter` makes of the same values.
final class LineBuffer: @unchecked Sendable {
  // One thread fills it, and passes it on when it is done.
  private var base: UnsafeMutablePointer<UInt8>
  private var count = 0
  private var capacity: Int
  private let separator: UInt8

  /// Bytes that any cell but a text can take, and how far a text may be copied past its end.
  private static let slack = 64

  init(rowCount: Int, columnCount: Int, separator: UInt8) {
    capacity = rowCount * (columnCount * 16 + 1) + Self.slack
    base = .allocate(capacity: capacity)
    self.separator = separator
  }

  deinit { base.deallocate() }

  /// The bytes, good while the buffer is kept.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Appends a line for each row.
  func add(_ rows: ArraySlice<Int32>, _ columns: [LentCells]) {
    columns.withUnsafeBufferPointer { columns in
      // The place in the buffer stays in a register: in the class it would go through memory with
      // every byte.
      var target = base + count
      for (place, row) in rows.enumerated() {
        for index in columns.indices {
          if index > 0 { target.put(separator) }
          add(columns[index], Int(row), place, &target)
        }
        target.put(0x0A)
      }
      count = target - base
    }
  }

  @inline(__always)
  private func add(
    _ cells: LentCells, _ row: Int, _ place: Int, _ target: inout UnsafeMutablePointer<UInt8>
  ) {
    reserve(0, &target)
    if let validity = cells.validity, validity[row >> 6] &>> UInt64(row & 63) & 1 == 0 { return }
    switch cells.kind {
    case .codes8(let codes): addText(cells, Int(codes[row]), &target)
    case .codes16(let codes): addText(cells, Int(codes[row]), &target)
    case .codes32(let codes): addText(cells, Int(codes[row]), &target)
    case .texts: addText(cells, row, &target)
    case .flags(let flags):
      for byte in (flags[row >> 6] &>> UInt64(row & 63) & 1 == 1 ? "yes" : "no").utf8 {
        target.put(byte)
      }
    case .integers8(let values, let base, let decimals):
      target.put(base &+ Int64(values[row]), decimals)
    case .integers16(let values, let base, let decimals):
      target.put(base &+ Int64(values[row]), decimals)
    case .integers32(let values, let base, let decimals):
      target.put(base &+ Int64(values[row]), decimals)
    case .integers64(let values, let base, let decimals):
      target.put(base &+ values[row], decimals)
    case .made(let bytes, let ends):
      let start = place == 0 ? 0 : ends[place &- 1]
      reserve(ends[place] &- start, &target)
      target.update(from: bytes + start, count: ends[place] &- start)
      target += ends[place] &- start
    }
  }

  @inline(__always)
  private func addText(
    _ cells: LentCells, _ code: Int, _ target: inout UnsafeMutablePointer<UInt8>
  ) {
    let start = cells.offsets[code]
    let length = cells.offsets[code &+ 1] &- start
    // Most texts are short: 32 bytes at once cost less than asking for how many there are.
    if cells.isHarmless, length &- 1 < 32, length > 0, start &+ 32 <= cells.texts.count,
      let texts = cells.texts.baseAddress
    {
      let bytes = UnsafeRawPointer(texts + start).loadUnaligned(as: SIMD32<UInt8>.self)
      UnsafeMutableRawPointer(target).storeBytes(of: bytes, as: SIMD32<UInt8>.self)
      target += length
    } else {
      addAnyText(UnsafeBufferPointer(rebasing: cells.texts[start..<start &+ length]), &target)
    }
  }

  private func addAnyText(
    _ text: UnsafeBufferPointer<UInt8>, _ target: inout UnsafeMutablePointer<UInt8>
  ) {
    if CSVText.isPlain(text, separator), let source = text.baseAddress {
      reserve(text.count, &target)
      target.update(from: source, count: text.count)
      target += text.count
    } else {
      var quoted: [UInt8] = []
      CSVText.append(text, separator, to: &quoted)
      reserve(quoted.count, &target)
      for byte in quoted { target.put(byte) }
    }
  }

  /// Makes room for so many bytes, and for the slack after them.
  @inline(__always)
  private func reserve(_ bytes: Int, _ target: inout UnsafeMutablePointer<UInt8>) {
    if target - base &+ bytes &+ Self.slack > capacity { grow(bytes, &target) }
  }

  private func grow(_ bytes: Int, _ target: inout UnsafeMutablePointer<UInt8>) {
    let count = target - base
    capacity = 2 * capacity + bytes
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    target = larger + count
  }
}

extension UnsafeMutablePointer<UInt8> {
  /// Writes a byte and goes on behind it.
  @inline(__always)
  fileprivate mutating func put(_ byte: UInt8) {
    pointee = byte
    self += 1
  }

  /// Writes an integer with a point before its last digits and goes on behind it.
  @inline(__always)
  fileprivate mutating func put(_ value: Int64, _ decimals: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { digits in
      let place = CSVText.digits(of: value, decimals, into: digits)
      for index in place..<digits.count { put(digits[index]) }
    }
  }
}
