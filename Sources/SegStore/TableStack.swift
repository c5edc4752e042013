import SegModel

/// Tables read one after another as one long table whose columns unite theirs by name.
struct TableStack {
  /// A table's column with its own field.
  private typealias Piece = (field: Field, column: Column)

  /// Number of tables.
  let tableCount: Int
  /// Where each table's rows begin among all, and one more: the number of all rows.
  let starts: [Int]
  /// The united fields, in order of first appearance.
  let fields: [Field]
  /// For each name what each table has under it.
  private var pieces: [FieldName: [Piece?]]
  private let rendering: ValueRendering

  init(_ tables: [Table], profile: StoreProfile) {
    tableCount = tables.count
    rendering = ValueRendering(profile: profile)
    starts = tables.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.rowCount) }
    var names: [FieldName] = []
    var pieces: [FieldName: [Piece?]] = [:]
    for (index, table) in tables.enumerated() {
      for (field, column) in zip(table.fields, table.columns) {
        if pieces[field.name] == nil { names.append(field.name) }
        pieces[field.name, default: Array(repeating: nil, count: tables.count)][index] =
          (field, column)
      }
    }
    self.pieces = pieces
    fields = names.map { name in
      Self.united((pieces[name] ?? []).compactMap(\.self), name: name)
    }
  }

  var rowCount: Int { starts.last ?? 0 }

  /// The table that a row of the stack belongs to.
  func table(ofRow row: Int) -> Int {
    var table = 0
    while table + 1 < tableCount, row >= starts[table + 1] { table += 1 }
    return table
  }

  /// The united field of a name.
  func field(_ name: FieldName) -> Field? { fields.first { $0.name == name } }

  /// The rows of all tables under one field; a table without it gives unknown values.
  func column(_ field: Field) -> Column { joined(pieces[field.name] ?? [], field) }

  /// The same, with the stack keeping none of it.
  mutating func take(_ field: Field) -> Column {
    joined(pieces.removeValue(forKey: field.name) ?? [], field)
  }

  private func joined(_ own: [Piece?], _ field: Field) -> Column {
    let pieces = own.map { $0.flatMap { converted($0.column, from: $0.field, to: field) } }
    if pieces.count == 1, let only = pieces[0] { return only }
    switch field.type {
    case .number, .money, .date, .dateTime: return .integers(joinedIntegers(pieces))
    case .text: return .text(joinedText(pieces))
    case .flag: return .flags(joinedFlags(pieces))
    case .list: return .lists(joinedLists(pieces))
    }
  }
}

extension TableStack {
  /// One field for all pieces of a name: the type of those with known values when they agree, the
  /// wider of two that are alike, else text.
  private static func united(_ pieces: [(Field, Column)], name: FieldName) -> Field {
    let speaking = pieces.filter { _, column in
      column.count > 0 && !(column.validity?.isEmpty ?? false)
    }
    let deciding = speaking.isEmpty ? Array(pieces.prefix(1)) : speaking
    let types = Set(deciding.map(\.0.type))
    let scale = deciding.map(\.0.scale).max() ?? 0
    var result = pieces.first?.0 ?? Field(name: name, type: .text)
    result.sourceName = pieces.lazy.compactMap(\.0.sourceName).first
    if types.count == 1, let only = types.first {
      let isAligned = only != .number || deciding.allSatisfy { canScale($0, to: scale) }
      (result.type, result.scale) = isAligned ? (only, scale) : (.text, 0)
    } else {
      result.type = types.isSubset(of: [.date, .dateTime]) ? .dateTime : .text
      result.scale = 0
    }
    return result
  }

  private static func canScale(_ piece: (field: Field, column: Column), to scale: Int) -> Bool {
    guard case .integers(let column) = piece.column, let bounds = column.bounds else { return true }
    guard let factor = factor(from: piece.field.scale, to: scale) else { return false }
    return !bounds.lowerBound.multipliedReportingOverflow(by: factor).overflow
      && !bounds.upperBound.multipliedReportingOverflow(by: factor).overflow
  }

  private static func factor(from scale: Int, to newScale: Int) -> Int64? {
    guard (0...18).contains(newScale - scale) else { return nil }
    return (scale..<newScale).reduce(Int64(1)) { value, _ in value * 10 }
  }

  /// A piece in the united type; nil when it has nothing to tell.
  private func converted(_ column: Column, from old: Field, to new: Field) -> Column? {
    if column.validity?.isEmpty ?? false, old.type != new.type || old.scale != new.scale {
      return nil
    }
    if old.type == new.type, old.scale == new.scale { return column }
    guard case .integers(let integers) = column, new.type != .text else {
      return .text(rendering.text(of: column, old))
    }
    if new.type == .dateTime {
      let zone = rendering.profile.zone
      let instants = integers.widened.map { day in
        zone.instant(of: CalendarDate(dayNumber: Int32(clamping: day)), secondOfDay: 0)
          .secondsSinceEpoch
      }
      return .integers(IntegerColumn(instants, validity: integers.validity))
    }
    let factor = Self.factor(from: old.scale, to: new.scale) ?? 1
    return .integers(
      IntegerColumn(integers.widened.map { $0 &* factor }, validity: integers.validity))
  }

