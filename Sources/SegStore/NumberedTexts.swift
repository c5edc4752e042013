/// Finds texts that are one prefix and a number each, as most shops' ids are, by that number.
///
/// No number may be written in two ways: only those of the fewest digits begin with 0.
struct NumberedTexts: Sendable {
  private let prefix: [UInt8]
  /// Digits of the shortest texts.
  private let leastDigits: Int
  private let first: Int
  private let last: Int
  /// For each number from the first to the last its code, -1 for none; empty when the numbers
  /// count up with the codes.
  private let codes: [Int32]
  /// Whether no text came twice.
  let isDistinct: Bool

  /// Takes texts in, unless they are something else, or their numbers lie too far apart.
  init?(_ texts: TextDictionary) {
    if let numbers = texts.numbers {
      self.init(numbers)
      return
    }
    guard texts.count > 0 else { return nil }
    let sample = texts.utf8(0)
    let prefix = Array(sample.prefix(sample.count - Self.digits(atEndOf: sample)))
    let reader = Reader(prefix, leastDigits: texts.shortest - prefix.count)
    guard let range = reader.range(of: texts) else { return nil }
    self.init(prefix, reader.leastDigits, range, count: texts.count) { codes, body in
      texts.lendTexts { texts in codes.allSatisfy { body($0, reader.number(texts[$0]) ?? -1) } }
    }
  }

  /// The same for numbers that were read already.
  private init?(_ texts: PrefixedNumbers) {
    guard let range = texts.bounds else { return nil }
    let form = texts.form
    self.init(form.prefix, form.leastDigits, range, count: texts.count) { codes, body in
      texts.numbers.withUnsafeBufferPointer { numbers in
        codes.allSatisfy { body($0, Int(numbers[$0])) }
      }
    }
  }

  /// Takes `count` numbers within a range, which `visit` shows one by one with their codes as long
  /// as its body wants to see more, and returns whether it always did.
  private init?(
    _ prefix: [UInt8], _ leastDigits: Int, _ range: ClosedRange<Int>, count: Int,
    _ visit: @Sendable (_ codes: Range<Int>, _ body: (_ code: Int, _ number: Int) -> Bool) -> Bool
  ) {
    guard range.count / 2 <= count + 512 else { return nil }
    self.prefix = prefix
    self.leastDigits = leastDigits
    first = range.lowerBound
    last = range.upperBound
    let start = first
    let countsUp = Parallel.allPieces(of: count) { codes in visit(codes) { $1 == start + $0 } }
    if countsUp {
      codes = []
      isDistinct = true
      return
    }
    var table = [Int32](repeating: -1, count: range.count)
    var wasDistinct = true
    _ = visit(0..<count) { code, number in
      wasDistinct = wasDistinct && table[number - start] < 0
      if table[number - start] < 0 { table[number - start] = Int32(truncatingIfNeeded: code) }
      return true
    }
    codes = table
    isDistinct = wasDistinct
  }

  /// For each text of another dictionary its code in this one, or -1.
  func codes(of wanted: TextDictionary) -> [Int32] {
    if let numbers = wanted.numbers, numbers.form.prefix == prefix {
      return codes(of: numbers)
    }
    let reader = Reader(prefix, leastDigits: leastDigits)
    return Parallel.array(wanted.count) { range, places in
      wanted.lendTexts { wanted in
        for text in range { places[text] = code(of: reader.number(wanted[text]) ?? -1) }
      }
    }
  }

  private func codes(of texts: PrefixedNumbers) -> [Int32] {
    // Smaller numbers are written in another way there than here.
    let smallest = PrefixedNumbers.Form.firstAlike(leastDigits, texts.form.leastDigits)
    return Parallel.array(texts.count) { range, places in
      for text in range {
        let number = Int(texts.numbers[text])
        places[text] = number < smallest ? -1 : code(of: number)
      }
    }
  }

  @inline(__always)  // Called per row; measured with the load benchmark.
  private func code(of number: Int) -> Int32 {
    if number < first || number > last { return -1 }
    return codes.isEmpty ? Int32(truncatingIfNeeded: number - first) : codes[number - first]
  }
}

extension NumberedTexts {
  /// Numbers of more digits might not fit 64 bits.
  private static let longest = 18

