/// Bytes in the making, numbers little-endian, texts after their length.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ value: [UInt8]) { bytes.append(contentsOf: value) }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func append(_ text: String) {
    append(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func append(optional text: String?) {
    append(text != nil)
    if let text { append(text) }
  }

  mutating func append(texts: [String]) {
    append(UInt32(texts.count))
    for text in texts { append(text) }
  }

  mutating func pad(to count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: max(0, count - bytes.count)))
  }
}
