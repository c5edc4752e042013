/// Reads what `ByteWriter` wrote, refusing anything that does not fit.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func integer<Width: FixedWidthInteger & BitwiseCopyable>(
    _ width: Width.Type = Width.self
  ) throws(SnapshotDamage) -> Width {
    let size = MemoryLayout<Width>.size
    guard bytes.count - position >= size else { throw .damaged("the directory ends early") }
    defer { position += size }
    return bytes.withUnsafeBytes {
      Width(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Width.self))
    }
  }

  /// A number of things of which each takes some bytes here or stands for a row.
  mutating func count() throws(SnapshotDamage) -> Int {
    let value = try integer(UInt32.self)
    guard value <= bytes.count - position else { throw .damaged("an impossible count") }
    return Int(value)
  }

  /// A number of rows, at most what row numbers can tell apart.
  mutating func rowCount() throws(SnapshotDamage) -> Int {
    let value = try integer(UInt64.self)
    guard value <= UInt64(Int32.max) else { throw .damaged("an impossible row count") }
    return Int(value)
  }

  mutating func flag() throws(SnapshotDamage) -> Bool {
    switch try integer(UInt8.self) {
    case 0: return false
    case 1: return true
    default: throw .damaged("a mark that is neither yes nor no")
    }
  }

  mutating func text() throws(SnapshotDamage) -> String {
    let count = try count()
    defer { position += count }
    guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
      throw .damaged("a name that is not UTF-8")
    }
    return text
  }

  mutating func optionalText() throws(SnapshotDamage) -> String? {
    try flag() ? try text() : nil
  }

  mutating func texts() throws(SnapshotDamage) -> [String] {
    var texts: [String] = []
    for _ in 0..<(try count()) { texts.append(try text()) }
    return texts
  }
}
