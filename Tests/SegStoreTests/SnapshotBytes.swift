import SegModel
import SegStore

/// A snapshot's bytes, collected.
func bytes(of snapshot: Snapshot) -> [UInt8] {
  var bytes: [UInt8] = []
  SnapshotCodec.encode(snapshot) { bytes.append(contentsOf: $0) }
  return bytes
}

/// Whether two snapshots are written alike, byte for byte.
func haveSameBytes(_ one: Snapshot, _ other: Snapshot) -> Bool {
  bytes(of: one) == bytes(of: other)
}

/// The bytes with all checksums made to fit again, as a forger would; the places of directory and
/// blocks must still be what the codec wrote.
func resealed(_ bytes: [UInt8]) -> [UInt8] {
  func word(_ offset: Int) -> Int {
    (0..<8).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }
  var result = bytes
  func seal(_ offset: Int, _ covered: [UInt8]) {
    let checksum = covered.withUnsafeBytes { Checksum.of($0) }
    for byte in 0..<8 { result[offset + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
  }
  let trailer = bytes.count - 64
  let directory = word(trailer)..<word(trailer) + word(trailer + 8)
  let blockCount = word(directory.lowerBound) & 0xFFFF_FFFF
  for block in 0..<min(blockCount, directory.count / 24) {
    let entry = directory.lowerBound + 4 + block * 24
    let (offset, length) = (word(entry), word(entry + 8))
    guard offset >= 0, length >= 0, offset < bytes.count, length < bytes.count - offset else {
      continue
    }
    seal(entry + 16, Array(result[offset..<offset + length]))
  }
  seal(trailer + 16, Array(result[..<64]) + result[directory])
  seal(trailer + 24, Array(result[trailer..<trailer + 24]))
  return result
}
