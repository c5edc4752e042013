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
