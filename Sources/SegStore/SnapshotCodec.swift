/// The bytes of a snapshot.
///
/// A file is a header, blocks, a directory and a trailer; all numbers are little-endian, and every
/// part begins at a multiple of 64 bytes after zero bytes of padding.
///
/// - Header, 64 bytes: `SEGSNAP` and a zero byte, the format version (32 bits), zeros.
/// - Blocks: the arrays of the columns, as they are in memory.
/// - Directory: offset, length and XXH64 of every block; then the profile, the tables and their
///   fields, where each column says which block holds what.
/// - Trailer, the last 64 bytes: the directory's offset and length (64 bits each), XXH64 of header
///   and directory, XXH64 of the trailer's first 24 bytes, zeros, `SEGSEND` and a zero byte.
package enum SnapshotCodec {
  /// The version written; older ones can be read, newer ones are refused.
  package static let version: UInt32 = 1

  static let headerSize = 64
  static let trailerSize = 64
  static let alignment = 64
  static let magic = Array("SEGSNAP\0".utf8)
  static let endMagic = Array("SEGSEND\0".utf8)

  /// Writes a snapshot piece by piece; a piece is at most one column's array.
  package static func encode<Failure: Error>(
    _ snapshot: Snapshot, to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var header = ByteWriter()
    header.append(magic)
    header.append(version)
    header.pad(to: headerSize)
    try sink(header.bytes)
    var written = headerSize
    let plan = SnapshotPlan(snapshot)
    var directory = ByteWriter()
    directory.append(UInt32(plan.blocks.count))
    for block in plan.blocks {
      let bytes = block()
      directory.append(UInt64(written))
      directory.append(UInt64(bytes.count))
      directory.append(bytes.withUnsafeBytes { Checksum.of($0) })
      written += try write(bytes, to: sink)
    }
    directory.append(plan.directory.bytes)
    let offset = written
    _ = try write(directory.bytes, to: sink)
    try sink(trailer(offset, header: header.bytes, directory: directory.bytes))
  }

  /// Writes bytes and their padding; returns how many that were.
  private static func write<Failure: Error>(
    _ bytes: [UInt8], to sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    let padded = padded(bytes.count)
    if !bytes.isEmpty { try sink(bytes) }
    if padded > bytes.count { try sink([UInt8](repeating: 0, count: padded - bytes.count)) }
    return padded
  }

  private static func trailer(_ offset: Int, header: [UInt8], directory: [UInt8]) -> [UInt8] {
    var trailer = ByteWriter()
    trailer.append(UInt64(offset))
    trailer.append(UInt64(directory.count))
    trailer.append((header + directory).withUnsafeBytes { Checksum.of($0) })
    trailer.append(trailer.bytes.withUnsafeBytes { Checksum.of($0) })
    trailer.pad(to: trailerSize - endMagic.count)
    trailer.append(endMagic)
    return trailer.bytes
  }

  /// A length with the padding that follows it.
  static func padded(_ length: Int) -> Int { (length + alignment - 1) / alignment * alignment }

  /// The snapshot that bytes hold, after checking all of them.
  package static func decode(bytes: [UInt8]) throws(SnapshotDamage) -> Snapshot {
    var decoder = try SnapshotDecoder(bytes)
    return try decoder.decode()
  }
}

/// Why bytes are not a snapshot that can be used.
package enum SnapshotDamage: Error, Sendable, Hashable, CustomStringConvertible {
  case notASnapshot
  /// Written by a newer program.
  case newerVersion(found: UInt32, supported: UInt32)
  case truncated
  /// What does not hold.
  case damaged(String)

  /// For people, without a full stop.
  package var description: String {
    switch self {
    case .notASnapshot: "not a snapshot"
    case .newerVersion(let found, let supported):
      "the snapshot has format \(found), newer than \(supported), the newest known here"
    case .truncated: "the snapshot is cut short"
    case .damaged(let what): "the snapshot is damaged: \(what)"
    }
  }
}
