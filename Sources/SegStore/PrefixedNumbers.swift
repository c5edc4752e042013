/// Texts that are one prefix and a number of equally many digits each, as most ids are, held as
/// the numbers alone.
package struct PrefixedNumbers: Sendable {
  /// How all of the texts are written.
  package struct Form: Sendable, Equatable {
    /// What stands before the digits; may be empty.
    package let prefix: [UInt8]
    /// Digits of each number, at least one.
    package let digitCount: Int

    /// Most digits of a number, all of which four bytes hold.
    package static let mostDigits = 8

    package init(prefix: [UInt8], digitCount: Int) {
      precondition((1...Self.mostDigits).contains(digitCount), "digits that a number holds")
      self.prefix = prefix
      self.digitCount = digitCount
    }

    /// Bytes of each text.
    package var textLength: Int { prefix.count + digitCount }

    /// Writes the texts of numbers end to end, which fill the target.
    package func spell(_ numbers: some Collection<UInt32>, to target: UnsafeMutablePointer<UInt8>) {
      let (prefix, digitCount, textLength) = (prefix, digitCount, textLength)
      var text = target
      for number in numbers {
        for place in prefix.indices { text[place] = prefix[place] }
        var rest = number
        for place in (textLength - digitCount..<textLength).reversed() {
          text[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        text += textLength
      }
    }
  }

  package let form: Form
  /// The number of each text, of no more digits than the form has.
  package let numbers: [UInt32]

  /// Takes numbers that the form has digits for.
  package init(form: Form, numbers: [UInt32]) {
    self.form = form
    self.numbers = numbers
  }

  /// Number of texts.
  package var count: Int { numbers.count }

  /// All texts, end to end.
  package var bytes: [UInt8] {
    let length = form.textLength
    return [UInt8](unsafeUninitializedCapacity: count * length) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      // Pieces write the texts of their own rows.
      nonisolated(unsafe) let target = buffer.baseAddress
      Parallel.forEachPiece(of: count) { range in
        if let target { form.spell(numbers[range], to: target + range.lowerBound * length) }
      }
      initialized = count * length
    }
  }

  /// Whether each number is larger than the one before it, and so each text later by bytes.
  var isAscending: Bool {
    Parallel.allPieces(of: count) { range in
      range.allSatisfy { $0 == 0 || numbers[$0 - 1] < numbers[$0] }
    }
  }

  /// The smallest and the largest number; nil when there is none.
  var bounds: ClosedRange<Int>? {
    let pieces = Parallel.mapPieces(of: count) { range in
      var (low, high) = (UInt32.max, UInt32.min)
      for number in numbers[range] { (low, high) = (min(low, number), max(high, number)) }
      return (low: low, high: high)
    }
    guard let low = pieces.map(\.low).min(), let high = pieces.map(\.high).max() else { return nil }
    return Int(low)...Int(high)
  }

  /// The texts of the given codes, in their order; nil when some code is none, or they were more
  /// than a dictionary holds.
  func selecting(_ codes: [Int32]) -> PrefixedNumbers? {
    let areTexts = Parallel.allPieces(of: codes.count) { range in
      codes[range].allSatisfy { $0 >= 0 && $0 < count }
    }
    guard areTexts, codes.count * form.textLength <= TextDictionary.largest else { return nil }
    let selected = Parallel.array(codes.count, of: UInt32.self) { range, places in
      for position in range { places[position] = numbers[Int(codes[position])] }
    }
    return PrefixedNumbers(form: form, numbers: selected)
  }
}
