extension [UInt8] {
  /// Offset of the first line break at or after an offset; nil without one.
  ///
  /// Looks at eight bytes at a time, for a script may hold megabytes of comments.
  package func lineBreak(from start: Int) -> Int? {
    withUnsafeBytes { bytes in
      var offset = start
      while offset + 8 <= bytes.count {
        // A byte that is 0 after this, and only one, borrows into its highest bit.
        let eight =
          bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          ^ 0x0A0A_0A0A_0A0A_0A0A
        if (eight &- 0x0101_0101_0101_0101) & ~eight & 0x8080_8080_8080_8080 != 0 { break }
        offset += 8
      }
      while offset < bytes.count {
        if bytes[offset] == 0x0A { return offset }
        offset += 1
      }
      return nil
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
