/// The texts of a column as UTF-8 in one buffer: its distinct ones in order of first appearance, or
/// for a plain column one a row.
package struct TextDictionary: Sendable {
  /// Number of texts.
  package let count: Int
  private let text: TextBytes
  /// Where each text begins; nil for numbers of several lengths until they are spelled out.
  private let places: TextOffsets?

  /// Takes a buffer and where its texts begin.
  package init(bytes: [UInt8], offsets: TextOffsets) {
    precondition(offsets[offsets.count] == bytes.count, "texts fill their bytes")
    count = offsets.count
    text = .written(bytes)
    places = offsets
  }

  /// Takes texts that differ in their numbers alone.
  package init(_ numbers: PrefixedNumbers) {
    count = numbers.count
    places = numbers.commonLength.map { [count] in TextOffsets(count: count, commonLength: $0) }
    text = .numbered(SpelledNumbers(numbers))
  }

  /// Takes a buffer and its `count + 1` offsets.
  package init(bytes: [UInt8], offsets: [UInt32]) {
    self.init(bytes: bytes, offsets: TextOffsets(offsets))
  }

  /// The given texts, which must be distinct.
  package init(_ texts: some Sequence<String>) {
    var bytes: [UInt8] = []
    var offsets: [UInt32] = [0]
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      offsets.append(UInt32(bytes.count))
    }
    self.init(bytes: bytes, offsets: offsets)
  }

  /// Most bytes that all texts may take, which offsets can still tell apart.
  static let largest = Int(UInt32.max)

  /// All texts, end to end.
  package var bytes: [UInt8] { text.all }

  /// Where each text begins.
  package var offsets: TextOffsets {
    if let places { return places }
    return if case .numbered(let numbers) = text { numbers.texts.offsets } else { TextOffsets() }
  }

  /// Bytes of all texts together, which need not be there for that.
  package var byteCount: Int { places.map { $0[count] } ?? numbers?.byteCount ?? bytes.count }

  /// The numbers that the texts differ in, where they are held as such.
  package var numbers: PrefixedNumbers? { text.numbers }

  /// The UTF-8 of one text.
  package func utf8(_ code: Int) -> ArraySlice<UInt8> {
    bytes[offsets[code]..<offsets[code + 1]]
  }

  /// The text of a code.
  package subscript(code: Int) -> String { String(decoding: utf8(code), as: UTF8.self) }

  /// The first code of an exact text, by a scan; nil when no code stands for it.
  package func code(of text: String) -> Int? {
    let wanted = Array(text.utf8)
    return (0..<count).first { utf8($0).elementsEqual(wanted) }
  }
}

/// Text coded through a dictionary, with codes of 1, 2 or 4 bytes, or plain: one text a row.
package struct TextColumn: Sendable {
  /// Codes by width.
  package enum Codes: Sendable {
    case uint8([UInt8])
    case uint16([UInt16])
    case uint32([UInt32])
    /// Plain text of so many rows: the code of a row is its number, and texts may repeat.
    case rows(Int)
  }

  /// The code of each row.
  package let codes: Codes
  /// The texts that codes stand for.
  package let dictionary: TextDictionary
  /// Rows whose value is known; nil when all are.
  ///
  /// Unknown rows hold code 0, or in a plain column an empty text.
  package let validity: Bitmap?
  /// nil where there are more texts than get bits, or few rows.
  private let bitmapPlace: SecondUse<CodeBitmaps>?

  /// Packs codes as narrow as the dictionary allows; unknown rows may hold any code.
  package init(codes: [UInt32], dictionary: TextDictionary, validity: Bitmap? = nil) {
    let mask = Bitmap.nilWhenFull(validity)
    let isKnown = RowMask(mask)
    func packed<Width: FixedWidthInteger & BitwiseCopyable & Sendable>(
      _: Width.Type
    ) -> [Width] {
      Parallel.array(codes.count) { range, places in
        for row in range {
          places[row] = isKnown[row] ? Width(truncatingIfNeeded: codes[row]) : 0
        }
      }
    }
    if dictionary.count <= 1 << 8 {
      self.init(codes: .uint8(packed(UInt8.self)), dictionary: dictionary, validity: mask)
    } else if dictionary.count <= 1 << 16 {
      self.init(codes: .uint16(packed(UInt16.self)), dictionary: dictionary, validity: mask)
    } else {
      self.init(codes: .uint32(packed(UInt32.self)), dictionary: dictionary, validity: mask)
    }
  }

  /// Builds the dictionary from texts; nil is unknown.
  ///
  /// For tests and small tables.
  package init(_ texts: [String?]) {
    var known: [String: UInt32] = [:]
    var distinct: [String] = []
    var codes: [UInt32] = []
    var validity = Bitmap(count: texts.count)
    for (row, text) in texts.enumerated() {
      guard let text else {
        codes.append(0)
        continue
      }
      validity[row] = true
      // Canonically equivalent spellings share a key in a Swift dictionary: texts arrive as NFC.
      if let code = known[text] {
        codes.append(code)
      } else {
        let code = UInt32(distinct.count)
        known[text] = code
        distinct.append(text)
        codes.append(code)
      }
    }
    self.init(codes: codes, dictionary: TextDictionary(distinct), validity: validity)
  }

  /// Number of rows.
  package var count: Int { codes.count }

  /// The code of a row, or nil when unknown.
  package func code(_ row: Int) -> Int? {
    if let validity, !validity[row] { return nil }
    return switch codes {
    case .uint8(let codes): Int(codes[row])
    case .uint16(let codes): Int(codes[row])
    case .uint32(let codes): Int(codes[row])
    case .rows: row
    }
  }

  /// The text of a row, or nil when unknown.
  package subscript(row: Int) -> String? { code(row).map { dictionary[$0] } }

  /// All codes widened; unknown rows hold some code, or 0.
  package var widenedCodes: [UInt32] {
    switch codes {
    case .uint8(let codes): codes.map(UInt32.init)
    case .uint16(let codes): codes.map(UInt32.init)
    case .uint32(let codes): codes
    case .rows(let count): (0..<UInt32(count)).map { $0 }
    }
  }
}

extension TextColumn {
  /// Takes parts as stored.
  init(codes: Codes, dictionary: TextDictionary, validity: Bitmap?) {
    self.codes = codes
    self.dictionary = dictionary
    self.validity = validity
    let isLong = codes.count >= SecondUse<CodeBitmaps>.fewestRows
    bitmapPlace = isLong && dictionary.count <= CodeBitmaps.mostTexts ? SecondUse() : nil
  }

  /// The rows of each text as bits; nil at the first comparison of the column, and where there is
  /// no use for them.
  package var bitmaps: CodeBitmaps? { bitmapPlace?.kept { CodeBitmaps(self) } }
}

extension TextColumn.Codes {
  /// Number of rows.
  package var count: Int {
    switch self {
    case .uint8(let codes): codes.count
    case .uint16(let codes): codes.count
    case .uint32(let codes): codes.count
    case .rows(let count): count
    }
  }
}
