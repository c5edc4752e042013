/// The bytes of a snapshot.
///
/// A file is a header, blocks, a directory and a trailer; all numbers are little-endian, and every
/// part begins at a multiple of 64 bytes after zero bytes of padding.
///
/// - Header, 64 bytes: `SEGSNAP` and a zero byte, the format version (32 bits), zeros.
/// - Blocks: the arrays of the columns, as they are in memory.
/// - Directory: offset, length and checksum of every block; then the profile, the tables and their
///   fields, where each column says which block holds what.
/// - Trailer, the last 64 bytes: the directory's offset and length (64 bits each), XXH64 of header
///   and directory, XXH64 of the trailer's first 24 bytes, zeros, `SEGSEND` and a zero byte.
///
/// Header and trailer stay so in later formats: damage to the version is told from a newer one.
///
/// The checksum of a block is its XXH64, or for a block longer than `pieceSize` the XXH64 of those
/// of its pieces.
package enum SnapshotCodec {
  /// The version written; newer ones are refused.
  ///
  /// Those before can be read. Version 2 gives every text an offset, also where all are equally
  /// long. Version 1 besides takes every block as one piece, lacks the bounds of days, and has days
  /// of its own in every dated relation.
  package static let version: UInt32 = 3

  /// Bytes of a block under one checksum: few enough to be still at hand for it when copied.
  static func pieceSize(version: UInt32) -> Int { version > 1 ? 1 << 18 : .max }

  static let headerSize = 64
  static let trailerSize = 64
  static let alignment = 64
  static let magic = Array("SEGSNAP\0".utf8)
  static let endMagic = Array("SEGSEND\0".utf8)

  /// Writes a snapshot, array by array; the bytes are valid during the call only.
  package static func encode<Failure: Error>(
    _ snapshot: Snapshot, to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var header = ByteWriter()
    header.append(magic)
    header.append(version)
    header.pad(to: headerSize)
    try write(header.bytes, to: sink)
    var written = headerSize
    let plan = SnapshotPlan(snapshot)
    var directory = ByteWriter()
    directory.append(UInt32(plan.blocks.count))
    for block in plan.blocks {
      let (count, checksum) = try block.withBytes { (bytes) throws(Failure) in
        // What is hashed and written is the column itself, which nobody changes meanwhile.
        nonisolated(unsafe) let bytes = bytes
        let checksum = Checksum.joining(bytes.count, pieceSize: pieceSize(version: version)) {
          Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[$0]))
        }
        if !bytes.isEmpty { try sink(bytes) }
        return (bytes.count, checksum)
      }
      directory.append(UInt64(written))
      directory.append(UInt64(count))
      directory.append(checksum)
      written += try pad(count, to: sink)
    }
    directory.append(plan.directory.bytes)
    let offset = written
    try write(directory.bytes, to: sink)
    _ = try pad(directory.bytes.count, to: sink)
    try write(trailer(offset, header: header.bytes, directory: directory.bytes), to: sink)
  }

  private static func write<Failure: Error>(
    _ bytes: [UInt8], to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(Failure) in
      try sink(UnsafeRawBufferPointer(buffer))
    }
  }

  /// Writes the padding after so many bytes; returns how many they are with it.
  private static func pad<Failure: Error>(
    _ count: Int, to sink: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    let padded = padded(count)
    if padded > count { try write([UInt8](repeating: 0, count: padded - count), to: sink) }
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

  /// The snapshot that an image holds.
  ///
  /// Only its directory is read and checked; columns follow at their first use.
  package static func open(_ image: SnapshotImage) throws(SnapshotDamage) -> Snapshot {
    var directory = try SnapshotDirectory(image)
    return try directory.snapshot()
  }
}
