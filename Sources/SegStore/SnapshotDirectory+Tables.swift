import SegModel

/// What the directory says of a table.
struct StoredTable {
  let rowCount: Int
  var fields: [Field] = []
  var columns: [StoredColumn] = []
}

extension SnapshotDirectory {
  mutating func storedTable() throws(SnapshotDamage) -> StoredTable {
    var table = StoredTable(rowCount: try reader.rowCount())
    var names: Set<FieldName> = []
    for _ in 0..<(try reader.count()) {
      let field = try field()
      guard names.insert(field.name).inserted else { throw .damaged("a field twice") }
      guard try reader.integer(UInt8.self) == field.type.columnKind.rawValue else {
        throw .damaged("a column of another type")
      }
      table.fields.append(field)
      table.columns.append(try storedColumn(field.type.columnKind, rowCount: table.rowCount))
    }
    return table
  }

  /// A relation, and the number of orders whose lines it holds.
  mutating func relation(
    customerCount: Int
  ) throws(SnapshotDamage) -> (relation: Relation, orderCount: Int?) {
    let name = FieldName(try reader.text())
    let part = name == Snapshot.allOrders ? Snapshot.orders.description : name.description
    let stored = try storedTable()
    let rowCount = stored.rowCount
    var layout = Relation.Layout(
      customerOffsets: deferred(
        try offsets(count: customerCount + 1, rowCount), "the customers of `\(part)`", rowCount))
    let dateField = try reader.optionalText().map { FieldName($0) }
    if let dateField {
      let field = stored.fields.first { $0.name == dateField }
      guard field?.type == .date || field?.type == .dateTime else {
        throw .damaged("rows dated by what is no date")
      }
    }
    let table = deferred(stored, of: part)
    var dayBounds: ClosedRange<Int64>?
    switch StoredDays(rawValue: try reader.integer()) {
    case .none?: break
    case .own?:
      let days = try storedColumn(.integers, rowCount: rowCount)
      if version > 1 { dayBounds = try bounds() }
      layout.days = deferredDays(days, "the days of `\(part)`")
    case .dateField?:
      guard version > 1, let dateField, let dates = table.cell(dateField) else {
        throw .damaged("days without a date")
      }
      dayBounds = try bounds()
      layout.days = Self.integers(of: dates)
    case nil: throw .damaged("days of an unknown kind")
    }
    var orderCount: Int?
    if try reader.flag() {
      let block = try offsets(count: nil, rowCount)
      orderCount = block.range.count / MemoryLayout<UInt32>.size - 1
      layout.orderOffsets = deferred(block, "the orders of `\(part)`", rowCount)
    }
    layout.countedRows = deferred(
      try optionalBitmap(rowCount), "the counted rows of `\(part)`", rowCount)
    layout.revenueRows = deferred(
      try optionalBitmap(rowCount), "the revenue of `\(part)`", rowCount)
    let relation = Relation(
      name: name, table: table, dateField: dateField, knownDayBounds: dayBounds, layout: layout)
    return (relation, orderCount)
  }

  private mutating func field() throws(SnapshotDamage) -> Field {
    let name = try reader.text()
    guard let type = FieldType(rawValue: try reader.text()) else {
      throw .damaged("an unknown type")
    }
    let scale = try reader.integer(UInt32.self)
    guard scale <= 18 else { throw .damaged("an impossible number of decimals") }
    let sourceName = try reader.optionalText()
    return Field(
      name: FieldName(name), type: type, scale: Int(scale),
      sourceName: sourceName.map { FieldName($0) })
  }

  private mutating func bounds() throws(SnapshotDamage) -> ClosedRange<Int64>? {
    guard try reader.flag() else { return nil }
    let low = Int64(bitPattern: try reader.integer())
    let high = Int64(bitPattern: try reader.integer())
    guard low <= high else { throw .damaged("impossible bounds") }
    return low...high
  }
}

extension SnapshotDirectory {
  private mutating func storedColumn(
    _ kind: ColumnKind, rowCount: Int
  ) throws(SnapshotDamage) -> StoredColumn {
    let validity = try optionalBitmap(rowCount)
    let parts: StoredColumn.Parts
    switch kind {
    case .integers:
      let base = Int64(bitPattern: try reader.integer())
      let width = try width([1, 2, 4, 8])
      parts = .integers(base: base, width, try block(width, count: rowCount))
    case .text:
      let texts = try dictionary()
      let width = try width([0, 1, 2, 4])
      guard width > 0 || texts.count == rowCount else {
        throw .damaged("plain texts that do not fit the rows")
      }
      parts = .text(texts, width, width > 0 ? try block(width, count: rowCount) : nil)
    case .flags: parts = .flags(try bitmap(rowCount))
    case .lists:
      let names = try dictionary()
      var members: [(width: Int, block: SnapshotBlock)] = []
      for _ in 0..<names.count {
        let width = try width([0, 4])
        members.append((width, try width > 0 ? block(width, count: nil) : bitmap(rowCount)))
      }
      parts = .lists(names, members)
    }
    return StoredColumn(rowCount: rowCount, validity: validity, parts: parts)
  }

