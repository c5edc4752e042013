import CMasks

/// One bit a row for each text of a column that has few of them: whether the row holds it.
///
/// A comparison with one text reads an eighth of what the codes take (P. O'Neil, D. Quass: Improved
/// Query Performance with Variant Indexes, SIGMOD 1997).
package struct CodeBitmaps: Sendable {
  private let textCount: Int
  /// Block by block of `BlockSummary.rows` rows the words of each text.
  private let words: [UInt64]

  /// Most texts that get their bits: as many as take twice what their codes do.
  package static let mostTexts = 16
  private static let wordsPerBlock = BlockSummary.rows / 64

  /// nil where codes take more than one byte, and where there are too many texts.
  package init?(_ column: TextColumn) {
    guard case .uint8(let codes) = column.codes, column.dictionary.count <= Self.mostTexts else {
      return nil
    }
    textCount = column.dictionary.count
    words = Self.words(of: codes, textCount, column.validity)
  }

  /// Adds the rows of a block, all of whom are known, that hold the text of a code.
  ///
  /// `rows` are at most `BlockSummary.rows`, the first one a multiple of them, and `words` theirs.
  package func add(
    _ code: Int, of rows: Range<Int>, to words: UnsafeMutablePointer<UInt64>
  ) {
    let first = Self.firstWord(rows.lowerBound / BlockSummary.rows, code, textCount)
    self.words.withUnsafeBufferPointer { own in
      for index in 0..<(rows.count + 63) / 64 { words[index] |= own[first &+ index] }
    }
  }

  private static func firstWord(_ block: Int, _ code: Int, _ textCount: Int) -> Int {
    (block * textCount + code) * wordsPerBlock
  }

  private static func words(of codes: [UInt8], _ textCount: Int, _ known: Bitmap?) -> [UInt64] {
    let blocks = (codes.count + BlockSummary.rows - 1) / BlockSummary.rows
    var words = [UInt64](repeating: 0, count: blocks * textCount * wordsPerBlock)
    words.withUnsafeMutableBufferPointer { words in
      guard let words = words.baseAddress else { return }
      // Each block writes to words of its own, and all of them end before this call does.
      nonisolated(unsafe) let places = words
      Parallel.run(blocks) { block in
        let rows = block * BlockSummary.rows..<min((block + 1) * BlockSummary.rows, codes.count)
        for code in 0..<textCount {
          mark(UInt8(code), codes, rows, places + firstWord(block, code, textCount))
        }
        // Unknown rows hold code 0.
        guard let known else { return }
        let own = places + firstWord(block, 0, textCount)
        for index in 0..<(rows.count + 63) / 64 {
          own[index] &= known.words[rows.lowerBound / 64 + index]
        }
      }
    }
    return words
  }

  private static func mark(
    _ code: UInt8, _ codes: [UInt8], _ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>
  ) {
    let whole = rows.count / 64
    let wanted = Int8(bitPattern: code)
    codes.withUnsafeBytes { bytes in
      guard let codes = bytes.bindMemory(to: Int8.self).baseAddress else { return }
      segsh_mark_range_8(codes + rows.lowerBound, whole, wanted, wanted, words)
      for row in rows.lowerBound + whole * 64..<rows.upperBound where codes[row] == wanted {
        words[whole] |= 1 << UInt64(row & 63)
      }
    }
  }
}
