import SegModel

/// Reads a snapshot's bytes, believing nothing before it is checked.
struct SnapshotDecoder {
  private var directory: ByteReader
  private let blocks: BlockReader

  /// Checks header, trailer, the directory as a whole, and every block's checksum.
  init(_ bytes: [UInt8]) throws(SnapshotDamage) {
    guard bytes.starts(with: SnapshotCodec.magic.prefix(bytes.count)) else { throw .notASnapshot }
    guard bytes.count >= SnapshotCodec.headerSize + SnapshotCodec.trailerSize else {
      throw .truncated
    }
    var header = ByteReader(Array(bytes[SnapshotCodec.magic.count..<SnapshotCodec.headerSize]))
    let version = try header.integer(UInt32.self)
    guard version <= SnapshotCodec.version else {
      throw .newerVersion(found: version, supported: SnapshotCodec.version)
    }
    guard version > 0 else { throw .damaged("format 0") }
    let range = try Self.directoryRange(bytes)
    directory = ByteReader(Array(bytes[range]))
    var entries: [(offset: UInt64, length: UInt64, checksum: UInt64)] = []
    for _ in 0..<(try directory.count()) {
      entries.append((try directory.integer(), try directory.integer(), try directory.integer()))
    }
    blocks = try BlockReader(bytes, entries, end: range.lowerBound)
  }

  /// Reads the whole snapshot.
  mutating func decode() throws(SnapshotDamage) -> Snapshot {
    let profile = try profile()
    let customers = try table()
    guard case .text(let ids)? = customers.column(CanonicalField.customerID)?.column,
      ids.validity == nil
    else { throw .damaged("customers without ids") }
    var relations: [FieldName: Relation] = [:]
    var orderLinks: [Int] = []
    for _ in 0..<(try directory.count()) {
      let relation = try relation(customerCount: customers.rowCount)
      guard relations.updateValue(relation, forKey: relation.name) == nil else {
        throw .damaged("a relation twice")
      }
      if let offsets = relation.orderOffsets { orderLinks.append(offsets.count - 1) }
    }
    guard directory.isAtEnd else { throw .damaged("the directory does not end where it should") }
    let orderCount = relations[Snapshot.allOrders]?.table.rowCount ?? 0
    guard orderLinks.allSatisfy({ $0 == orderCount }) else {
      throw .damaged("order lines of other orders")
    }
    return Snapshot(profile: profile, customers: customers, relations: relations)
  }

  private static func directoryRange(_ bytes: [UInt8]) throws(SnapshotDamage) -> Range<Int> {
    let trailerStart = bytes.count - SnapshotCodec.trailerSize
    let trailer = Array(bytes[trailerStart...])
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
      bytes[range.upperBound..<trailerStart].allSatisfy({ $0 == 0 })
    else { throw .damaged("the directory lies elsewhere") }
    let covered = Array(bytes[..<SnapshotCodec.headerSize]) + bytes[range]
    guard covered.withUnsafeBytes({ Checksum.of($0) }) == checksum else {
      throw .damaged("the directory's checksum is wrong")
    }
    return range
  }
}

extension SnapshotDecoder {
  private mutating func profile() throws(SnapshotDamage) -> StoreProfile {
    guard let currency = Currency(code: try directory.text()) else {
      throw .damaged("an impossible currency")
    }
    let zoneName = try directory.text()
    var transitions: [TimeZoneRules.Transition] = []
    for _ in 0..<(try directory.count()) {
      let start = Int64(bitPattern: try directory.integer())
      transitions.append(.init(start: start, offset: Int32(bitPattern: try directory.integer())))
    }
    let isSorted = zip(transitions, transitions.dropFirst()).allSatisfy { $0.start < $1.start }
    guard !transitions.isEmpty, isSorted else { throw .damaged("an impossible time zone") }
    let policy = RevenuePolicy(
      name: try directory.text(), excluded: Set(try directory.texts()),
      counted: Set(try directory.texts()))
    guard let scale = Int(exactly: Int64(bitPattern: try directory.integer())) else {
      throw .damaged("an impossible scale of scores")
    }
    return StoreProfile(
      currency: currency, zone: TimeZoneRules(name: zoneName, transitions: transitions),
      revenuePolicy: policy, scoreScale: scale)
  }