  /// The byte that says how many bytes a value takes.
  private mutating func width(_ widths: Set<Int>) throws(SnapshotDamage) -> Int {
    let width = Int(try reader.integer(UInt8.self))
    guard widths.contains(width) else { throw .damaged("values of an impossible width") }
    return width
  }

  private mutating func dictionary() throws(SnapshotDamage) -> StoredDictionary {
    let count = try reader.rowCount()
    if version > 2, try reader.flag() {
      let length = Int(try reader.integer(UInt32.self))
      return StoredDictionary(
        count: count, offsets: .common(length), bytes: try block(1, count: count * length))
    }
    return StoredDictionary(
      count: count, offsets: .each(try block(4, count: count + 1)),
      bytes: try block(1, count: nil))
  }

  private mutating func optionalBitmap(_ count: Int) throws(SnapshotDamage) -> SnapshotBlock? {
    try reader.flag() ? try bitmap(count) : nil
  }

  private mutating func bitmap(_ count: Int) throws(SnapshotDamage) -> SnapshotBlock {
    try block(8, count: Bitmap.wordCount(for: count))
  }

  /// Offsets of so many things, or of any number of them, into rows.
  private mutating func offsets(
    count: Int?, _ rowCount: Int
  ) throws(SnapshotDamage) -> SnapshotBlock {
    let block = try block(4, count: count)
    guard block.range.count > 4 || block.range.count == 4 && rowCount == 0 else {
      throw .damaged("rows of nobody")
    }
    return block
  }

  /// A block of values of a width, exactly `count` of them when that is given.
  private mutating func block(_ width: Int, count: Int?) throws(SnapshotDamage) -> SnapshotBlock {
    let number = try reader.integer(UInt32.self)
    guard number < places.count else { throw .damaged("a block that is not there") }
    let block = places[Int(number)]
    guard block.range.count % width == 0, count.map({ $0 == block.range.count / width }) ?? true
    else { throw .damaged("a block of the wrong length") }
    return block
  }
}

extension SnapshotDirectory {
  func deferred(_ table: StoredTable, of part: String) -> Table {
    let cells = zip(table.fields, table.columns).map { field, stored in
      deferred("`\(part).\(field.name)`", standIn: { stored.standIn }) {
        (blocks) throws(SnapshotDamage) in try stored.column(blocks)
      }
    }
    return Table(rowCount: table.rowCount, fields: table.fields, cells: cells)
  }

  private func deferredDays(_ stored: StoredColumn, _ part: String) -> Deferred<IntegerColumn> {
    let column = deferred(part, standIn: { stored.standIn }) { (blocks) throws(SnapshotDamage) in
      try stored.column(blocks)
    }
    return Self.integers(of: column)
  }

  /// The whole numbers of a column, read with it.
  private static func integers(of column: Deferred<Column>) -> Deferred<IntegerColumn> {
    Deferred(standIn: { .unknown(count: column.value.count) }) { () throws(SnapshotDamage) in
      let value = column.value
      if let damage = column.damage { throw damage }
      guard case .integers(let days) = value else { preconditionFailure("days of another type") }
      return days
    }
  }

  private func deferred(
    _ block: SnapshotBlock, _ part: String, _ rowCount: Int
  ) -> Deferred<[UInt32]> {
    let count = block.range.count / MemoryLayout<UInt32>.size
    return deferred(
      part, standIn: { [UInt32](repeating: 0, count: count - 1) + [UInt32(rowCount)] },
      read: { (blocks) throws(SnapshotDamage) in try blocks.offsets(block, end: rowCount) })
  }

  private func deferred(
    _ block: SnapshotBlock?, _ part: String, _ rowCount: Int
  ) -> Deferred<Bitmap>? {
    block.map { block in
      deferred(part, standIn: { Bitmap(count: rowCount) }) { (blocks) throws(SnapshotDamage) in
        try blocks.bitmap(block, count: rowCount)
      }
    }
  }

  /// A part that is read at its first use; what is wrong with it then is told by its name.
  private func deferred<Value>(
    _ part: String, standIn: @escaping @Sendable () -> Value,
    read: @escaping @Sendable (BlockReader) throws(SnapshotDamage) -> Value
  ) -> Deferred<Value> {
    let blocks = blocks
    return Deferred(standIn: standIn) { () throws(SnapshotDamage) in
      do throws(SnapshotDamage) {
        return try read(blocks)
      } catch {
        throw .part(part, file: blocks.image.name)
      }
    }
  }
}
