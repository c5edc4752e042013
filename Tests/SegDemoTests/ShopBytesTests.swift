import SegDemo
import Testing

@Suite("Bytes of the shop")
struct ShopBytesTests {
  /// FNV-1a, 64 bits.
  private static func checksum(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }

  @Test(
    "The default shop has these bytes on every machine",
    arguments: zip(
      ShopFile.allCases,
      ["7ccc0e75d797c77e", "4cdba59222aa8803", "75455b9f9f2939be", "7fb599384756fbd9"]))
  func golden(file: ShopFile, expected: String) {
    #expect(Self.checksum(ShopGenerator(customers: 10_000).bytes(of: file)) == expected)
  }

  @Test("The same seed gives the same bytes, another one others", arguments: ShopFile.allCases)
  func seeds(file: ShopFile) {
    let bytes = ShopGenerator(customers: 300, orders: 900, seed: 7).bytes(of: file)
    #expect(bytes == ShopGenerator(customers: 300, orders: 900, seed: 7).bytes(of: file))
    #expect(bytes != ShopGenerator(customers: 300, orders: 900, seed: 8).bytes(of: file))
  }

  @Test("Chunks keep to their bound and to whole rows", arguments: ShopFile.allCases)
  func chunks(file: ShopFile) {
    var sizes: [Int] = []
    var endsAtRow = true
    ShopGenerator(customers: 5_000).write(file) { chunk in
      sizes.append(chunk.count)
      endsAtRow = endsAtRow && chunk.last == 0x0A
    }
    #expect(sizes.count > 2)
    #expect(sizes.allSatisfy { (1...ShopGenerator.chunkBytes).contains($0) })
    #expect(endsAtRow)
  }

  @Test("What the sink throws ends the writing")
  func failure() {
    struct DiskFull: Error {}
    var calls = 0
    #expect(throws: DiskFull.self) {
      try ShopGenerator(customers: 5_000).write(.orders) { _ throws(DiskFull) in
        calls += 1
        if calls == 2 { throw DiskFull() }
      }
    }
    #expect(calls == 2)
  }

  @Test("File names")
  func names() {
    #expect(
      ShopFile.allCases.map(\.fileName) == [
        "customers.csv", "orders.csv", "items.csv", "events.csv",
      ])
  }

  @Test("The reader of these tests refuses what RFC 4180 forbids")
  func strictReader() {
    #expect(throws: CSVTable.Fault.strayQuote(row: 1)) { try CSVTable(Array("a,b\n1,2\"\n".utf8)) }
    #expect(throws: CSVTable.Fault.strayQuote(row: 1)) { try CSVTable(Array("a\n\"1\"2\n".utf8)) }
    #expect(throws: CSVTable.Fault.wrongWidth(row: 1)) { try CSVTable(Array("a,b\n1\n".utf8)) }
    #expect(throws: CSVTable.Fault.unclosedQuote) { try CSVTable(Array("a\n\"1\n".utf8)) }
    #expect(throws: CSVTable.Fault.missingNewline) { try CSVTable(Array("a\n1".utf8)) }
    #expect(throws: CSVTable.Fault.notUTF8) { try CSVTable([0x61, 0xFF, 0x0A]) }
  }
}
