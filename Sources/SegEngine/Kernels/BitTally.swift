import SegStore

/// Counts, for every row at once, in how many bitmaps it is set: each count is spread over planes
/// of bits, the lowest first.
struct BitTally {
  private let count: Int
  private var planes: [[UInt64]] = []

  init(count: Int) { self.count = count }

  /// Adds one to the count of every row that is set.
  mutating func add(_ rows: Bitmap) {
    var carry = rows.words
    for plane in planes.indices {
      var isCarried: UInt64 = 0
      for word in carry.indices {
        let both = planes[plane][word] & carry[word]
        planes[plane][word] ^= carry[word]
        carry[word] = both
        isCarried |= both
      }
      if isCarried == 0 { return }
    }
    planes.append(carry)
  }

  /// Rows whose count is not below a number.
  func rows(withAtLeast least: Int) -> Bitmap {
    guard least > 0 else { return Bitmap(count: count, repeating: true) }
    guard least >> planes.count == 0 else { return Bitmap(count: count) }
    let wordCount = Bitmap.wordCount(for: count)
    // From the highest plane down: above for good, or equal so far.
    var above = [UInt64](repeating: 0, count: wordCount)
    var equal = [UInt64](repeating: .max, count: wordCount)
    for plane in planes.indices.reversed() {
      let bits = planes[plane]
      if least >> plane & 1 == 1 {
        for word in 0..<wordCount { equal[word] &= bits[word] }
      } else {
        for word in 0..<wordCount {
          above[word] |= equal[word] & bits[word]
          equal[word] &= ~bits[word]
        }
      }
    }
    return Bitmap(count: count, words: zip(above, equal).map { $0 | $1 })
  }
}
