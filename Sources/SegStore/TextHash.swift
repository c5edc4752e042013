/// A fast hash of short byte strings, seeded in each process so that no file can be made to
/// collide; nothing that leaves the process depends on it.
///
/// It folds 64 by 64 bit products, after wyhash (Wang Yi, public domain).
enum TextHash {
  private static let seed: (UInt64, UInt64) = {
    var generator = SystemRandomNumberGenerator()
    return (generator.next() | 1, generator.next())
  }()

  /// The hash of all bytes.
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let length = UInt64(bytes.count)
    var hash = seed.1 ^ length
    guard bytes.count >= 8 else {
      return folded(folded(short(bytes) ^ seed.0, hash), seed.0 ^ length)
    }
    var position = 0
    while position + 16 < bytes.count {
      hash = folded(word(bytes, position) ^ seed.0, word(bytes, position + 8) ^ hash)
      position += 16
    }
    // The last words may overlap what was read before; the length tells where.
    let first = word(bytes, min(position, bytes.count - 8))
    let last = word(bytes, bytes.count - 8)
    return folded(folded(first ^ seed.0, last ^ hash), seed.0 ^ length)
  }

  /// Up to seven bytes as one number.
  private static func short(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 4 {
      let first = bytes.loadUnaligned(as: UInt32.self)
      let last = bytes.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self)
      return UInt64(first) << 32 | UInt64(last)
    }
    return bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes are those of another buffer, compared by words.
  func holdsSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    if count >= 8 { return sameWords(UInt64.self, as: other) }
    if count >= 4 { return sameWords(UInt32.self, as: other) }
    return zip(self, other).allSatisfy { $0 == $1 }
  }

  /// Compares words, the last of which may overlap the one before.
  private func sameWords<Word: FixedWidthInteger & BitwiseCopyable>(
    _: Word.Type, as other: UnsafeRawBufferPointer
  ) -> Bool {
    let size = MemoryLayout<Word>.size
    var position = 0
    while position < count {
      let offset = Swift.min(position, count - size)
      let word = loadUnaligned(fromByteOffset: offset, as: Word.self)
      guard word == other.loadUnaligned(fromByteOffset: offset, as: Word.self) else {
        return false
      }
      position += size
    }
    return true
  }
}
