/// Finds separators, line ends and quotes among bytes, 64 at a time.
struct StopSearch {
  private let separators: SIMD16<UInt8>
  // As variables: comparison with a literal vector is compiled to a loop over its elements.
  private let lineFeeds = SIMD16<UInt8>(repeating: 0x0A)
  private let carriageReturns = SIMD16<UInt8>(repeating: 0x0D)
  private let quotes = SIMD16<UInt8>(repeating: 0x22)

  init(separator: UInt8) { separators = SIMD16(repeating: separator) }

  /// A bit for each of 64 bytes: whether it is the separator, ends a line or is a quote.
  @inline(__always)  // Called per 64 bytes; measured with the load benchmark.
  func stops(_ bytes: UnsafeRawPointer) -> UInt64 {
    quarter(bytes) | quarter(bytes + 16) << 16 | quarter(bytes + 32) << 32
      | quarter(bytes + 48) << 48
  }

  @inline(__always)  // Called per 16 bytes; measured with the load benchmark.
  private func quarter(_ bytes: UnsafeRawPointer) -> UInt64 {
    let vector = bytes.loadUnaligned(as: SIMD16<UInt8>.self)
    let isStop =
      Self.bytes(vector .== separators) | Self.bytes(vector .== lineFeeds)
      | Self.bytes(vector .== carriageReturns) | Self.bytes(vector .== quotes)
    // A byte that is a stop keeps a bit of its own, so that the sum of eight bytes is their bits.
    let weights = SIMD16<UInt8>(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128)
    let halves = unsafeBitCast(isStop & weights, to: SIMD2<UInt64>.self)
    let low = (UInt64(littleEndian: halves[0]) &* 0x0101_0101_0101_0101) &>> 56
    let high = (UInt64(littleEndian: halves[1]) &* 0x0101_0101_0101_0101) &>> 56
    return low | high &<< 8
  }

  /// The mask as bytes of all ones or zeros, which is how it is laid out.
  @inline(__always)  // Called per 16 bytes; measured with the load benchmark.
  private static func bytes(_ mask: SIMDMask<SIMD16<Int8>>) -> SIMD16<UInt8> {
    unsafeBitCast(mask, to: SIMD16<UInt8>.self)
  }
}
