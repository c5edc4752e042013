extension TextColumn {
  /// Takes one text a row; an unknown row must hold an empty text.
  package init(plain texts: TextDictionary, validity: Bitmap? = nil) {
    precondition(validity.map { $0.count == texts.count } ?? true, "one bit a row")
    let mask = Bitmap.nilWhenFull(validity)
    precondition(texts.isEmpty(whereUnset: mask), "an unknown row with a text")
    self.init(codes: .rows(texts.count), dictionary: texts, validity: mask)
  }

  /// Whether every row holds a text of its own.
  package var isPlain: Bool {
    if case .rows = codes { true } else { false }
  }

  /// The same texts with a code for each distinct one, in order of first appearance.
  package var coded: TextColumn {
    guard isPlain else { return self }
    var keys = KeyInterner()
    var codes = [UInt32](repeating: 0, count: count)
    dictionary.bytes.withUnsafeBytes { bytes in
      for row in codes.indices where validity?[row] ?? true {
        let text = dictionary.offsets[row]..<dictionary.offsets[row + 1]
        let key = UnsafeRawBufferPointer(rebasing: bytes[text])
        codes[row] = UInt32(bitPattern: keys.intern(key))
      }
    }
    return TextColumn(
      codes: codes, dictionary: keys.dictionary(of: 0..<Int32(keys.count)), validity: validity)
  }

  /// What a table has for the code of each row, -1 for an unknown row.
  func looking(up table: [Int32]) -> [Int32] {
    func looked(_ codes: [some FixedWidthInteger & Sendable]) -> [Int32] {
      let isKnown = RowMask(validity)
      return Parallel.array(codes.count) { range, places in
        for row in range { places[row] = isKnown[row] ? table[Int(codes[row])] : -1 }
      }
    }
    switch codes {
    case .uint8(let codes): return looked(codes)
    case .uint16(let codes): return looked(codes)
    case .uint32(let codes): return looked(codes)
    case .rows:
      guard let validity else { return table }
      var result = table
      validity.complement.forEach { result[$0] = -1 }
      return result
    }
  }

  /// The text of each row, empty where it is unknown.
  var plainTexts: TextDictionary {
    if isPlain { return dictionary }
    return dictionary.selecting(looking(up: (0..<Int32(dictionary.count)).map { $0 }))
  }

  /// Whether some known row holds exactly this text.
  package func contains(_ text: String) -> Bool {
    // Unknown rows of a plain column look like empty texts.
    if isPlain, text.isEmpty {
      return (0..<count).contains { code($0).map { dictionary.utf8($0).isEmpty } ?? false }
    }
    return dictionary.code(of: text) != nil
  }
}

extension TextDictionary {
  /// Whether the texts of rows that a mask leaves out are empty.
  func isEmpty(whereUnset mask: Bitmap?) -> Bool {
    guard let mask else { return true }
    let offsets = offsets
    var isEmpty = true
    mask.complement.forEach { isEmpty = isEmpty && offsets[$0] == offsets[$0 + 1] }
    return isEmpty
  }
}
