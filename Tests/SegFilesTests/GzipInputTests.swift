import Foundation
import SegFiles
import SegModel
import SegStore
import Testing

@Suite struct GzipInputTests {
  private let folder: TemporaryFolder
  private let text =
    "customer_id,email,city\n" + (0..<9_000).map { "\($0),a\($0)@example.org,Köln\n" }.joined()

  init() throws { folder = try TemporaryFolder() }

  @Test func packedFilesReadLikePlainOnes() throws {
    let plain = try folder.load(text)
    let half = text.utf8.count / 2
    let parts = [Array(text.utf8.prefix(half)), Array(text.utf8.dropFirst(half))]
    for bytes in [gzip(Array(text.utf8)), gzip(parts[0]) + gzip(parts[1]) + [0, 0, 0]] {
      let packed = try folder.load(bytes: bytes, name: "customers.csv.gz")
      #expect(packed.texts("city") == plain.texts("city"))
      #expect(packed.dialect == plain.dialect && packed.tables[0].fileName == "customers.csv.gz")
    }
  }

  @Test func damageIsNamed() throws {
    let bytes = gzip(Array(text.utf8))
    for count in [2, 12, bytes.count / 2, bytes.count - 1] {
      let failure = #expect(throws: FileFailure.self) {
        try folder.load(bytes: Array(bytes.prefix(count)), name: "orders.csv.gz")
      }
      #expect(failure?.message == "the compressed file is cut off", "\(count) bytes")
      #expect(failure?.path.hasSuffix("orders.csv.gz") == true && failure?.kind == .malformed)
    }
    for place in [3, 11, bytes.count / 2, bytes.count - 6, bytes.count - 2] {
      var damaged = bytes
      damaged[place] ^= 0xFF
      let failure = #expect(throws: FileFailure.self) { try folder.load(bytes: damaged) }
      #expect(failure?.message == "the compressed file is damaged", "byte \(place)")
    }
    let failure = #expect(throws: FileFailure.self) { try folder.load(bytes: bytes + [1, 2, 3]) }
    #expect(failure?.message == "the compressed file is damaged")
  }

  @Test func bombsAreRefused() throws {
    let part = try #require(Data(base64Encoded: Self.lineFeeds))
    let header = gzip(Array("customer_id,email,city\n1,a@example.org,Paris\n".utf8))
    let few = header + (0..<8).flatMap { _ in part }
    #expect(try folder.load(bytes: few).rowsLoaded == 1)
    let failure = #expect(throws: FileFailure.self) {
      try folder.load(bytes: header + (0..<80).flatMap { _ in part })
    }
    #expect(failure?.message.contains("more than 200 times its size") == true)
  }

  @Test func unpackingCanBeStopped() throws {
    let path = try folder.file("a.csv.gz", gzip(Array(text.utf8)))
    var phases: [ReadingProgress.Phase] = []
    let failure = #expect(throws: FileFailure.self) {
      try CSVImport.load(path: path) { progress in
        phases.append(progress.phase)
        return false
      }
    }
    #expect(failure?.kind == .interrupted && phases == [.unpacking])
  }

  /// A file as gzip writes it, its content stored without packing it.
  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      result.append(rest.isEmpty ? 1 : 0)
      result += little(count) + little(~count) + block
    } while !rest.isEmpty
    return result + little(checksum(bytes)) + little(UInt32(bytes.count))
  }

  private func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  /// CRC-32 as gzip has it.
  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }

  /// 262,144 line feeds, packed.
  private static let lineFeeds =
    "H4sIAAAAAAAC/+3BIQEAAADDIL/+ga/fASgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    + "AAAAAAAAAAAAAAAAAAAAgDd+Tg5ZAAAEAA=="
}
