import SegStore
import SegTestSupport
import Testing

/// The checksum is XXH64 and the check of texts is that of the Unicode Standard.
struct ChecksumTests {
  @Test(
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
      ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
    ] as [(String, UInt64)])
  func checksumsAreXXH64(text: String, expected: UInt64) {
    #expect(Array(text.utf8).withUnsafeBytes { Checksum.of($0) } == expected)
  }

  private func isText(_ bytes: [UInt8]) -> Bool {
    UTF8Check.areTexts(bytes, TextOffsets([0, UInt32(bytes.count)]))
  }

  @Test func wellFormedIsWhatTheStandardLibrarySays() {
    for seed in UInt64(0)..<20_000 {
      var generator = SeededGenerator(seed: seed)
      let leads: [UInt8] = [
        0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF,
        0xF0, 0xF1, 0xF4, 0xF5, 0xFF,
      ]
      let bytes = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        leads[Int.random(in: leads.indices, using: &generator)]
      }
      #expect(isText(bytes) == (String(validating: bytes, as: UTF8.self) != nil), "seed \(seed)")
    }
    #expect(isText(Array("aé€😀 and a longer tail of ASCII".utf8)))
  }

  @Test func textsEndBetweenCharacters() {
    let bytes = Array("aé".utf8)
    #expect(UTF8Check.areTexts(bytes, TextOffsets([0, 1, 3])))
    #expect(!UTF8Check.areTexts(bytes, TextOffsets([0, 2, 3])))
  }
}
