#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where written bytes go: a file, standard output, or memory.
package protocol ByteSink {
  /// Takes all the bytes, or fails.
  mutating func write(_ bytes: [UInt8]) throws(FileFailure)
}

/// Bytes to an open descriptor such as standard output, each write passed on at once.
package struct DescriptorSink: ByteSink {
  private let descriptor: Int32
  private let name: String

  /// Writes to a descriptor that the caller owns; `name` is what failures call it.
  package init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Standard output of this process.
  package static let standardOutput = DescriptorSink(descriptor: 1, name: "standard output")

  /// Writes all bytes, or fails.
  package mutating func write(_ bytes: [UInt8]) throws(FileFailure) {
    let code = bytes.withUnsafeBytes { SystemCall.writeAll(descriptor, $0) }
    guard code != 0 else { return }
    let kind: FileFailure.Kind = code == EPIPE ? .readerGone : .ioFailed
    throw FileFailure(kind, path: name, message: SystemCall.message(code))
  }
}

/// Bytes kept in memory.
package struct MemorySink: ByteSink, Sendable {
  /// Everything written so far.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Appends the bytes; never fails.
  package mutating func write(_ bytes: [UInt8]) throws(FileFailure) {
    self.bytes.append(contentsOf: bytes)
  }

  /// What was written, as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
