import Foundation
import Synchronization

/// The SHA-256 of a file, worked out on a thread of its own.
final class FileDigest: Sendable {
  private let state = Mutex(State())
  private let changed = NSCondition()

  private struct State {
    var isDone = false
    var value: (sha256: String, byteCount: Int64)?
  }

  /// Begins at once.
  init(path: String) {
    Thread.detachNewThread { [self] in
      let value = Digest.file(at: path)
      changed.lock()
      state.withLock { $0 = State(isDone: true, value: value) }
      changed.broadcast()
      changed.unlock()
    }
  }

  /// The digest with the file's size, once it is known; nil when the file cannot be read.
  var value: (sha256: String, byteCount: Int64)? {
    changed.lock()
    defer { changed.unlock() }
    while !state.withLock(\.isDone) { changed.wait() }
    return state.withLock(\.value)
  }
}
