import SegModel

/// The directory of a snapshot and the blocks it speaks of, before either is written.
struct SnapshotPlan {
  private(set) var directory = ByteWriter()
  /// The arrays that become blocks; they are the columns' own.
  private(set) var blocks: [BlockContent] = []

  init(_ snapshot: Snapshot) {
    append(snapshot.profile)
    append(snapshot.customers)
    directory.append(UInt32(snapshot.relations.count))
    for (_, relation) in snapshot.relations.sorted(by: { $0.key < $1.key }) { append(relation) }
  }

  /// Takes an array as a block and puts the block's number into the directory.
  private mutating func appendBlock(_ content: BlockContent) {
    directory.append(UInt32(blocks.count))
    blocks.append(content)
  }
}

/// An array of a column, to be written as it is.
enum BlockContent {
  case bytes([UInt8]), int8([Int8])
  case uint16([UInt16]), int16([Int16])
  case uint32([UInt32]), int32([Int32])
  case uint64([UInt64]), int64([Int64])

  /// Calls `body` with the bytes, which are valid only there.
  func withBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch self {
    case .bytes(let values): try Self.withBytes(of: values, body)
    case .int8(let values): try Self.withBytes(of: values, body)
    case .uint16(let values): try Self.withBytes(of: values, body)
    case .int16(let values): try Self.withBytes(of: values, body)
    case .uint32(let values): try Self.withBytes(of: values, body)
    case .int32(let values): try Self.withBytes(of: values, body)
    case .uint64(let values): try Self.withBytes(of: values, body)
    case .int64(let values): try Self.withBytes(of: values, body)
    }
  }

  private static func withBytes<Result, Failure>(
    of values: [some BitwiseCopyable], _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try values.withUnsafeBufferPointer { (buffer) throws(Failure) in
      try body(UnsafeRawBufferPointer(buffer))
    }
  }
}

extension SnapshotPlan {
  private mutating func append(_ profile: StoreProfile) {
    directory.append(profile.currency.code)
    directory.append(profile.zone.name)
    directory.append(UInt32(profile.zone.transitions.count))
    for transition in profile.zone.transitions {
      directory.append(UInt64(bitPattern: transition.start))
      directory.append(UInt32(bitPattern: transition.offset))
    }
    directory.append(profile.revenuePolicy.name)
    directory.append(texts: profile.revenuePolicy.excluded.sorted())
    directory.append(texts: profile.revenuePolicy.counted.sorted())
    directory.append(UInt64(bitPattern: Int64(profile.scoreScale)))
  }

  private mutating func append(_ table: Table) {
    directory.append(UInt64(table.rowCount))
    directory.append(UInt32(table.fields.count))
    for (field, column) in zip(table.fields, table.columns) {
      directory.append(field.name.description)
      directory.append(field.type.rawValue)
      directory.append(UInt32(field.scale))
      directory.append(optional: field.sourceName?.description)
      append(column)
    }
  }

  private mutating func append(_ relation: Relation) {
    directory.append(relation.name.description)
    append(relation.table)
    appendBlock(.uint32(relation.customerOffsets))
    directory.append(optional: relation.dateField?.description)
    let form = StoredDays(relation)
    directory.append(form.rawValue)
    if let days = relation.days {
      if form == .own { append(days) }
      directory.append(days.bounds != nil)
      if let bounds = days.bounds {
        directory.append(UInt64(bitPattern: bounds.lowerBound))
        directory.append(UInt64(bitPattern: bounds.upperBound))
      }
    }
    directory.append(relation.orderOffsets != nil)
    if let offsets = relation.orderOffsets { appendBlock(.uint32(offsets)) }
    append(relation.countedRows)
    append(relation.revenueRows)
  }

  private mutating func append(_ bitmap: Bitmap?) {
    directory.append(bitmap != nil)
    if let bitmap { appendBlock(.uint64(bitmap.words)) }
  }

  private mutating func append(_ column: Column) {
    directory.append(ColumnKind(column).rawValue)
    switch column {
    case .integers(let column):
      append(column)
    case .flags(let column):
      append(column.validity)
      appendBlock(.uint64(column.values.words))
    case .text(let column):
      append(column.validity)
      append(column.dictionary)
      switch column.codes {
      case .uint8(let codes): appendBlock(.bytes(codes), width: 1)
      case .uint16(let codes): appendBlock(.uint16(codes), width: 2)
      case .uint32(let codes): appendBlock(.uint32(codes), width: 4)
      case .rows: directory.append(UInt8(0))
      }
    case .lists(let column):
      append(column.validity)
      append(TextDictionary(column.names))
      for members in column.members {
        switch members {
        case .dense(let bitmap): appendBlock(.uint64(bitmap.words), width: 0)
        case .sparse(let rows): appendBlock(.uint32(rows), width: 4)
        }
      }
    }
  }

  private mutating func append(_ column: IntegerColumn) {
    append(column.validity)
    directory.append(UInt64(bitPattern: column.base))
    switch column.storage {
    case .int8(let values): appendBlock(.int8(values), width: 1)
    case .int16(let values): appendBlock(.int16(values), width: 2)
    case .int32(let values): appendBlock(.int32(values), width: 4)
    case .int64(let values): appendBlock(.int64(values), width: 8)
    }
  }

  private mutating func append(_ dictionary: TextDictionary) {
    directory.append(UInt64(dictionary.count))
    directory.append(dictionary.offsets.commonLength != nil)
    if let length = dictionary.offsets.commonLength {
      directory.append(UInt32(length))
    } else if let offsets = dictionary.offsets.spelledOut {
      appendBlock(.uint32(offsets))
    }
    appendBlock(.bytes(dictionary.bytes))
  }

  /// A block after the byte that says how wide its values are.
  private mutating func appendBlock(_ content: BlockContent, width: UInt8) {
    directory.append(width)
    appendBlock(content)
  }
}

/// The byte that says in the directory where the days of a relation are.
enum StoredDays: UInt8 {
  case none = 0
  case own, dateField

  init(_ relation: Relation) {
    guard let days = relation.days else {
      self = .none
      return
    }
    let dates = relation.dateField.flatMap { relation.table.column($0)?.column }
    if case .integers(let dates)? = dates, dates.base == days.base,
      dates.storage == days.storage, dates.validity == days.validity
    {
      self = .dateField
    } else {
      self = .own
    }
  }
}

/// The byte that says in the directory what a column is.
enum ColumnKind: UInt8 {
  case integers = 1
  case text, flags, lists

  init(_ column: Column) {
    self =
      switch column {
      case .integers: .integers
      case .text: .text
      case .flags: .flags
      case .lists: .lists
      }
  }
}

extension FieldType {
  /// The kind of column that holds values of the type.
  var columnKind: ColumnKind {
    switch self {
    case .number, .money, .date, .dateTime: .integers
    case .text: .text
    case .flag: .flags
    case .list: .lists
    }
  }
}
