#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A regular file read in blocks, as often as needed, with plain reads.
///
/// Files are never mapped: one that shrinks under a mapping kills the process.
final class InputFile: Sendable {
  let path: String
  /// Bytes when it was opened.
  let size: Int
  private let descriptor: Int32
  /// The file as the user knows it, where this one is what it was unpacked to.
  private let origin: InputFile?
  private let status: stat

  init(path: String) throws(FileFailure) {
    self.path = path
    if path.utf8.contains(0) {
      throw FileFailure(.notFound, path: path, message: "a path cannot hold a NUL")
    }
    let handle = SystemCall.open(path, O_RDONLY | O_NONBLOCK)
    guard handle >= 0 else {
      let kind: FileFailure.Kind = handle == -ENOENT ? .notFound : .unreadable
      throw FileFailure(kind, path: path, message: SystemCall.message(-handle))
    }
    descriptor = handle
    origin = nil
    var status = stat()
    let isKnown = fstat(handle, &status) == 0
    self.status = status
    size = Int(status.st_size)
    if !isKnown || SystemCall.format(status) != S_IFREG {
      let what = SystemCall.format(status) == S_IFDIR ? "a folder" : "no regular file"
      throw FileFailure(.unreadable, path: path, message: "expected a file, found \(what)")
    }
  }

  /// Takes over the open file that another one was unpacked to.
  init(unpacked descriptor: Int32, size: Int, from origin: InputFile) {
    self.descriptor = descriptor
    self.size = size
    self.origin = origin
    path = origin.path
    status = origin.status
  }

  deinit { close(descriptor) }

  /// Reads bytes from an offset on, on any number of threads at once; 0 at the end.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileFailure) -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR {
        throw FileFailure(.unreadable, path: path, message: SystemCall.message(errno))
      }
    }
  }

  /// Fails when the file was written to since it was opened.
  func checkUnchanged() throws(FileFailure) {
    if let origin { return try origin.checkUnchanged() }
    var now = stat()
    let isSame =
      fstat(descriptor, &now) == 0 && now.st_size == status.st_size
      && Self.modification(now) == Self.modification(status)
    if !isSame { throw changed() }
  }

  /// The failure for a file that was written to while it was read.
  func changed() -> FileFailure {
    FileFailure(.changed, path: path, message: "the file changed while it was being read")
  }

  /// The failure for a load that was called off.
  func interrupted() -> FileFailure {
    FileFailure(.interrupted, path: path, message: "interrupted")
  }

  private static func modification(_ status: stat) -> [Int] {
    #if canImport(Glibc)
      [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    #else
      [status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec]
    #endif
  }
}
