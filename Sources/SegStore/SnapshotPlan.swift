import SegModel

/// The directory of a snapshot and the blocks it speaks of, before either is written.
struct SnapshotPlan {
  private(set) var directory = ByteWriter()
  /// Gives each block's bytes, when its turn has come.
  private(set) var blocks: [() -> [UInt8]] = []

  init(_ snapshot: Snapshot) {
    append(snapshot.profile)
    append(snapshot.customers)
    directory.append(UInt32(snapshot.relations.count))
    for (_, relation) in snapshot.relations.sorted(by: { $0.key < $1.key }) { append(relation) }
  }

  /// Takes an array as a block and puts the block's number into the directory.
  private mutating func appendBlock(_ values: [some BitwiseCopyable]) {
    directory.append(UInt32(blocks.count))
    blocks.append { values.withUnsafeBytes { Array($0) } }
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
    appendBlock(relation.customerOffsets)
    directory.append(optional: relation.dateField?.description)
    directory.append(relation.days != nil)
    if let days = relation.days { append(days) }
    directory.append(relation.orderOffsets != nil)
    if let offsets = relation.orderOffsets { appendBlock(offsets) }
    append(relation.countedRows)
    append(relation.revenueRows)
  }

  private mutating func append(_ bitmap: Bitmap?) {
    directory.append(bitmap != nil)
    if let bitmap { appendBlock(bitmap.words) }
  }

  private mutating func append(_ column: Column) {
    directory.append(ColumnKind(column).rawValue)
    switch column {
    case .integers(let column):
      append(column)
    case .flags(let column):
      append(column.validity)
      appendBlock(column.values.words)
    case .text(let column):
      append(column.validity)
      append(column.dictionary)
      switch column.codes {
      case .uint8(let codes): appendBlock(codes, width: 1)
      case .uint16(let codes): appendBlock(codes, width: 2)
      case .uint32(let codes): appendBlock(codes, width: 4)
      case .rows: directory.append(UInt8(0))
      }
    case .lists(let column):
      append(column.validity)
      append(TextDictionary(column.names))
      for members in column.members {
        switch members {
        case .dense(let bitmap): appendBlock(bitmap.words, width: 0)
        case .sparse(let rows): appendBlock(rows, width: 4)
        }
      }
    }
  }

  private mutating func append(_ column: IntegerColumn) {
    append(column.validity)
    directory.append(UInt64(bitPattern: column.base))
    switch column.storage {
    case .int8(let values): appendBlock(values, width: 1)
    case .int16(let values): appendBlock(values, width: 2)
    case .int32(let values): appendBlock(values, width: 4)
    case .int64(let values): appendBlock(values, width: 8)
    }
  }

  private mutating func append(_ dictionary: TextDictionary) {
    directory.append(UInt64(dictionary.count))
    appendBlock(dictionary.offsets)
    appendBlock(dictionary.bytes)
  }

  /// A block after the byte that says how wide its values are.
  private mutating func appendBlock(
    _ values: [some BitwiseCopyable], width: UInt8
  ) {
    directory.append(width)
    appendBlock(values)
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
