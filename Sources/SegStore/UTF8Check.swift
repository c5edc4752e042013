/// Whether bytes are UTF-8, by the table of well-formed sequences of the Unicode Standard (3-7).
package enum UTF8Check {
  /// Whether each stretch of bytes between two offsets is well-formed; offsets must ascend within
  /// the bytes.
  package static func areTexts(_ bytes: [UInt8], _ offsets: TextOffsets) -> Bool {
    bytes.withUnsafeBytes { bytes in
      // The bytes are only read, and the calls are over before the closure is.
      nonisolated(unsafe) let bytes = bytes
      return Parallel.allPieces(of: offsets.count) { texts in
        let stretch = offsets[texts.lowerBound]..<offsets[texts.upperBound]
        let piece = UnsafeRawBufferPointer(rebasing: bytes[stretch])
        if isASCII(piece) { return true }
        // Together they are well-formed, so each is when it does not begin within a character.
        return isWellFormed(piece)
          && texts.allSatisfy {
            offsets[$0] == bytes.count || bytes[offsets[$0]] & 0xC0 != 0x80
          }
      }
    }
  }

  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var all: UInt64 = 0
    let words = bytes.count & ~7
    for position in stride(from: 0, to: words, by: 8) {
      all |= bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    }
    for byte in bytes[words...] { all |= UInt64(byte) }
    return all & 0x8080_8080_8080_8080 == 0
  }

  private static func isWellFormed(_ buffer: UnsafeRawBufferPointer) -> Bool {
    var position = 0
    while position < buffer.count {
      if position + 8 <= buffer.count,
        buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self) & 0x8080_8080_8080_8080
          == 0
      {
        position += 8
      } else if buffer[position] < 0x80 {
        position += 1
      } else {
        let length = sequenceLength(buffer, position)
        guard length > 0 else { return false }
        position += length
      }
    }
    return true
  }

  /// Bytes of the well-formed sequence beginning with a byte above 0x7F, or 0.
  private static func sequenceLength(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> Int {
    let first = bytes[position]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { return 0 }
    for offset in 2..<max(2, length) where bytes[position + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
