#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The right to change a workspace, held for one action or import and released by the kernel when
/// the process dies.
final class WriteLock {
  private let folder: WorkspaceFolder
  private var descriptor: Int32 = -1
  private var depth = 0

  init(folder: WorkspaceFolder) { self.folder = folder }

  deinit { if descriptor >= 0 { close(descriptor) } }

  var isHeld: Bool { depth > 0 }

  /// Takes the lock, waiting up to that many seconds for another holder; nests.
  func acquire(wait seconds: Double) throws(WorkspaceFailure) {
    if depth > 0 {
      depth += 1
      return
    }
    if descriptor < 0 { descriptor = try folder.openPrivate(folder.lock) }
    var waited = 0.0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw WorkspaceFailure(.ioFailed, "\(folder.lock): \(WorkspaceFolder.message(errno))")
      }
      guard waited < seconds else {
        throw WorkspaceFailure(
          .locked, "\(folder.path) is locked: another process is changing it")
      }
      usleep(Self.pauseMicroseconds)
      waited += Double(Self.pauseMicroseconds) / 1_000_000
    }
    depth = 1
  }

  /// Gives back one level.
  func release() {
    precondition(depth > 0, "a lock given back that was not held")
    depth -= 1
    if depth == 0 { flock(descriptor, LOCK_UN) }
  }

  private static let pauseMicroseconds: UInt32 = 20_000
}
