#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Synchronization

/// A file that appears whole or not at all: written aside, synchronised, then renamed.
///
/// The bytes lie in a temporary file of mode 0600 in the same folder until `commit`; a file that
/// is never committed leaves nothing behind.
package final class AtomicFile: ByteSink {
  /// The path that will appear.
  package let path: String
  /// Bytes written so far.
  package private(set) var byteCount = 0
  private let folder: String
  private let temporaryPath: String
  private let replacesExisting: Bool
  private var descriptor: Int32

  /// Opens the temporary file; an existing target is refused unless `replace`, and anything but
  /// a regular file (a symbolic link, folder, pipe, device) always.
  package init(path: String, replace: Bool = false) throws(FileFailure) {
    self.path = path
    replacesExisting = replace
    folder = Self.folder(of: path)
    try Self.checkTarget(path, replace: replace)
    Self.sweepStale(in: folder)
    (descriptor, temporaryPath) = try Self.openTemporary(in: folder, for: path)
  }

  deinit { discard() }

  /// Adds bytes to the file beside the one that is meant.
  package func write(_ bytes: [UInt8]) throws(FileFailure) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(FileFailure) in
      try write(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Adds bytes that lie in memory during the call.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
    precondition(descriptor >= 0, "written after the end")
    let code = SystemCall.writeAll(descriptor, bytes)
    if code != 0 { throw fail(code) }
    byteCount += bytes.count
  }

  /// Makes the file appear under its path, on the disk for good.
  package func commit() throws(FileFailure) {
    precondition(descriptor >= 0, "committed twice")
    let code = SystemCall.synchronize(descriptor)
    if code != 0 { throw fail(code) }
    do {
      try Self.checkTarget(path, replace: replacesExisting)
    } catch {
      discard()
      throw error
    }
    let renamed = moveIntoPlace()
    if renamed == EEXIST {
      discard()
      throw Self.existing(path)
    }
    if renamed != 0 { throw fail(renamed) }
    close(descriptor)
    descriptor = -1
    try synchronizeFolder()
  }

  /// Gives up and removes what was written; does nothing after `commit`.
  package func discard() {
    guard descriptor >= 0 else { return }
    unlink(temporaryPath)
    close(descriptor)
    descriptor = -1
  }

  /// Removes temporary files that dead processes left in a folder; those still being written hold
  /// a lock and stay.
  package static func sweepStale(in folder: String) {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { continue }
      let candidate = folder + "/" + name
      let descriptor = SystemCall.open(candidate, O_WRONLY | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(candidate) }
      close(descriptor)
    }
  }

  private static let prefix = ".segsh-"
  private static let suffix = ".tmp"
  private static let counter = Atomic<Int>(0)

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func existing(_ path: String) -> FileFailure {
    FileFailure(.exists, path: path, message: "the file exists already")
  }

  private static func checkTarget(_ path: String, replace: Bool) throws(FileFailure) {
    if path.isEmpty || path.hasSuffix("/") || path.utf8.contains(0) {
      throw FileFailure(.cannotCreate, path: path, message: "expected the path of a file")
    }
    guard let status = SystemCall.statusOfEntry(path) else { return }
    switch SystemCall.format(status) {
    case S_IFREG:
      if !replace { throw existing(path) }
    case S_IFLNK:
      throw FileFailure(.cannotCreate, path: path, message: "a symbolic link is in the way")
    case S_IFDIR:
      throw FileFailure(.cannotCreate, path: path, message: "a folder is in the way")
    default:
      throw FileFailure(.cannotCreate, path: path, message: "something not a file is in the way")
    }
  }

  private static func openTemporary(
    in folder: String, for path: String
  ) throws(FileFailure) -> (descriptor: Int32, path: String) {
    while true {
      let number = counter.add(1, ordering: .relaxed).newValue
      let candidate = "\(folder)/\(prefix)\(getpid())-\(number)\(suffix)"
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
      let descriptor = SystemCall.open(candidate, flags, mode: 0o600)
      if descriptor == -EEXIST { continue }
      guard descriptor >= 0 else {
        throw FileFailure(.cannotCreate, path: path, message: SystemCall.message(-descriptor))
      }
      // A sweep by another process may have come between the two calls.
      var status = stat()
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fchmod(descriptor, 0o600) == 0,
        fstat(descriptor, &status) == 0, status.st_nlink == 1
      {
        return (descriptor, candidate)
      }
      unlink(candidate)
      close(descriptor)
    }
  }

  /// Gives the written file its name; returns 0 or the error code.
  private func moveIntoPlace() -> Int32 {
    if !replacesExisting {
      // A link, unlike a rename, never takes the place of a file that came in between.
      if link(temporaryPath, path) == 0 {
        unlink(temporaryPath)
        return 0
      }
      // File systems without links; the check above then has to do.
      if errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS { return errno }
    }
    return rename(temporaryPath, path) == 0 ? 0 : errno
  }

  private func synchronizeFolder() throws(FileFailure) {
    let handle = SystemCall.open(folder, O_RDONLY | O_DIRECTORY)
    guard handle >= 0 else { return }
    defer { close(handle) }
    let code = SystemCall.synchronize(handle)
    // Some file systems cannot synchronise a folder and say EINVAL.
    if code != 0 && code != EINVAL {
      throw FileFailure(.ioFailed, path: path, message: SystemCall.message(code))
    }
  }

  private func fail(_ code: Int32) -> FileFailure {
    discard()
    return FileFailure(.ioFailed, path: path, message: SystemCall.message(code))
  }
}
