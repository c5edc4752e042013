import SegModel

/// Reads the directory of a snapshot, believing nothing before it is checked.
///
/// Of the blocks it looks at places and lengths only; what they hold is checked when a column is
/// first used.
struct SnapshotDirectory {
  var reader: ByteReader
  let blocks: BlockReader
  /// Places of the blocks, by their numbers.
  let places: [SnapshotBlock]
  let version: UInt32

  /// Checks header, trailer, the directory as a whole, and that blocks follow one another.
  init(_ image: SnapshotImage) throws(SnapshotDamage) {
    let start = image.bytes(0..<min(image.count, SnapshotCodec.headerSize))
    guard start.starts(with: SnapshotCodec.magic.prefix(start.count)) else { throw .notASnapshot }
    guard image.count >= SnapshotCodec.headerSize + SnapshotCodec.trailerSize else {
      throw .truncated
    }
    var header = ByteReader(Array(start[SnapshotCodec.magic.count...]))
    version = try header.integer(UInt32.self)
    guard version > 0 else { throw .damaged("format 0") }
    let range = try Self.directoryRange(image, header: start)
    // Newer formats begin and end alike, so that what is merely damaged is not taken for one.
    guard version <= SnapshotCodec.version else {
      throw .newerVersion(found: version, supported: SnapshotCodec.version)
    }
    reader = ByteReader(image.bytes(range))
    blocks = BlockReader(image: image, pieceSize: SnapshotCodec.pieceSize(version: version))
    places = try Self.blockPlaces(&reader, end: range.lowerBound)
  }

  private static func directoryRange(
    _ image: SnapshotImage, header: [UInt8]
  ) throws(SnapshotDamage) -> Range<Int> {
    let trailerStart = image.count - SnapshotCodec.trailerSize
    let trailer = image.bytes(trailerStart..<image.count)
    guard trailer.suffix(SnapshotCodec.endMagic.count) == SnapshotCodec.endMagic[...] else {
      throw .truncated
    }
    var reader = ByteReader(trailer)
    let offset = try reader.integer(UInt64.self)
    let length = try reader.integer(UInt64.self)
    let checksum = try reader.integer(UInt64.self)
    let ownChecksum = try reader.integer(UInt64.self)
    guard trailer[..<24].withUnsafeBytes({ Checksum.of($0) }) == ownChecksum,
      trailer[32..<SnapshotCodec.trailerSize - 8].allSatisfy({ $0 == 0 })
    else { throw .damaged("the trailer's checksum is wrong") }
    guard offset >= UInt64(SnapshotCodec.headerSize), offset <= UInt64(trailerStart),
      length <= UInt64(trailerStart) - offset
    else { throw .damaged("the directory lies outside") }
    let range = Int(offset)..<Int(offset + length)
    guard range.lowerBound + SnapshotCodec.padded(range.count) == trailerStart,
      image.isZero(range.upperBound..<trailerStart)
    else { throw .damaged("the directory lies elsewhere") }
    let covered = header + image.bytes(range)
    guard covered.withUnsafeBytes({ Checksum.of($0) }) == checksum else {
      throw .damaged("the directory's checksum is wrong")
    }
    return range
  }

  /// The places of the blocks, which must fill the bytes from the header to `end`.
  private static func blockPlaces(
    _ reader: inout ByteReader, end: Int
  ) throws(SnapshotDamage) -> [SnapshotBlock] {
    var places: [SnapshotBlock] = []
    var position = SnapshotCodec.headerSize
    for _ in 0..<(try reader.count()) {
      let offset = try reader.integer(UInt64.self)
      let length = try reader.integer(UInt64.self)
      guard offset == UInt64(position), length <= UInt64(end - position) else {
        throw .damaged("blocks do not follow one another")
      }
      places.append(
        SnapshotBlock(
          range: position..<position + Int(length), checksum: try reader.integer(UInt64.self)))
      position += SnapshotCodec.padded(Int(length))
      guard position <= end else { throw .damaged("blocks do not follow one another") }
    }
    guard position == end else { throw .damaged("bytes that no block holds") }
    return places
  }
}

extension SnapshotDirectory {
  /// The whole snapshot, its columns still to be read.
  mutating func snapshot() throws(SnapshotDamage) -> Snapshot {
    let profile = try profile()
    let customers = try storedTable()
    guard let id = customers.fields.firstIndex(where: { $0.name == CanonicalField.customerID }),
      case .text = customers.columns[id].parts, customers.columns[id].validity == nil
    else { throw .damaged("customers without ids") }
    var relations: [FieldName: Relation] = [:]
    var orderLinks: [Int] = []
    for _ in 0..<(try reader.count()) {
      let (relation, orderCount) = try relation(customerCount: customers.rowCount)
      guard relations.updateValue(relation, forKey: relation.name) == nil else {
        throw .damaged("a relation twice")
      }
      if let orderCount { orderLinks.append(orderCount) }
    }
    guard reader.isAtEnd else { throw .damaged("the directory does not end where it should") }
    let orderCount = relations[Snapshot.allOrders]?.table.rowCount ?? 0
    guard orderLinks.allSatisfy({ $0 == orderCount }) else {
      throw .damaged("order lines of other orders")
    }
    return Snapshot(
      profile: profile, customers: deferred(customers, of: "customers"), relations: relations)
  }

  private mutating func profile() throws(SnapshotDamage) -> StoreProfile {
    guard let currency = Currency(code: try reader.text()) else {
      throw .damaged("an impossible currency")
    }
    let zoneName = try reader.text()
    var transitions: [TimeZoneRules.Transition] = []
    for _ in 0..<(try reader.count()) {
      let start = Int64(bitPattern: try reader.integer())
      transitions.append(.init(start: start, offset: Int32(bitPattern: try reader.integer())))
    }
    let isSorted = zip(transitions, transitions.dropFirst()).allSatisfy { $0.start < $1.start }
    guard !transitions.isEmpty, isSorted else { throw .damaged("an impossible time zone") }
    let policy = RevenuePolicy(
      name: try reader.text(), excluded: Set(try reader.texts()),
      counted: Set(try reader.texts()))
    guard let scale = Int(exactly: Int64(bitPattern: try reader.integer())) else {
      throw .damaged("an impossible scale of scores")
    }
    return StoreProfile(
      currency: currency, zone: TimeZoneRules(name: zoneName, transitions: transitions),
      revenuePolicy: policy, scoreScale: scale)
  }
}
