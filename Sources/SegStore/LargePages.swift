#if canImport(Glibc)
  import Glibc
#endif

/// Memory for large arrays in large pages, which makes reading them out of order much faster.
enum LargePages {
  /// Asks for large pages under memory that was not written yet; what that does is the system's
  /// choice, and nothing depends on it.
  static func advise(_ memory: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      let pageSize = 2 << 20
      guard let base = memory.baseAddress, memory.count >= 2 * pageSize else { return }
      // Only whole pages within the memory are touched by the advice.
      let skipped = (pageSize - Int(bitPattern: base) % pageSize) % pageSize
      let length = (memory.count - skipped) / pageSize * pageSize
      _ = madvise(base + skipped, length, MADV_HUGEPAGE)
    #endif
  }
}
