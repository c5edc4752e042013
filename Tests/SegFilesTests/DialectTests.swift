import SegFiles
import SegModel
import SegStore
import Testing

struct DialectTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")])
  func separatorsAreFound(separator: UInt8) throws {
    let mark = String(Character(Unicode.Scalar(separator)))
    let text = [
      ["customer_id", "email", "city"], ["1", "a@x.org", "Paris"], ["2", "b@x.org", "Lyon"],
    ].map { $0.joined(separator: mark) }.joined(separator: "\n")
    let loaded = try folder.load(text)
    #expect(loaded.dialect.separator == separator)
    #expect(loaded.texts("city") == ["Paris", "Lyon"])
  }

  @Test func moreCellsWinOverACommaInEachRow() throws {
    let loaded = try folder.load("customer_id;city;note,more\n1;a;b,c\n2;d;e,f\n")
    #expect(loaded.texts("city") == ["a", "d"])
    let decimals = try folder.load("customer_id;score, x\n1;1,5\n2;2,5\n")
    #expect(decimals.dialect.separator == UInt8(ascii: ";"))
  }

  @Test func declaredSeparatorAndTitleLinesArePassedOver() throws {
    let declared = try folder.load("sep=;\ncustomer_id;city\n1;a,b\n")
    #expect(declared.texts("city") == ["a,b"])
    let titled = try folder.load("Export of today\n\ncustomer_id;city\n1;Paris\n2;Lyon\n")
    #expect(titled.texts("city") == ["Paris", "Lyon"])
    #expect(titled.tables[0].lineNumbers == [4, 5])
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func lineEndsAreFound(end: String) throws {
    let text = ["customer_id,city", "1,\"a\(end)b\"", "2,c", ""].joined(separator: end)
    let loaded = try folder.load(text)
    #expect(loaded.texts("city") == ["a\(end)b", "c"])
    #expect(loaded.tables[0].lineNumbers == [2, 4])
    let expected: [String: LineEnd] = ["\n": .lf, "\r\n": .crlf, "\r": .cr]
    #expect(loaded.dialect.lineEnd == expected[end])
  }

  @Test func byteOrderMarkIsNoText() throws {
    let loaded = try folder.load("\u{FEFF}customer_id,city\n1,x\n")
    #expect(loaded.dialect.hasByteOrderMark)
    #expect(loaded.texts("customer_id") == ["1"])
  }

  @Test func quotesAreUndone() throws {
    let loaded = try folder.load(
      #"""
      customer_id,city,note,more
      1,"a, b","say ""hi""","line
      two"
      2,5" pipe,"{""type"": ""x, y""}",'single'
      3,,"""",

      """#)
    #expect(loaded.texts("city") == ["a, b", "5\" pipe", nil])
    #expect(loaded.texts("note") == ["say \"hi\"", "{\"type\": \"x, y\"}", "\""])
    #expect(loaded.texts("more") == ["line\ntwo", "'single'", nil])
  }

  @Test func everyByteOfWindows1252() throws {
    let undefined: Set<UInt8> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
    let known: [UInt8: Unicode.Scalar] = [
      0x80: "€", 0x82: "‚", 0x83: "ƒ", 0x84: "„", 0x85: "…", 0x86: "†", 0x87: "‡", 0x88: "ˆ",
      0x89: "‰", 0x8A: "Š", 0x8B: "‹", 0x8C: "Œ", 0x8E: "Ž", 0x91: "‘", 0x92: "’", 0x93: "“",
      0x94: "”", 0x95: "•", 0x96: "–", 0x97: "—", 0x98: "˜", 0x99: "™", 0x9A: "š", 0x9B: "›",
      0x9C: "œ", 0x9E: "ž", 0x9F: "Ÿ",
    ]
    var bytes = Array("customer_id,city\n".utf8)
    for byte in UInt8(0x00)...0xFF {
      let cell: [UInt8] = byte == 0x22 ? [0x22, 0x22] : [byte]
      bytes += Array("\(byte),\"<".utf8) + cell + Array(">\"\n".utf8)
    }
    let loaded = try folder.load(bytes: bytes)
    #expect(loaded.dialect.encoding == .windows1252)
    let texts = loaded.texts("city")
    for byte in UInt8(0x00)...0xFF {
      let scalar =
        undefined.contains(byte) ? "\u{FFFD}" : known[byte] ?? Unicode.Scalar(byte)
      #expect(texts[Int(byte)] == "<\(Character(scalar))>", "byte \(byte)")
    }
    #expect(loaded.notes.contains { $0.contains("5 bytes") })
    #expect(loaded.notes.contains { $0.contains("1 NUL") })
  }

  @Test func aFewBadBytesDoNotTurnUTF8IntoAnotherEncoding() throws {
    var bytes = Array("customer_id,city\n".utf8)
    for number in 0..<100 { bytes += Array("\(number),Orléans\n".utf8) }
    bytes += Array("x,".utf8) + [0xE9, 0x0A]
    let loaded = try folder.load(bytes: bytes)
    #expect(loaded.dialect.encoding == .utf8)
    #expect(loaded.texts("city").suffix(2) == ["Orléans", "\u{FFFD}"])
    #expect(loaded.notes.contains { $0.contains("1 bytes stand for no character") })
  }

  @Test func textIsComposed() throws {
    let loaded = try folder.load("customer_id,city\n1,Orle\u{301}ans\n2,Orl\u{E9}ans\n")
    let texts = loaded.texts("city").compactMap { $0 }
    #expect(Array(texts[0].utf8) == Array(texts[1].utf8))
    #expect(texts.count == 2)
    let both = try folder.load(
      "customer_id,city,note\n1,Orle\u{301}ans,e\u{301}te\u{301}\n2,Ne\u{301}rac,x\n")
    #expect(both.texts("city") == ["Orléans", "Nérac"])
    #expect(both.texts("note") == ["été", "x"])
  }

  @Test(arguments: [
    ([0xFF, 0xFE, 0x61, 0x00], "UTF-16"), ([0x61, 0x00, 0x62, 0x00, 0x2C, 0x00], "UTF-16"),
    ([0x50, 0x4B, 0x03, 0x04, 0x14], "workbook"), ([0x1F, 0x8B, 0x08], "compressed"),
    ([], "empty"), ([0x0A, 0x2C, 0x0A], "no rows"),
  ])
  func foreignFormsAreNamed(bytes: [UInt8], word: String) throws {
    let failure = #expect(throws: FileFailure.self) { try folder.load(bytes: bytes) }
    #expect(failure?.kind == .malformed)
    #expect(failure?.message.contains(word) == true)
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    let missing = #expect(throws: FileFailure.self) {
      try CSVImport.load(path: folder.path + "/none.csv")
    }
    #expect(missing?.kind == .notFound)
    let notFile = #expect(throws: FileFailure.self) { try CSVImport.load(path: folder.path) }
    #expect(notFile?.kind == .unreadable)
  }

  @Test func headersAreMadeUnique() throws {
    let loaded = try folder.load("customer_id,note,note,,Note\n1,a,b,c,d\n")
    #expect(loaded.texts("note") == ["a"])
    #expect(loaded.texts("note_2") == ["b"])
    #expect(loaded.texts("column4") == ["c"])
    #expect(loaded.texts("note_3") == ["d"])
    #expect(loaded.tables[0].table.column("note (2)")?.field.name == "note_2")
  }
}
