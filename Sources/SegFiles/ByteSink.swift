#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where written bytes go: a file, standard output, or another sink that counts them.
package protocol ByteSink {
  /// Takes all the bytes, which lie in memory during the call, or fails.
  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure)
}

extension ByteSink {
  /// Takes all the bytes, or fails.
  package mutating func write(_ bytes: [UInt8]) throws(FileFailure) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(FileFailure) in
      try write(UnsafeRawBufferPointer(buffer))
    }
  }
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
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
    let code = SystemCall.writeAll(descriptor, bytes)
    guard code != 0 else { return }
    let kind: FileFailure.Kind = code == EPIPE ? .readerGone : .ioFailed
    throw FileFailure(kind, path: name, message: SystemCall.message(code))
  }
}
