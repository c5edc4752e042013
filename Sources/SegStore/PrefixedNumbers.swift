/// Texts that are one prefix and a number each, as most ids are, held as the numbers alone.
package struct PrefixedNumbers: Sendable {
  package let form: Form
  /// The number of each text, of no more digits than a form has room for.
  package let numbers: [UInt32]

  /// Takes numbers of at most `Form.mostDigits` digits.
  package init(form: Form, numbers: [UInt32]) {
    self.form = form
    self.numbers = numbers
  }

  /// Number of texts.
  package var count: Int { numbers.count }

  /// Bytes of all texts together.
  package var byteCount: Int {
    guard let bounds else { return 0 }
    let longest = form.length(of: UInt32(bounds.upperBound))
    var result = count * longest
    // Each number is as much shorter as there are numbers of more digits that it does not reach.
    for digits in form.digits(of: UInt32(bounds.lowerBound))..<longest - form.prefix.count {
      let next = UInt32(Form.first(ofDigits: digits + 1))
      result -= Parallel.mapPieces(of: count) { range in
        numbers.withUnsafeBufferPointer { numbers in
          UnsafeBufferPointer(rebasing: numbers[range]).reduce(0) { $0 &+ ($1 < next ? 1 : 0) }
        }
      }.reduce(0, +)
    }
    return result
  }

  /// The length of every text, 0 where there is none; nil when they differ.
  var commonLength: Int? {
    guard let bounds else { return 0 }
    let length = form.length(of: UInt32(bounds.upperBound))
    return form.length(of: UInt32(bounds.lowerBound)) == length ? length : nil
  }

  /// All texts, end to end, and where each of them begins.
  package var spelled: (bytes: [UInt8], offsets: TextOffsets) {
    guard let length = commonLength else {
      return TextDictionary.assembled(
        count, length: { form.length(of: numbers[$0]) },
        write: { form.spell(numbers[$0], to: $1) })
    }
    let bytes = [UInt8](unsafeUninitializedCapacity: count * length) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      // Pieces write the texts of their own rows.
      nonisolated(unsafe) let target = UnsafeMutableRawBufferPointer(buffer)
      Parallel.forEachPiece(of: count) { range in
        let own = range.lowerBound * length..<range.upperBound * length
        form.spell(numbers[range], to: UnsafeMutableRawBufferPointer(rebasing: target[own]))
      }
      initialized = count * length
    }
    return (bytes, TextOffsets(count: count, commonLength: length))
  }

  /// Whether each number is larger than the one before it, and so each text longer, or of equal
  /// length and later by bytes.
  var isAscending: Bool {
    Parallel.allPieces(of: count) { range in
      range.allSatisfy { $0 == 0 || numbers[$0 - 1] < numbers[$0] }
    }
  }

  /// The smallest and the largest number; nil when there is none.
  var bounds: ClosedRange<Int>? {
    let pieces = Parallel.mapPieces(of: count) { range in
      numbers.withUnsafeBufferPointer { numbers in
        var (low, high) = (UInt32.max, UInt32.min)
        for number in UnsafeBufferPointer(rebasing: numbers[range]) {
          low = min(low, number)
          high = max(high, number)
        }
        return (low: low, high: high)
      }
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
    guard areTexts, codes.count * form.longest <= TextDictionary.largest else { return nil }
    let selected = Parallel.array(codes.count, of: UInt32.self) { range, places in
      for position in range { places[position] = numbers[Int(codes[position])] }
    }
    return PrefixedNumbers(form: form, numbers: selected)
  }
}

extension PrefixedNumbers {
  /// How all of the texts are written.
  ///
  /// Smaller numbers have zeros before them, larger ones more digits, so that every number is
  /// written in one way: ids that count up stay of one form when they come to a further digit.
  package struct Form: Sendable, Equatable {
    /// What stands before the digits; may be empty.
    package let prefix: [UInt8]
    /// Digits of the shortest texts, at least one.
    package let leastDigits: Int
    /// The first number that needs a further digit.
    private let longer: UInt32

    /// Most digits of a number, all of which four bytes hold.
    package static let mostDigits = 9

    package init(prefix: [UInt8], leastDigits: Int) {
      precondition((1...Self.mostDigits).contains(leastDigits), "digits that a number holds")
      self.prefix = prefix
      self.leastDigits = leastDigits
      longer = UInt32(Self.first(ofDigits: leastDigits + 1))
    }

    /// The smallest number that needs so many digits, at most 18; 0 for one digit.
    package static func first(ofDigits count: Int) -> Int {
      count == 1 ? 0 : (1..<count).reduce(1) { power, _ in power * 10 }
    }

    /// The smallest number that is written alike with these least digits and with others: none may
    /// begin with a zero that fewer digits leave out.
    package static func firstAlike(_ leastDigits: Int, _ other: Int) -> Int {
      leastDigits == other ? 0 : first(ofDigits: max(leastDigits, other))
    }

    /// Bytes of the longest texts that there can be.
    fileprivate var longest: Int { prefix.count + Self.mostDigits }

    /// Bytes of a number's text.
    fileprivate func length(of number: UInt32) -> Int { prefix.count + digits(of: number) }

    /// Digits of a number's text.
    fileprivate func digits(of number: UInt32) -> Int {
      var (digits, next) = (leastDigits, longer)
      while number >= next {
        digits += 1
        next *= 10
      }
      return digits
    }

    /// Writes the texts of numbers end to end, which fill the target.
    fileprivate func spell(_ numbers: ArraySlice<UInt32>, to target: UnsafeMutableRawBufferPointer)
    {
      let prefix = prefix
      var place = 0
      for number in numbers {
        let end = place + length(of: number)
        for byte in prefix {
          target[place] = byte
          place += 1
        }
        var rest = number
        for digit in (place..<end).reversed() {
          target[digit] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        place = end
      }
    }
  }

  /// Whether another form writes the same texts.
  package func isWritten(like form: Form) -> Bool {
    let first = Form.firstAlike(self.form.leastDigits, form.leastDigits)
    return form.prefix == self.form.prefix && bounds.map { $0.lowerBound >= first } ?? true
  }
}
