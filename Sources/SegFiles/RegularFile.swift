#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What is known of a file without reading it.
package enum RegularFile {
  /// Bytes of the regular file at a path, or of the one that a symbolic link there leads to; nil
  /// when there is none.
  package static func byteCount(at path: String) -> Int64? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int64(status.st_size)
  }
}
