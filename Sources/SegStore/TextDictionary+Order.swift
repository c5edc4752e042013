extension TextDictionary {
  /// The length of the shortest text; 0 where there is none.
  var shortest: Int {
    if let length = offsets.commonLength { return length }
    let pieces = lendTexts { texts in
      Parallel.mapPieces(of: count) { range in
        range.reduce(Int.max) { min($0, texts.length($1)) }
      }
    }
    return pieces.min() ?? 0
  }

  /// The length of the longest text.
  var longest: Int {
    offsets.commonLength
      ?? lendTexts { texts in (0..<count).reduce(0) { max($0, texts.length($1)) } }
  }

  /// Whether each text is longer than the one before it, or of equal length and later by bytes:
  /// then no text comes twice.
  var isAscending: Bool {
    if let numbers { return numbers.isAscending }
    return lendTexts { texts in
      Parallel.allPieces(of: count) { range in
        range.allSatisfy { code in
          code == 0 || Self.precedes(texts[code - 1], texts[code])
        }
      }
    }
  }

  private static func precedes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    guard a.count == b.count else { return a.count < b.count }
    var position = 0
    while position + 8 <= a.count {
      let (x, y) = (word(a, position), word(b, position))
      if x != y { return x < y }
      position += 8
    }
    while position < a.count {
      if a[position] != b[position] { return a[position] < b[position] }
      position += 1
    }
    return false
  }

  /// Eight bytes as a number that compares as they do.
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self).bigEndian
  }
}
