import SegStore

/// Which rows of a relation are meant, as words that a loop over owners reads; nil means all.
///
/// Good only while the bitmap it was made of is kept by the caller.
struct RowBits {
  private let words: UnsafePointer<UInt64>?
  private let last: Int

  /// Lets `body` read a mask in place.
  static func reading<Result>(_ mask: Bitmap?, _ body: (RowBits) -> Result) -> Result {
    guard let mask else { return body(RowBits(words: nil, last: 0)) }
    return mask.words.withUnsafeBufferPointer { words in
      body(RowBits(words: words.baseAddress, last: words.count - 1))
    }
  }

  /// The bits of `start..<end`, at most 64 rows, lowest row first.
  @inline(__always)
  func bits(_ start: Int, _ end: Int) -> UInt64 {
    guard start < end else { return 0 }
    let keep = UInt64.max >> UInt64(truncatingIfNeeded: 64 &- (end &- start))
    guard let words else { return keep }
    let index = start >> 6
    let shift = UInt64(truncatingIfNeeded: start & 63)
    let low = words[index] &>> shift
    // Shifting in two steps keeps the amount below 64 where the rows begin with the word.
    let high = index < last ? (words[index &+ 1] << 1) &<< (63 &- shift) : 0
    return (low | high) & keep
  }

  /// Number of meant rows among `start..<end`.
  @inline(__always)
  func count(_ start: Int, _ end: Int) -> Int {
    if end &- start <= 64 { return bits(start, end).nonzeroBitCount }
    var count = 0
    var row = start
    while row < end {
      let next = min(row &+ 64, end)
      count += bits(row, next).nonzeroBitCount
      row = next
    }
    return count
  }

  /// Calls `body` with each meant row of `start..<end`, ascending.
  @inline(__always)
  func forEach(_ start: Int, _ end: Int, _ body: (Int) -> Void) {
    var row = start
    while row < end {
      let next = min(row &+ 64, end)
      var rest = bits(row, next)
      while rest != 0 {
        body(row &+ rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
      row = next
    }
  }
}

extension RowBits {
  /// The first meant row of `start..<end`; -1 for none.
  @inline(__always)
  func first(_ start: Int, _ end: Int) -> Int {
    var row = start
    while row < end {
      let set = bits(row, min(row &+ 64, end))
      if set != 0 { return row &+ set.trailingZeroBitCount }
      row &+= 64
    }
    return -1
  }

  /// The last meant row of `start..<end`; -1 for none.
  @inline(__always)
  func last(_ start: Int, _ end: Int) -> Int {
    var row = end
    while row > start {
      let low = max(row &- 64, start)
      let set = bits(low, row)
      if set != 0 { return low &+ 63 &- set.leadingZeroBitCount }
      row = low
    }
    return -1
  }
}
