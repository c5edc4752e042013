#if canImport(Glibc)
  import Glibc
#endif

/// Memory for large arrays.
package enum LargePages {
  /// Asks for large pages under memory that was not written to yet: where the system gives them,
  /// the first write to each 2 MiB costs one fault instead of 512.
  package static func advise(_ memory: UnsafeMutableRawBufferPointer) {
    #if canImport(Glibc)
      let size = 1 << 21
      guard memory.count >= 2 * size, let start = memory.baseAddress else { return }
      let first = (UInt(bitPattern: start) + UInt(size) - 1) & ~UInt(size - 1)
      let last = (UInt(bitPattern: start) + UInt(memory.count)) & ~UInt(size - 1)
      // Only advice: a system without large pages refuses it, and nothing is lost.
      if first < last, let aligned = UnsafeMutableRawPointer(bitPattern: first) {
        _ = madvise(aligned, Int(last - first), MADV_HUGEPAGE)
      }
    #endif
  }

  /// An array whose elements `fill` writes, all of them, to fresh memory.
  package static func array<Element: BitwiseCopyable>(
    of count: Int, of _: Element.Type = Element.self,
    _ fill: (UnsafeMutableBufferPointer<Element>) -> Void
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      advise(UnsafeMutableRawBufferPointer(buffer))
      fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }
}
