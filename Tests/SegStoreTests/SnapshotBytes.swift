import SegModel
import SegStore

/// A snapshot's bytes, collected.
func bytes(of snapshot: Snapshot) -> [UInt8] {
  var bytes: [UInt8] = []
  SnapshotCodec.encode(snapshot) { bytes.append(contentsOf: $0) }
  return bytes
}

/// The snapshot that bytes hold, read whole.
func decoded(_ bytes: [UInt8]) throws(SnapshotDamage) -> Snapshot {
  let snapshot = try SnapshotCodec.open(SnapshotImage(bytes: bytes))
  readAll(of: snapshot)
  try snapshot.checkDamage()
  return snapshot
}

/// Reads every part of a snapshot.
func readAll(of snapshot: Snapshot) {
  _ = snapshot.customers.columns
  for relation in snapshot.relations.values {
    _ = relation.table.columns
    _ = (relation.customerOffsets, relation.orderOffsets, relation.days)
    _ = (relation.countedRows, relation.revenueRows)
  }
}

/// Whether the damage of some bytes is found, at opening or when everything is read.
func isRefused(_ bytes: [UInt8]) -> Bool {
  do throws(SnapshotDamage) {
    _ = try decoded(bytes)
    return false
  } catch {
    return true
  }
}

/// Whether two snapshots are written alike, byte for byte.
func haveSameBytes(_ one: Snapshot, _ other: Snapshot) -> Bool {
  bytes(of: one) == bytes(of: other)
}

/// Where the directory of a snapshot says that its blocks lie.
func blocks(of bytes: [UInt8]) -> [Range<Int>?] {
  let directory = directory(of: bytes)
  let count = min(word(bytes, directory.lowerBound) & 0xFFFF_FFFF, directory.count / 24)
  return (0..<count).map { block in
    let entry = directory.lowerBound + 4 + block * 24
    let (offset, length) = (word(bytes, entry), word(bytes, entry + 8))
    guard offset >= 0, length >= 0, offset < bytes.count, length < bytes.count - offset else {
      return nil
    }
    return offset..<offset + length
  }
}

private func directory(of bytes: [UInt8]) -> Range<Int> {
  let start = word(bytes, bytes.count - 64)
  return start..<start + word(bytes, bytes.count - 56)
}

private func word(_ bytes: [UInt8], _ offset: Int) -> Int {
  (0..<8).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
}

/// The bytes with all checksums made to fit again, as a forger would; the places of directory and
/// blocks must still be what the codec wrote, and blocks short.
func resealed(_ bytes: [UInt8]) -> [UInt8] {
  var result = bytes
  func seal(_ offset: Int, _ covered: [UInt8]) {
    let checksum = covered.withUnsafeBytes { Checksum.of($0) }
    for byte in 0..<8 { result[offset + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
  }
  let directory = directory(of: bytes)
  for (block, range) in blocks(of: bytes).enumerated() {
    guard let range else { continue }
    seal(directory.lowerBound + 4 + block * 24 + 16, Array(result[range]))
  }
  let trailer = bytes.count - 64
  seal(trailer + 16, Array(result[..<64]) + result[directory])
  seal(trailer + 24, Array(result[trailer..<trailer + 24]))
  return result
}
