#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Why a statement could not be written to the history file; the statement is remembered until
/// the program ends all the same.
package struct HistoryFailure: Error, Sendable, Hashable {
  /// The file or directory.
  package let path: String
  /// What the system says, such as `No space left on device`.
  package let reason: String
}

/// The statements entered so far, one entry each, kept in a file that only grows.
///
/// Every statement is appended under a lock as soon as it is entered, so a killed session loses
/// nothing and sessions side by side interleave. The file is private to its owner.
package struct History: Sendable {
  /// Entries loaded at start and kept in memory.
  package static let limit = 10_000
  /// Bytes read from the end of the file at start.
  private static let loadedBytes = 32 << 20

  /// The file; nil when history is kept in memory only.
  package let path: String?
  /// The entries, oldest first.
  package private(set) var entries: [String] = []

  /// The history in the file at `path`, which need not exist; its directory is made when the
  /// first statement comes.
  ///
  /// Lines that are damaged are skipped.
  package init(path: String?) {
    self.path = path
    guard let path, let text = Self.tail(of: path) else { return }
    for line in text.split(separator: 0x0A).suffix(Self.limit) {
      guard let record = HistoryRecord(line: line) else {
        continue
      }
      if record.statement != entries.last { entries.append(record.statement) }
    }
  }

  /// Whether a statement is to be remembered: not when empty, begun with a blank, or the same as
  /// the entry before.
  package func accepts(_ statement: String) -> Bool {
    guard let first = statement.first, !first.isWhitespace else { return false }
    return statement != entries.last
  }

  /// Adds a statement at time `now` (seconds since 1970) and writes it out; does nothing with one
  /// that is not to be remembered.
  package mutating func append(_ statement: String, now: Int64) throws(HistoryFailure) {
    guard accepts(statement) else { return }
    entries.append(statement)
    if entries.count > Self.limit { entries.removeFirst(entries.count - Self.limit) }
    guard let path else { return }
    try Self.write(HistoryRecord(statement: statement, time: now).line, to: path)
  }
}

// MARK: the file

extension History {
  private static func tail(of path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    let start = max(0, size - off_t(loadedBytes))
    guard size > 0, lseek(descriptor, start, SEEK_SET) == start else { return nil }
    return unsafe [UInt8](unsafeUninitializedCapacity: Int(size - start)) { buffer, filled in
      while filled < buffer.count {
        guard let base = buffer.baseAddress else { return }
        let count = unsafe read(descriptor, base + filled, buffer.count - filled)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        filled += count
      }
    }
  }

  private static func write(_ line: String, to path: String) throws(HistoryFailure) {
    var descriptor = create(path)
    if descriptor < 0 && errno == ENOENT {
      try makeDirectory(path.split(separator: "/", omittingEmptySubsequences: false))
      descriptor = create(path)
    }
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { throw failure(path) }
    // A session killed in the middle of a line has left one without an end.
    let separator = endsInsideLine(descriptor) ? "\n" : ""
    var bytes = Array((separator + line + "\n").utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Self.write(descriptor, $0)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      bytes = bytes.dropFirst(count)
    }
  }

  private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Darwin)
      unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  private static func create(_ path: String) -> Int32 {
    unsafe open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
  }

  private static func makeDirectory(_ components: [Substring]) throws(HistoryFailure) {
    for depth in components.indices.dropFirst() {
      let directory = components[..<depth].joined(separator: "/")
      guard !directory.isEmpty else { continue }
      if unsafe mkdir(directory, 0o700) != 0 && errno != EEXIST { throw failure(directory) }
    }
  }

  private static func endsInsideLine(_ descriptor: Int32) -> Bool {
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    guard size > 0, unsafe pread(descriptor, &last, 1, size - 1) == 1 else { return false }
    return last != 0x0A
  }

  private static func failure(_ path: String) -> HistoryFailure {
    unsafe HistoryFailure(path: path, reason: String(cString: strerror(errno)))
  }
}
