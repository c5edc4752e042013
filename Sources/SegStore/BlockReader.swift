/// A stretch of a snapshot's bytes that its directory speaks of.
struct SnapshotBlock: Sendable {
  let range: Range<Int>
  let checksum: UInt64
}

/// Reads blocks of a snapshot as arrays, verifying their checksums on the way.
struct BlockReader: Sendable {
  let image: SnapshotImage
  /// Bytes of a block under one checksum.
  let pieceSize: Int

  /// The values of a block, whose length must be a multiple of theirs.
  func array<Width: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ block: SnapshotBlock, of width: Width.Type = Width.self
  ) throws(SnapshotDamage) -> [Width] {
    let count = block.range.count / MemoryLayout<Width>.size
    var checksum: UInt64 = 0
    let values = LargePages.array(of: count, of: Width.self) { buffer in
      checksum = copy(block.range, to: UnsafeMutableRawBufferPointer(buffer))
    }
    let paddingEnd =
      SnapshotCodec.headerSize
      + SnapshotCodec.padded(block.range.upperBound - SnapshotCodec.headerSize)
    let isPadded = image.isZero(block.range.upperBound..<paddingEnd)
    image.release(block.range)
    guard checksum == block.checksum else { throw .damaged("a block's checksum is wrong") }
    guard isPadded else { throw .damaged("padding is not zero") }
    return values
  }

  /// Copies a range piece by piece on every core and gives the checksum of what was copied.
  private func copy(_ range: Range<Int>, to target: UnsafeMutableRawBufferPointer) -> UInt64 {
    image.withBytes { bytes in
      // Each piece is written and read by the one thread that copies it.
      nonisolated(unsafe) let source = UnsafeRawBufferPointer(rebasing: bytes[range])
      nonisolated(unsafe) let target = target
      return Checksum.joining(range.count, pieceSize: pieceSize) { piece in
        let copied = UnsafeMutableRawBufferPointer(rebasing: target[piece])
        copied.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[piece]))
        return Checksum.of(UnsafeRawBufferPointer(copied))
      }
    }
  }
}
