import SegStore

/// A test of rows that is told block by block, so that several are combined while their words are
/// in the nearest cache.
protocol BlockTest: Sendable {
  /// Sets the bits of those of a block's rows for which it holds.
  ///
  /// - Parameters:
  ///   - rows: at most `MaskKernels.blockRows`, the first one a multiple of them.
  ///   - words: those of the rows, all zero; bits past the last row may be set too.
  func fill(_ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>)
}

/// Rows for which a test does not hold.
struct OppositeTest: BlockTest {
  let test: any BlockTest

  func fill(_ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {
    test.fill(rows, words)
    for index in 0..<(rows.count + 63) / 64 { words[index] = ~words[index] }
  }
}

/// No row at all.
struct NoTest: BlockTest {
  func fill(_ rows: Range<Int>, _ words: UnsafeMutablePointer<UInt64>) {}
}

extension UnsafeMutablePointer<UInt64> {
  /// Clears those bits of a block's rows that a mask has not; nil has all.
  func keep(_ mask: Bitmap?, _ rows: Range<Int>) {
    guard let mask else { return }
    mask.words.withUnsafeBufferPointer { mask in
      for index in 0..<(rows.count + 63) / 64 { self[index] &= mask[rows.lowerBound / 64 + index] }
    }
  }
}
