import SegPlan
import SegStore

/// Tests of text, run once for each distinct text on its UTF-8, on every core.
struct TextMarks {
  let dictionary: TextDictionary

  /// Texts that one thread takes at a time.
  private static let blockTexts = 1 << 14

  /// One mark a text: whether `test` holds of its UTF-8.
  @inline(__always)
  private func marks(
    _ test: @Sendable (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> [Bool] {
    blocks { texts, bytes, offsets, marks in
      for text in texts {
        let range = offsets[text]..<offsets[text + 1]
        marks[text] = test(UnsafeBufferPointer(rebasing: bytes[range]))
      }
    }
  }

  /// Marks made block by block; each block writes the marks of its own texts only.
  private func blocks(
    _ fill:
      @Sendable (
        Range<Int>, UnsafeBufferPointer<UInt8>, TextOffsets.Lent, UnsafeMutablePointer<Bool>
      ) -> Void
  ) -> [Bool] {
    var marks = [Bool](repeating: false, count: dictionary.count)
    marks.withUnsafeMutableBufferPointer { marks in
      dictionary.bytes.withUnsafeBufferPointer { bytes in
        dictionary.offsets.lend { offsets in
          guard let base = marks.baseAddress else { return }
          // All blocks end before these closures do.
          nonisolated(unsafe) let (marks, bytes) = (base, bytes)
          let count = dictionary.count
          Parallel.run((count + Self.blockTexts - 1) / Self.blockTexts) { block in
            let start = block * Self.blockTexts
            fill(start..<min(start + Self.blockTexts, count), bytes, offsets, marks)
          }
        }
      }
    }
    return marks
  }
}

extension TextMarks {
  /// Texts that fulfil a test with a pattern.
  func marks(_ test: TextTest, _ pattern: String) -> [Bool] {
    let wanted = Array(pattern.utf8)
    switch test {
    case .contains: return containing(wanted)
    case .startsWith: return marks { $0.starts(with: wanted) }
    case .endsWith:
      return marks { text in
        text.count >= wanted.count && text.suffix(wanted.count).elementsEqual(wanted)
      }
    case .matches:
      let glob = Glob(pattern)
      return marks { glob.matches(String(decoding: $0, as: UTF8.self)) }
    }
  }

  /// Texts that compare so with another.
  func marks(_ comparison: Comparison, _ bound: String) -> [Bool] {
    if comparison == .equal { return marks(oneOf: [bound]) }
    return marks { comparison.holds(String(decoding: $0, as: UTF8.self), bound) }
  }

  /// Texts that are equal to one of several.
  ///
  /// Only texts beyond ASCII can be canonically equivalent without being the same bytes.
  func marks(oneOf texts: Set<String>) -> [Bool] {
    let wanted = texts.map { Array($0.utf8) }
    return marks { text in
      if wanted.contains(where: { $0.count == text.count && text.elementsEqual($0) }) {
        return true
      }
      return text.contains { $0 >= 0x80 } && texts.contains(String(decoding: text, as: UTF8.self))
    }
  }

  /// Texts for which any other test holds.
  func marks(where test: @Sendable (String) -> Bool) -> [Bool] {
    marks { test(String(decoding: $0, as: UTF8.self)) }
  }

  /// Texts that hold a pattern anywhere.
  ///
  /// All texts of a block are searched as one stretch of bytes for places where the first, a middle
  /// and the last byte fit, 64 places at a time; a place that crosses the end of its text is none.
  private func containing(_ pattern: [UInt8]) -> [Bool] {
    guard let first = pattern.first, let last = pattern.last else {
      return [Bool](repeating: true, count: dictionary.count)
    }
    let reach = pattern.count - 1
    let half = reach / 2
    let middle = pattern[half]
    return blocks { texts, bytes, offsets, marks in
      var text = texts.lowerBound
      var place = offsets[texts.lowerBound]
      let end = offsets[texts.upperBound] - reach
      func note(_ found: Int) {
        while offsets[text + 1] <= found { text += 1 }
        guard found + reach < offsets[text + 1], !marks[text] else { return }
        marks[text] = bytes[found...found + reach].elementsEqual(pattern)
      }
      while place + 64 <= end {
        var word = MaskKernels.rareBits { step in
          // Without a branch: `&&` would keep the other bytes from being read ahead.
          (bytes[place &+ step] ^ first) | (bytes[(place &+ half) &+ step] ^ middle)
            | (bytes[(place &+ reach) &+ step] ^ last) == 0
        }
        while word != 0 {
          note(place + word.trailingZeroBitCount)
          word &= word - 1
        }
        place += 64
      }
      while place < end {
        if bytes[place] == first, bytes[place + reach] == last { note(place) }
        place += 1
      }
    }
  }
}

extension TextOffsets.Lent {
  /// Where a text begins; for the number of texts, where the last one ends.
  @inline(__always)
  subscript(text: Int) -> Int {
    if let starts { Int(starts[text]) } else { text &* length }
  }
}
