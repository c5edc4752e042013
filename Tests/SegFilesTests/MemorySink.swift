import SegFiles

/// Bytes kept in memory, to look at what a writer wrote.
struct MemorySink: ByteSink {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ bytes: [UInt8]) throws(FileFailure) {
    self.bytes.append(contentsOf: bytes)
  }

  /// What was written, as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}