  private func joinedValidity(_ pieces: [Column?]) -> Bitmap? {
    if pieces.allSatisfy({ $0.map { $0.validity == nil } ?? false }) { return nil }
    var result = Bitmap(count: 0)
    for (index, piece) in pieces.enumerated() {
      if index == 0 {
        let first = piece.map { $0.validity ?? Bitmap(count: $0.count, repeating: true) }
        result = (first ?? result).extended(to: rowCount)
        continue
      }
      guard let piece else { continue }
      result.setRows(from: starts[index], like: piece.validity, count: piece.count)
    }
    return result
  }

  private func joinedIntegers(_ pieces: [Column?]) -> IntegerColumn {
    let columns = pieces.enumerated().map { index, piece -> IntegerColumn in
      if case .integers(let column)? = piece { return column }
      let count = starts[index + 1] - starts[index]
      let nothing = IntegerColumn.Storage.int8(Array(repeating: 0, count: count))
      return IntegerColumn(storage: nothing, base: 0, validity: Bitmap(count: count))
    }
    return IntegerColumn(joining: columns, validity: joinedValidity(pieces))
  }

  private func joinedText(_ pieces: [Column?]) -> TextColumn {
    if isBestPlain(pieces) { return joinedPlainText(pieces) }
    var keys = KeyInterner()
    var codes: [UInt32] = []
    codes.reserveCapacity(rowCount)
    for (index, piece) in pieces.enumerated() {
      guard case .text(let column)? = piece, column.dictionary.count > 0 else {
        codes.append(contentsOf: repeatElement(0, count: starts[index + 1] - starts[index]))
        continue
      }
      let newCodes = column.looking(up: keys.internAll(column.dictionary))
      codes.append(contentsOf: newCodes.lazy.map { UInt32(bitPattern: $0) })
    }
    let dictionary = keys.dictionary(of: 0..<Int32(keys.count))
    return TextColumn(codes: codes, dictionary: dictionary, validity: joinedValidity(pieces))
  }

  /// Whether most rows come with a text of their own, and all of them together fit a column.
  private func isBestPlain(_ pieces: [Column?]) -> Bool {
    var plainRows = 0
    var size = 0
    for case .text(let column)? in pieces {
      if column.isPlain {
        plainRows += column.count
        size += column.dictionary.byteCount
      } else {
        size += column.count * column.dictionary.longest
      }
    }
    return plainRows > 0 && plainRows >= rowCount / 2 && size <= TextDictionary.largest
  }

  /// One text a row, end to end.
  private func joinedPlainText(_ pieces: [Column?]) -> TextColumn {
    let texts = pieces.enumerated().map { index, piece -> TextDictionary in
      if case .text(let column)? = piece { return column.plainTexts }
      return TextDictionary(repeatElement("", count: starts[index + 1] - starts[index]))
    }
    return TextColumn(plain: .joined(texts), validity: joinedValidity(pieces))
  }

  private func joinedFlags(_ pieces: [Column?]) -> FlagColumn {
    var values = Bitmap(count: rowCount)
    for (index, piece) in pieces.enumerated() {
      guard case .flags(let column)? = piece else { continue }
      values.setRows(from: starts[index], like: column.values, count: column.count)
    }
    return FlagColumn(values: values, validity: joinedValidity(pieces))
  }

  private func joinedLists(_ pieces: [Column?]) -> ListColumn {
    var rows: [String: [UInt32]] = [:]
    for (index, piece) in pieces.enumerated() {
      guard case .lists(let column)? = piece else { continue }
      for (name, members) in zip(column.names, column.members) {
        rows[name, default: []].append(contentsOf: members.rows.map { $0 + UInt32(starts[index]) })
      }
    }
    let names = rows.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return ListColumn(
      count: rowCount, names: names,
      members: names.map { RowSet(rows: rows[$0] ?? [], count: rowCount) },
      validity: joinedValidity(pieces))
  }
}

extension Bitmap {
  /// Sets, from `start` on, the rows that `source` has set among its first `count`; all of them
  /// when there is no source.
  fileprivate mutating func setRows(from start: Int, like source: Bitmap?, count: Int) {
    if let source {
      source.forEach { self[start + $0] = true }
    } else {
      for row in start..<start + count { self[row] = true }
    }
  }
}
