/// The blocks of a snapshot's bytes, their checksums verified, as arrays.
struct BlockReader {
  private let bytes: [UInt8]
  private let ranges: [Range<Int>]

  /// Verifies that blocks follow one another from the header to `end`, and each one's checksum.
  init(
    _ bytes: [UInt8], _ table: [(offset: UInt64, length: UInt64, checksum: UInt64)], end: Int
  ) throws(SnapshotDamage) {
    self.bytes = bytes
    var ranges: [Range<Int>] = []
    var position = SnapshotCodec.headerSize
    for block in table {
      guard block.offset == UInt64(position), block.length <= UInt64(end - position) else {
        throw .damaged("blocks do not follow one another")
      }
      let range = position..<position + Int(block.length)
      position =
        SnapshotCodec.headerSize
        + SnapshotCodec.padded(range.upperBound - SnapshotCodec.headerSize)
      guard position <= end, bytes[range.upperBound..<position].allSatisfy({ $0 == 0 }) else {
        throw .damaged("padding is not zero")
      }
      let checksum = bytes.withUnsafeBytes {
        Checksum.of(UnsafeRawBufferPointer(rebasing: $0[range]))
      }
      guard checksum == block.checksum else { throw .damaged("a block's checksum is wrong") }
      ranges.append(range)
    }
    guard position == end else { throw .damaged("bytes that no block holds") }
    self.ranges = ranges
  }

  /// A block as values of a width, exactly `count` of them when that is given.
  func array<Width: FixedWidthInteger & BitwiseCopyable>(
    _ block: UInt32, of width: Width.Type = Width.self, count: Int?
  ) throws(SnapshotDamage) -> [Width] {
    guard block < ranges.count else { throw .damaged("a block that is not there") }
    let range = ranges[Int(block)]
    let size = MemoryLayout<Width>.size
    guard range.count % size == 0, count.map({ $0 == range.count / size }) ?? true else {
      throw .damaged("a block of the wrong length")
    }
    return [Width](unsafeUninitializedCapacity: range.count / size) { buffer, initialized in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyBytes(from: $0[range]) }
      initialized = range.count / size
    }
  }
}
