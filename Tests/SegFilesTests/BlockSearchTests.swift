import CMasks
import SegFiles
import SegModel
import SegStore
import Testing

/// Bytes looked at 64 at a time are found where a look at one after the other finds them.
@Suite struct BlockSearchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [0x2C, 0x3B, 0x09, 0x7C] as [UInt8])
  func stopsAreTheSeparatorLineEndsAndQuotes(separator: UInt8) {
    expectMarks(of: { segsh_stops($0, separator) }) {
      $0 == separator || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D
    }
  }

  @Test func oddBytesAreZeroAndAllBeyondASCII() {
    expectMarks(of: { segsh_odd($0) }) { $0 == 0 || $0 >= 0x80 }
  }

  /// Every byte at every place, among bytes that are marked and bytes that are not.
  private func expectMarks(
    of search: (UnsafePointer<UInt8>) -> UInt64, _ isMarked: (UInt8) -> Bool
  ) {
    for place in 0..<64 {
      for byte in UInt8.min...UInt8.max {
        for filler in [0x61, 0x0A] as [UInt8] {
          var bytes = [UInt8](repeating: filler, count: 64)
          bytes[place] = byte
          let others: UInt64 = isMarked(filler) ? ~(1 << UInt64(place)) : 0
          let expected = others | (isMarked(byte) ? 1 << UInt64(place) : 0)
          guard search(bytes) == expected else {
            Issue.record("\(byte) at \(place) among \(filler)")
            return
          }
        }
      }
    }
  }

  /// Characters and damaged bytes at every distance from the borders of blocks are counted.
  @Test func bytesAreJudgedWhereverTheyStand() throws {
    let options = reading { $0.role = .customers }
    for place in 0..<150 {
      let before =
        Array("customer_id,email,city\n1,,".utf8) + [UInt8](repeating: 0x61, count: place)
      let sound = Array("é€😀é\n2,,".utf8)
      let good = try folder.load(bytes: before + sound + sound + [0x0A], options)
      #expect(good.dialect.encoding == .utf8 && good.notes.isEmpty, "at \(place)")
      let zeros = try folder.load(bytes: before + sound + [0, 0x61, 0x0A], options)
      #expect(zeros.notes.contains("the file holds 1 NUL bytes"), "at \(place)")
      // Far more sound characters than damaged bytes keep the file UTF-8.
      let letters = Array(String(repeating: "é", count: 21).utf8)
      for damaged in [[0x80], [0xE9], [0xC0], [0xF5], [0xFF]] as [[UInt8]] {
        let bytes = before + damaged + letters + Array("\n".utf8)
        let found = try folder.load(bytes: bytes, options)
        #expect(found.notes.contains("1 bytes are no UTF-8"), "\(damaged) at \(place)")
      }
    }
  }
}
