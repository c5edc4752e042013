import SegStore

/// Which rows of a relation are meant, as words that a loop over owners reads; nil means all.
///
/// Good only while the bitmap it was made of is kept by the caller.
struct RowBits {
  private let words: UnsafePointer<UInt64>?
  private let last: Int

  /// Lets `body` read a mask in place.
  static func reading<Result>(_ mask: Bitmap?, _ body: (RowBits) -> Result) -> Result {
    // Where there are no rows there is no word to read.
    guard let mask, mask.count > 0 else { return body(RowBits(words: nil, last: 0)) }
    return mask.words.withUnsafeBufferPointer { words in
      body(RowBits(words: words.baseAddress, last: words.count - 1))
    }
  }

  /// 1 for a meant row, 0 for another.
  @inline(__always)
  func bit(_ row: Int) -> Int {
    guard let words else { return 1 }
    return Int(truncatingIfNeeded: words[row >> 6] &>> UInt64(truncatingIfNeeded: row) & 1)
  }

  /// The bits of `start..<end`, at most 64 rows, lowest row first.
  @inline(__always)
  func bits(_ start: Int, _ end: Int) -> UInt64 {
    guard let words else {
      return start < end ? UInt64.max &>> UInt64(truncatingIfNeeded: start &- end) : 0
    }
    let count = end &- start
    // Eight bytes from the first row's byte on hold at least 57 rows, and no branch depends on how
    // many there are (measured: a guess gone wrong costs more than all of this).
    if count <= 57, start >> 6 < last {
      let eight = UnsafeRawPointer(words).loadUnaligned(
        fromByteOffset: start >> 3, as: UInt64.self)
      let keep = (1 &<< UInt64(truncatingIfNeeded: count)) &- 1
      return (UInt64(littleEndian: eight) &>> UInt64(truncatingIfNeeded: start & 7)) & keep
    }
    return bits(start, end, words)
  }

  /// The bits of up to 64 rows, which may lie in the last word.
  private func bits(_ start: Int, _ end: Int, _ words: UnsafePointer<UInt64>) -> UInt64 {
    guard start < end else { return 0 }
    let index = start >> 6
    let shift = UInt64(truncatingIfNeeded: start & 63)
    let low = words[index] &>> shift
    // Shifting in two steps keeps the amount below 64 where the rows begin with the word.
    let high = index < last ? (words[index &+ 1] << 1) &<< (63 &- shift) : 0
    return (low | high) & (UInt64.max &>> UInt64(truncatingIfNeeded: start &- end))
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
  /// Number of meant rows of `start..<end`, with the first and the last of them, if any.
  @inline(__always)
  func ends(_ start: Int, _ end: Int) -> (count: Int, first: Int, last: Int) {
    guard end &- start <= 64 else {
      return (count(start, end), first(start, end), last(start, end))
    }
    let set = bits(start, end)
    return (
      set.nonzeroBitCount, start &+ set.trailingZeroBitCount,
      start &+ 63 &- set.leadingZeroBitCount
    )
  }

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
