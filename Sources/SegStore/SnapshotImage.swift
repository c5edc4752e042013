#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The bytes of a snapshot: a file mapped into memory, or an array.
///
/// A mapped file must keep its length while somebody reads it. Workspaces see to that: their data
/// files are written whole, renamed into place and never changed again.
package final class SnapshotImage: Sendable {
  /// Why a file cannot be mapped.
  package enum Failure: Error, Sendable, Hashable {
    case missing
    /// What the system says.
    case unreadable(String)
  }

  private enum Memory: Sendable {
    case array([UInt8])
    /// The address is that of a mapping which this object alone ends.
    case mapping(address: UInt)
  }

  /// What messages call it; empty for bytes without a file.
  let name: String
  /// Number of bytes.
  let count: Int
  private let memory: Memory

  /// Takes bytes that lie in memory.
  package init(bytes: [UInt8]) {
    name = ""
    count = bytes.count
    memory = .array(bytes)
  }

  /// Maps a regular file without reading it; `name` is what messages call it.
  package init(path: String, name: String) throws(Failure) {
    self.name = name
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing : Self.unreadable(errno)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.unreadable(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("not a regular file") }
    count = Int(status.st_size)
    guard count > 0 else {
      memory = .array([])
      return
    }
    let start = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
    guard start != MAP_FAILED, let start else { throw Self.unreadable(errno) }
    memory = .mapping(address: UInt(bitPattern: start))
  }

  deinit {
    if case .mapping(let address) = memory {
      munmap(UnsafeMutableRawPointer(bitPattern: address), count)
    }
  }

  private static func unreadable(_ code: Int32) -> Failure {
    .unreadable(String(cString: strerror(code)).lowercased())
  }

  /// Calls `body` with all bytes; they are only valid there, as long as the object lives.
  func withBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch memory {
    case .mapping(let address):
      // The mapping ends in `deinit`, and `self` is alive until this call is over.
      let bytes = UnsafeRawBufferPointer(
        start: UnsafeRawPointer(bitPattern: address), count: count)
      return try body(bytes)
    case .array(let bytes):
      return try bytes.withUnsafeBufferPointer { (buffer) throws(Failure) in
        try body(UnsafeRawBufferPointer(buffer))
      }
    }
  }

  /// Copies a range of the bytes.
  func bytes(_ range: Range<Int>) -> [UInt8] { withBytes { Array($0[range]) } }

  /// Whether a range holds zero bytes only.
  func isZero(_ range: Range<Int>) -> Bool { withBytes { $0[range].allSatisfy { $0 == 0 } } }

  /// Says that a range was copied and will not be looked at again, so that its memory is free for
  /// others.
  func release(_ range: Range<Int>) {
    guard case .mapping(let address) = memory else { return }
    let page = Int(getpagesize())
    let start = (range.lowerBound + page - 1) / page * page
    let end = range.upperBound == count ? count : range.upperBound / page * page
    guard start < end else { return }
    // A file's clean pages can always be read again.
    madvise(UnsafeMutableRawPointer(bitPattern: address + UInt(start)), end - start, MADV_DONTNEED)
  }
}
