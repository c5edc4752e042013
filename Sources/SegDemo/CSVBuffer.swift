/// Bytes of a CSV file on their way out.
struct CSVBuffer {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var count: Int { bytes.count }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Ends the cell.
  mutating func comma() { bytes.append(0x2C) }

  /// Ends the row.
  mutating func newline() { bytes.append(0x0A) }

  mutating func byte(_ value: UInt8) { bytes.append(value) }

  /// Bytes that need no quotes, or have theirs already.
  mutating func raw(_ cell: [UInt8]) { bytes.append(contentsOf: cell) }

  mutating func raw(_ cell: ArraySlice<UInt8>) { bytes.append(contentsOf: cell) }

  /// A cell, in quotes when RFC 4180 asks for them.
  mutating func quoted(_ cell: [UInt8]) { bytes.append(contentsOf: Self.cell(cell)) }

  /// A whole number, padded with zeros to `width` digits.
  mutating func number(_ value: Int, width: Int = 1) {
    if value < 0 { bytes.append(0x2D) }
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(0x30 + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    while bytes.count - start < width { bytes.append(0x30) }
    var low = start
    var high = bytes.count - 1
    while low < high {
      bytes.swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  /// Cents as `12.50`.
  mutating func money(_ cents: Int) {
    if cents < 0 { bytes.append(0x2D) }
    let magnitude = Int(cents.magnitude)
    number(magnitude / 100)
    bytes.append(0x2E)
    number(magnitude % 100, width: 2)
  }

  /// Seconds since the shop's first midnight, as `2025-10-07 09:50:26`.
  mutating func dateTime(_ second: Int, in season: Season) {
    raw(season.dateText(second / 86_400))
    bytes.append(0x20)
    let secondOfDay = second % 86_400
    number(secondOfDay / 3600, width: 2)
    bytes.append(0x3A)
    number(secondOfDay / 60 % 60, width: 2)
    bytes.append(0x3A)
    number(secondOfDay % 60, width: 2)
  }

  /// Text as a cell, in quotes when RFC 4180 asks for them.
  static func cell(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    var result: [UInt8] = [0x22]
    for byte in text {
      if byte == 0x22 { result.append(0x22) }
      result.append(byte)
    }
    result.append(0x22)
    return result
  }
}
