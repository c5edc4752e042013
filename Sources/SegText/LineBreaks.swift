import Glibc

/// Line breaks in long texts, found by the C library where there may be much to pass: a script may hold megabytes of comments.
extension [UInt8] {
  /// Offset of the first line break at or after an offset; nil without one.
  package func lineBreak(from start: Int) -> Int? {
    withUnsafeBytes { bytes in
      guard start < bytes.count, let base = bytes.baseAddress,
        let found = memchr(base + start, 0x0A, bytes.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Offset of the last line break before an offset; nil without one.
  package func lineBreak(before end: Int) -> Int? {
    var offset = end
    while offset > 0 {
      offset -= 1
      if self[offset] == 0x0A { return offset }
    }
    return nil
  }
}