  private mutating func table() throws(SnapshotDamage) -> Table {
    let rowCount = try directory.rowCount()
    var fields: [Field] = []
    var columns: [Column] = []
    var names: Set<FieldName> = []
    for _ in 0..<(try directory.count()) {
      let field = try field()
      guard names.insert(field.name).inserted else { throw .damaged("a field twice") }
      let column = try column(rowCount: rowCount)
      guard ColumnKind(column) == field.type.columnKind else {
        throw .damaged("a column of another type")
      }
      fields.append(field)
      columns.append(column)
    }
    return Table(rowCount: rowCount, fields: fields, columns: columns)
  }

  private mutating func field() throws(SnapshotDamage) -> Field {
    let name = try directory.text()
    guard let type = FieldType(rawValue: try directory.text()) else {
      throw .damaged("an unknown type")
    }
    let scale = try directory.integer(UInt32.self)
    guard scale <= 18 else { throw .damaged("an impossible number of decimals") }
    let sourceName = try directory.optionalText()
    return Field(
      name: FieldName(name), type: type, scale: Int(scale),
      sourceName: sourceName.map { FieldName($0) })
  }

  private mutating func relation(customerCount: Int) throws(SnapshotDamage) -> Relation {
    let name = FieldName(try directory.text())
    let table = try table()
    let offsets = try offsets(count: customerCount + 1, end: table.rowCount)
    let dateField = try directory.optionalText().map { FieldName($0) }
    if let dateField {
      let field = table.column(dateField)?.field
      guard field?.type == .date || field?.type == .dateTime else {
        throw .damaged("rows dated by what is no date")
      }
    }
    var days: IntegerColumn?
    if try directory.flag() { days = try integers(rowCount: table.rowCount) }
    var orderOffsets: [UInt32]?
    if try directory.flag() { orderOffsets = try self.offsets(count: nil, end: table.rowCount) }
    return Relation(
      name: name, table: table, customerOffsets: offsets, dateField: dateField, days: days,
      orderOffsets: orderOffsets, countedRows: try optionalBitmap(count: table.rowCount),
      revenueRows: try optionalBitmap(count: table.rowCount))
  }

  private mutating func offsets(count: Int?, end: Int) throws(SnapshotDamage) -> [UInt32] {
    let offsets = try blocks.array(try directory.integer(), of: UInt32.self, count: count)
    guard offsets.first == 0, offsets.last == UInt32(end), offsets.isAscending else {
      throw .damaged("offsets that do not ascend")
    }
    return offsets
  }
}

extension SnapshotDecoder {
  private mutating func column(rowCount: Int) throws(SnapshotDamage) -> Column {
    guard let kind = ColumnKind(rawValue: try directory.integer()) else {
      throw .damaged("an unknown kind of column")
    }
    switch kind {
    case .integers: return .integers(try integers(rowCount: rowCount))
    case .text: return .text(try text(rowCount: rowCount))
    case .flags:
      let validity = try optionalBitmap(count: rowCount)
      return .flags(FlagColumn(values: try bitmap(count: rowCount), validity: validity))
    case .lists: return .lists(try lists(rowCount: rowCount))
    }
  }

  private mutating func optionalBitmap(count: Int) throws(SnapshotDamage) -> Bitmap? {
    try directory.flag() ? try bitmap(count: count) : nil
  }

  private mutating func bitmap(count: Int) throws(SnapshotDamage) -> Bitmap {
    let words = try blocks.array(
      try directory.integer(), of: UInt64.self, count: Bitmap.wordCount(for: count))
    let bitmap = Bitmap(count: count, words: words)
    guard bitmap.words == words else { throw .damaged("bits past the last row") }
    return bitmap
  }

