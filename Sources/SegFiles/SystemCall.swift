#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The few system calls this module makes, with interruptions retried and errors as codes.
enum SystemCall {
  /// What an error code of the system means, in its own words.
  static func message(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }

  /// Opens a file; a negative result is the negated error code.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
    while true {
      #if canImport(Glibc)
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, mode)
      #else
        let descriptor = Darwin.open(path, flags | O_CLOEXEC, mode)
      #endif
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { return -errno }
    }
  }

  /// Writes all the bytes; returns 0 or the error code.
  static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        return errno
      }
      rest = rest.dropFirst(written)
    }
    return 0
  }

  /// Brings a file or folder to the disk; returns 0 or the error code.
  static func synchronize(_ descriptor: Int32) -> Int32 {
    while fsync(descriptor) != 0 {
      if errno != EINTR { return errno }
    }
    return 0
  }

  /// What is at a path, a symbolic link itself and not its target; nil when nothing is.
  static func statusOfEntry(_ path: String) -> stat? {
    var status = stat()
    return lstat(path, &status) == 0 ? status : nil
  }

  /// The format bits of a mode, such as `S_IFREG`.
  static func format(_ status: stat) -> mode_t { status.st_mode & S_IFMT }
}
