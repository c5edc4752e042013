import CMasks

/// A fixed-width set of row numbers, one bit a row in 64-bit words; bits past `count` are zero.
package struct Bitmap: Sendable, Hashable {
  /// Number of rows, set or not.
  package let count: Int
  /// The bits, lowest row in the lowest bit of the first word; `(count + 63) / 64` words.
  package private(set) var words: [UInt64]

  /// All rows set, or none.
  package init(count: Int, repeating isSet: Bool = false) {
    self.count = count
    words = [UInt64](repeating: isSet ? .max : 0, count: Self.wordCount(for: count))
    clearTail()
  }

  /// Takes words as built by a kernel; bits past `count` are cleared.
  package init(count: Int, words: [UInt64]) {
    precondition(words.count == Self.wordCount(for: count), "word count does not fit the rows")
    self.count = count
    self.words = words
    clearTail()
  }

  /// The given rows, in any order.
  package init(count: Int, rows: some Sequence<Int>) {
    self.init(count: count)
    for row in rows { self[row] = true }
  }

  /// Words needed for that many rows.
  package static func wordCount(for count: Int) -> Int { (count + 63) / 64 }

  /// Whether a row is set.
  package subscript(row: Int) -> Bool {
    get {
      precondition(row >= 0 && row < count, "row outside the bitmap")
      return words[row >> 6] & (1 << UInt64(row & 63)) != 0
    }
    set {
      precondition(row >= 0 && row < count, "row outside the bitmap")
      if newValue {
        words[row >> 6] |= 1 << UInt64(row & 63)
      } else {
        words[row >> 6] &= ~(1 << UInt64(row & 63))
      }
    }
  }

  /// Number of set rows.
  package var population: Int {
    words.withUnsafeBufferPointer { words in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let words = words
      return Parallel.mapPieces(of: words.count, size: Self.wordsPerPiece) { piece in
        words.baseAddress.map { segsh_population($0 + piece.lowerBound, piece.count) } ?? 0
      }.reduce(0, +)
    }
  }

  /// Whether no row is set.
  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// Calls `body` with each set row, ascending.
  package func forEach<Failure>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        try body(index << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }

  /// The set rows, ascending.
  package var rows: [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(population)
    forEach { result.append(Int32(truncatingIfNeeded: $0)) }
    return result
  }

  /// Whether the invariant holds that bits past `count` are zero.
  package var isWellFormed: Bool {
    guard words.count == Self.wordCount(for: count) else { return false }
    guard count & 63 != 0, let last = words.last else { return true }
    return last >> UInt64(count & 63) == 0
  }

  private mutating func clearTail() {
    guard count & 63 != 0 else { return }
    words[words.count - 1] &= (1 << UInt64(count & 63)) - 1
  }
}

extension Bitmap {
  /// Adds the rows of another bitmap of the same width.
  package mutating func formUnion(_ other: Bitmap) { combine(other) { $0 | $1 } }
  /// Keeps only the rows that another bitmap of the same width has too.
  package mutating func formIntersection(_ other: Bitmap) { combine(other) { $0 & $1 } }
  /// Removes the rows of another bitmap of the same width.
  package mutating func subtract(_ other: Bitmap) { combine(other) { $0 & ~$1 } }

  /// The rows that either has.
  package func union(_ other: Bitmap) -> Bitmap {
    var result = self
    result.formUnion(other)
    return result
  }

  /// The rows that both have.
  package func intersection(_ other: Bitmap) -> Bitmap {
    var result = self
    result.formIntersection(other)
    return result
  }

  /// The rows that the other has not.
  package func subtracting(_ other: Bitmap) -> Bitmap {
    var result = self
    result.subtract(other)
    return result
  }

  /// The rows that are not set.
  package var complement: Bitmap {
    var result = self
    result.change { place, _ in place = ~place }
    result.clearTail()
    return result
  }

  /// The same set among more rows; `newCount` must not be below `count`.
  package func extended(to newCount: Int) -> Bitmap {
    precondition(newCount >= count, "a bitmap cannot shrink")
    let added = Self.wordCount(for: newCount) - words.count
    return Bitmap(count: newCount, words: words + [UInt64](repeating: 0, count: added))
  }

  @inline(__always)
  private mutating func combine(
    _ other: Bitmap, _ operation: @Sendable (UInt64, UInt64) -> UInt64
  ) {
    precondition(count == other.count, "bitmaps of different widths")
    other.words.withUnsafeBufferPointer { others in
      // Read only, and only inside the closures.
      nonisolated(unsafe) let others = others
      change { place, index in place = operation(place, others[index]) }
    }
  }

  /// Changes every word, given its number; large bitmaps on every core.
  @inline(__always)
  private mutating func change(_ body: @Sendable (inout UInt64, Int) -> Void) {
    words.withUnsafeMutableBufferPointer { words in
      // Each piece changes words of its own, and all of them end before the closure does.
      nonisolated(unsafe) let words = words
      _ = Parallel.mapPieces(of: words.count, size: Self.wordsPerPiece) { piece in
        for index in piece { body(&words[index], index) }
      }
    }
  }

  /// Words up to which one thread is faster than several, and that each of several takes at a time.
  private static let wordsPerPiece = 1 << 14
}

extension Bitmap {
  /// The same mask, or nil when every row is set: how a validity is held.
  package static func nilWhenFull(_ mask: Bitmap?) -> Bitmap? {
    mask.flatMap { $0.population == $0.count ? nil : $0 }
  }

  /// The bits of the given rows in their order, a negative row being unset; nil when all are set.
  ///
  /// A nil source has every bit set.
  package static func gathering(
    _ source: Bitmap?, _ rows: [Int32], areKnown: Bool = false
  ) -> Bitmap? {
    guard source != nil || !areKnown && hasNegative(rows) else { return nil }
    let isSet = RowMask(source)
    return nilWhenFull(
      Self.rows(of: rows.count) { rows[$0] >= 0 && isSet[Int(rows[$0])] })
  }

  /// The rows, of so many, for which something holds; asked on every core.
  @inline(__always)
  static func rows(of count: Int, where holds: @Sendable (Int) -> Bool) -> Bitmap {
    let words = Parallel.array(wordCount(for: count), of: UInt64.self) { range, places in
      for index in range {
        var word: UInt64 = 0
        for row in index << 6..<min(count, (index + 1) << 6) {
          word |= (holds(row) ? 1 : 0) << UInt64(row & 63)
        }
        places[index] = word
      }
    }
    return Bitmap(count: count, words: words)
  }

  private static func hasNegative(_ rows: [Int32]) -> Bool {
    !Parallel.allPieces(of: rows.count) { range in rows[range].allSatisfy { $0 >= 0 } }
  }
}

/// An optional bitmap for loops over many rows: nil has every row set.
struct RowMask: Sendable {
  private let isFull: Bool
  private let words: [UInt64]

  init(_ mask: Bitmap?) {
    isFull = mask == nil
    words = mask?.words ?? []
  }

  /// Whether a row is set.
  subscript(row: Int) -> Bool {
    isFull || words[row >> 6] & (1 << UInt64(truncatingIfNeeded: row & 63)) != 0
  }
}