  private mutating func integers(rowCount: Int) throws(SnapshotDamage) -> IntegerColumn {
    let validity = try optionalBitmap(count: rowCount)
    let base = Int64(bitPattern: try directory.integer())
    let width = try directory.integer(UInt8.self)
    let block = try directory.integer(UInt32.self)
    let storage: IntegerColumn.Storage =
      switch width {
      case 1: .int8(try blocks.array(block, count: rowCount))
      case 2: .int16(try blocks.array(block, count: rowCount))
      case 4: .int32(try blocks.array(block, count: rowCount))
      case 8: .int64(try blocks.array(block, count: rowCount))
      default: throw .damaged("integers of an impossible width")
      }
    return IntegerColumn(storage: storage, base: base, validity: validity)
  }

  private mutating func dictionary() throws(SnapshotDamage) -> TextDictionary {
    let count = try directory.rowCount()
    let offsets = try blocks.array(try directory.integer(), of: UInt32.self, count: count + 1)
    let bytes = try blocks.array(try directory.integer(), of: UInt8.self, count: nil)
    guard offsets.first == 0, offsets.last.map(Int.init) == bytes.count, offsets.isAscending,
      UTF8Check.areTexts(bytes, offsets)
    else { throw .damaged("texts that are not UTF-8") }
    return TextDictionary(bytes: bytes, offsets: offsets)
  }

  private mutating func text(rowCount: Int) throws(SnapshotDamage) -> TextColumn {
    let validity = try optionalBitmap(count: rowCount)
    let dictionary = try dictionary()
    let width = try directory.integer(UInt8.self)
    if width == 0 {
      guard dictionary.count == rowCount, dictionary.isEmpty(whereUnset: validity) else {
        throw .damaged("plain texts that do not fit the rows")
      }
      return TextColumn(codes: .rows(rowCount), dictionary: dictionary, validity: validity)
    }
    let block = try directory.integer(UInt32.self)
    let codes: TextColumn.Codes =
      switch width {
      case 1: .uint8(try blocks.array(block, count: rowCount))
      case 2: .uint16(try blocks.array(block, count: rowCount))
      case 4: .uint32(try blocks.array(block, count: rowCount))
      default: throw .damaged("codes of an impossible width")
      }
    let largest =
      switch codes {
      case .uint8(let codes): codes.max().map(Int.init)
      case .uint16(let codes): codes.max().map(Int.init)
      case .uint32(let codes): codes.max().map(Int.init)
      case .rows(let count): count - 1
      }
    // A column without any known value has no texts, and all its codes are 0.
    let isEmpty = dictionary.count == 0 && validity?.isEmpty ?? false && (largest ?? 0) == 0
    guard isEmpty || (largest ?? -1) < dictionary.count else {
      throw .damaged("a code without a text")
    }
    return TextColumn(codes: codes, dictionary: dictionary, validity: validity)
  }

  private mutating func lists(rowCount: Int) throws(SnapshotDamage) -> ListColumn {
    let validity = try optionalBitmap(count: rowCount)
    let dictionary = try dictionary()
    let names = (0..<dictionary.count).map { dictionary[$0] }
    let isSorted = zip(names, names.dropFirst())
      .allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard isSorted else { throw .damaged("names of lists out of order") }
    var members: [RowSet] = []
    for _ in names {
      switch try directory.integer(UInt8.self) {
      case 0:
        members.append(.dense(try bitmap(count: rowCount)))
      case 4:
        let rows = try blocks.array(try directory.integer(), of: UInt32.self, count: nil)
        let ascends = zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
        guard ascends, rows.last.map({ $0 < rowCount }) ?? true else {
          throw .damaged("rows of a list out of order")
        }
        members.append(.sparse(rows))
      default: throw .damaged("an unknown kind of list")
      }
    }
    return ListColumn(count: rowCount, names: names, members: members, validity: validity)
  }
}

extension [UInt32] {
  /// Whether no number is below the one before it.
  fileprivate var isAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