  private static func digits(atEndOf text: ArraySlice<UInt8>) -> Int {
    min(text.reversed().prefix { (0x30...0x39).contains($0) }.count, longest)
  }

  /// Reads the number behind a prefix.
  private struct Reader: Sendable {
    let leastDigits: Int
    private let prefix: [UInt8]

    /// The prefix as the low bytes of a word, when it fits.
    private let prefixWord: (isWhole: Bool, bytes: UInt64, mask: UInt64)

    init(_ prefix: [UInt8], leastDigits: Int) {
      self.prefix = prefix
      self.leastDigits = leastDigits
      let bytes = prefix.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
      let mask = UInt64.max >> UInt64(max(0, 64 - 8 * prefix.count))
      prefixWord = (prefix.count <= 8, bytes, mask)
    }

    /// The lowest and the highest number; nil when some text is not written so.
    func range(of texts: TextDictionary) -> ClosedRange<Int>? {
      guard leastDigits > 0 else { return nil }
      let pieces = Parallel.mapPieces(of: texts.count) { range -> ClosedRange<Int>? in
        var (low, high) = (Int.max, -1)
        texts.lendTexts { texts in
          for code in range {
            guard let number = number(texts[code]) else {
              high = -1
              return
            }
            low = min(low, number)
            high = max(high, number)
          }
        }
        return high < low ? nil : low...high
      }
      let known = pieces.compactMap(\.self)
      guard known.count == pieces.count, let low = known.map(\.lowerBound).min(),
        let high = known.map(\.upperBound).max()
      else { return nil }
      return low...high
    }

    /// The number; nil when the text is not written like all others.
    func number(_ text: UnsafeRawBufferPointer) -> Int? {
      let digits = text.count - prefix.count
      guard digits >= leastDigits else { return nil }
      if text.count >= 8, digits <= 8, prefixWord.isWhole { return shortNumber(text, digits) }
      guard digits <= NumberedTexts.longest, digits == leastDigits || text[prefix.count] != 0x30
      else { return nil }
      for place in prefix.indices where text[place] != prefix[place] { return nil }
      var number = 0
      for place in prefix.count..<text.count {
        let digit = text[place] &- 0x30
        guard digit <= 9 else { return nil }
        number = number * 10 + Int(digit)
      }
      return number
    }

    /// The number of at most eight digits, all of them read at once.
    private func shortNumber(_ text: UnsafeRawBufferPointer, _ digitCount: Int) -> Int? {
      let start = text.loadUnaligned(as: UInt64.self).littleEndian
      guard start & prefixWord.mask == prefixWord.bytes,
        digitCount == leastDigits || text[prefix.count] != 0x30
      else { return nil }
      // The digits are the last bytes; zeros take the place of what stands before them.
      let other = UInt64.max >> UInt64(8 * digitCount)
      var digits = text.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self).littleEndian
      digits = digits & ~other | 0x3030_3030_3030_3030 & other
      let high = digits & 0xF0F0_F0F0_F0F0_F0F0
      let above = (digits &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
      guard high == 0x3030_3030_3030_3030, above == high else { return nil }
      digits &= 0x0F0F_0F0F_0F0F_0F0F
      digits = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
      digits = (digits &* 100 &+ digits >> 16) & 0x0000_FFFF_0000_FFFF
      return Int(truncatingIfNeeded: (digits &* 10_000 &+ digits >> 32) & 0xFFFF_FFFF)
    }
  }
}

/// Finds texts among those of a dictionary: by their numbers where they have some, else by hash.
enum TextFinder: Sendable {
  case numbers(NumberedTexts)
  case index(TextIndex)

  /// Takes the known texts in.
  init(_ texts: TextDictionary, known: Bitmap? = nil) {
    if known == nil, let numbers = NumberedTexts(texts) {
      self = .numbers(numbers)
    } else {
      self = .index(TextIndex(texts, known: known))
    }
  }

  /// Whether no text came twice; of texts that did, the first one is found.
  var isDistinct: Bool {
    switch self {
    case .numbers(let numbers): numbers.isDistinct
    case .index(let index): index.isDistinct
    }
  }

  /// For each text of another dictionary its code, or -1.
  func codes(of wanted: TextDictionary) -> [Int32] {
    switch self {
    case .numbers(let numbers): numbers.codes(of: wanted)
    case .index(let index): index.codes(of: wanted)
    }
  }
}
