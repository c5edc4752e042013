#if canImport(Glibc)
  import Glibc
#endif

/// What the program does with memory that it gives back.
package enum FreedMemory {
  /// Keeps freed arrays for the next ones, however large they are, and 128 MB of what lies behind
  /// all others.
  ///
  /// Otherwise the C library returns each bitmap to the system, and a question spends a quarter of
  /// its time on clean pages; arrays from 32 MB on, as columns of 20 million customers are, it
  /// returns whatever its threshold (measured). To be called once, before there are threads.
  package static func keep() {
    #if canImport(Glibc)
      // Swift's module of the C library leaves malloc.h out.
      typealias SetOption = @convention(c) (_ option: Int32, _ value: Int32) -> Int32
      guard let symbol = dlsym(nil, "mallopt") else { return }
      let setOption = unsafeBitCast(symbol, to: SetOption.self)
      _ = setOption(mappingCount, 0)
      _ = setOption(trimThreshold, 128 << 20)
    #endif
  }

  /// Gives back to the system what has been freed so far, wherever it lies.
  ///
  /// For after a load, whose buffers nothing later needs as much of.
  package static func release() {
    #if canImport(Glibc)
      typealias Trim = @convention(c) (_ pad: Int) -> Int32
      guard let symbol = dlsym(nil, "malloc_trim") else { return }
      _ = unsafeBitCast(symbol, to: Trim.self)(0)
    #endif
  }

  /// `M_MMAP_MAX` and `M_TRIM_THRESHOLD` of glibc's malloc.h.
  private static let mappingCount: Int32 = -4
  private static let trimThreshold: Int32 = -1
}
