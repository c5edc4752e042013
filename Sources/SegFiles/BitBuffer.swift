import SegStore

/// Bits appended one by one or many at a time.
struct BitBuffer {
  private(set) var words: [UInt64] = []
  private(set) var count = 0

  mutating func append(_ bit: Bool) {
    if count & 63 == 0 { words.append(0) }
    if bit { words[count >> 6] |= 1 << UInt64(count & 63) }
    count += 1
  }

  /// Appends what `bit` says of each of the rows, those marked in `skips` left out.
  @inline(__always)  // So that the closure is part of the loop.
  mutating func append(_ rows: Int, skips: UnsafePointer<UInt8>?, _ bit: (Int) -> Bool) {
    var word: UInt64 = count & 63 == 0 ? 0 : words.removeLast()
    var filled = count & 63
    for row in 0..<rows {
      if let skips, skips[row] != 0 { continue }
      word |= (bit(row) ? 1 : 0) &<< UInt64(truncatingIfNeeded: filled)
      filled &+= 1
      count &+= 1
      if filled == 64 {
        words.append(word)
        (word, filled) = (0, 0)
      }
    }
    if filled > 0 { words.append(word) }
  }

  /// Appends that many ones.
  mutating func appendOnes(_ number: Int) {
    var left = number
    while left > 0 && count & 63 != 0 {
      append(true)
      left -= 1
    }
    while left >= 64 {
      words.append(.max)
      count += 64
      left -= 64
    }
    while left > 0 {
      append(true)
      left -= 1
    }
  }

  /// Appends the bits of a mask, or that many ones where there is none.
  mutating func append(_ mask: Bitmap?, count added: Int) {
    guard let mask else { return appendOnes(added) }
    let shift = UInt64(count & 63)
    for word in mask.words {
      if shift > 0 { words[words.count - 1] |= word << shift }
      // Past the mask's end its words hold zeros, so what sticks out is cut off below.
      words.append(shift > 0 ? word >> (64 - shift) : word)
    }
    count += added
    let needed = Bitmap.wordCount(for: count)
    if words.count > needed { words.removeLast(words.count - needed) }
  }

  /// The bits as a set of rows.
  var bitmap: Bitmap { Bitmap(count: count, words: words) }
}
