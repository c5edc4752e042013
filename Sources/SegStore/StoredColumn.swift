/// Where the parts of a column lie in a snapshot's bytes, as its directory says.
struct StoredColumn: Sendable {
  /// The parts by kind of column, with the bytes that each value takes.
  enum Parts: Sendable {
    case integers(base: Int64, _ width: Int, SnapshotBlock)
    /// Without codes there is one text a row.
    case text(StoredDictionary, _ width: Int, SnapshotBlock?)
    case flags(SnapshotBlock)
    /// For each name its rows: as numbers, or as a bitmap where the width is 0.
    case lists(StoredDictionary, [(width: Int, block: SnapshotBlock)])
  }

  let rowCount: Int
  let validity: SnapshotBlock?
  let parts: Parts

  /// Reads the column.
  func column(_ blocks: BlockReader) throws(SnapshotDamage) -> Column {
    let known = try validity.map { (block) throws(SnapshotDamage) in
      try blocks.bitmap(block, count: rowCount)
    }
    switch parts {
    case .integers(let base, let width, let values):
      let storage = try integers(blocks, width, values)
      return .integers(IntegerColumn(storage: storage, base: base, validity: known))
    case .text(let dictionary, let width, let codes):
      return .text(try text(blocks, try dictionary.read(blocks), width, codes, known))
    case .flags(let values):
      return .flags(FlagColumn(values: try blocks.bitmap(values, count: rowCount), validity: known))
    case .lists(let dictionary, let members):
      return .lists(try lists(blocks, try dictionary.read(blocks), members, known))
    }
  }

  /// A column of the same shape, for one that cannot be read: unknown everywhere, but empty texts
  /// where every value is known.
  var standIn: Column {
    let unknown = Bitmap(count: rowCount)
    switch parts {
    case .integers:
      return .integers(.unknown(count: rowCount))
    case .text:
      let codes = TextColumn.Codes.uint8([UInt8](repeating: 0, count: rowCount))
      return .text(
        TextColumn(
          codes: codes, dictionary: TextDictionary([""]),
          validity: validity == nil ? nil : unknown))
    case .flags: return .flags(FlagColumn(values: unknown, validity: unknown))
    case .lists:
      return .lists(ListColumn(count: rowCount, names: [], members: [], validity: unknown))
    }
  }
}

/// Where texts lie.
struct StoredDictionary: Sendable {
  /// Where each text begins.
  enum Offsets: Sendable {
    /// The length of every text.
    case common(Int)
    /// A block with a number for each text, and one more.
    case each(SnapshotBlock)
  }

  let count: Int
  let offsets: Offsets
  let bytes: SnapshotBlock

  func read(_ blocks: BlockReader) throws(SnapshotDamage) -> TextDictionary {
    let bytes = try blocks.array(bytes, of: UInt8.self)
    let starts: TextOffsets
    switch offsets {
    case .common(let length): starts = TextOffsets(count: count, commonLength: length)
    case .each(let block):
      let numbers = try blocks.array(block, of: UInt32.self)
      guard numbers.ascends(to: bytes.count) else {
        throw .damaged("offsets that do not ascend")
      }
      starts = TextOffsets(numbers)
    }
    guard UTF8Check.areTexts(bytes, starts) else { throw .damaged("texts that are not UTF-8") }
    return TextDictionary(bytes: bytes, offsets: starts)
  }
}

extension StoredColumn {
  private func integers(
    _ blocks: BlockReader, _ width: Int, _ block: SnapshotBlock
  ) throws(SnapshotDamage) -> IntegerColumn.Storage {
    switch width {
    case 1: .int8(try blocks.array(block))
    case 2: .int16(try blocks.array(block))
    case 4: .int32(try blocks.array(block))
    default: .int64(try blocks.array(block))
    }
  }

  private func text(
    _ blocks: BlockReader, _ dictionary: TextDictionary, _ width: Int, _ block: SnapshotBlock?,
    _ validity: Bitmap?
  ) throws(SnapshotDamage) -> TextColumn {
    guard let block else {
      guard dictionary.isEmpty(whereUnset: validity) else {
        throw .damaged("a text where none is known")
      }
      return TextColumn(codes: .rows(rowCount), dictionary: dictionary, validity: validity)
    }
    let codes: TextColumn.Codes =
      switch width {
      case 1: .uint8(try blocks.array(block))
      case 2: .uint16(try blocks.array(block))
      default: .uint32(try blocks.array(block))
      }
    let largest =
      switch codes {
      case .uint8(let codes): codes.largest
      case .uint16(let codes): codes.largest
      case .uint32(let codes): codes.largest
      case .rows(let count): count - 1
      }
    // A column without any known value has no texts, and all its codes are 0.
    let isEmpty = dictionary.count == 0 && validity?.isEmpty ?? false && (largest ?? 0) == 0
    guard isEmpty || (largest ?? -1) < dictionary.count else {
      throw .damaged("a code without a text")
    }
    return TextColumn(codes: codes, dictionary: dictionary, validity: validity)
  }

  private func lists(
    _ blocks: BlockReader, _ dictionary: TextDictionary,
    _ stored: [(width: Int, block: SnapshotBlock)], _ validity: Bitmap?
  ) throws(SnapshotDamage) -> ListColumn {
    let names = (0..<dictionary.count).map { dictionary[$0] }
    let isSorted = zip(names, names.dropFirst())
      .allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard isSorted else { throw .damaged("names of lists out of order") }
    var members: [RowSet] = []
    for (width, block) in stored {
      if width == 0 {
        members.append(.dense(try blocks.bitmap(block, count: rowCount)))
      } else {
        let rows = try blocks.array(block, of: UInt32.self)
        let ascends = zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
        guard ascends, rows.last.map({ $0 < rowCount }) ?? true else {
          throw .damaged("rows of a list out of order")
        }
        members.append(.sparse(rows))
      }
    }
    return ListColumn(
      count: rowCount, names: names, members: members, validity: validity)
  }
}

extension BlockReader {
  /// A set of rows.
  func bitmap(_ block: SnapshotBlock, count: Int) throws(SnapshotDamage) -> Bitmap {
    let words = try array(block, of: UInt64.self)
    let bitmap = Bitmap(count: count, words: words)
    guard bitmap.words.last == words.last else { throw .damaged("bits past the last row") }
    return bitmap
  }

  /// Where the rows of each of so many things begin, and one more.
  func offsets(_ block: SnapshotBlock, end: Int) throws(SnapshotDamage) -> [UInt32] {
    let offsets = try array(block, of: UInt32.self)
    guard offsets.ascends(to: end) else { throw .damaged("offsets that do not ascend") }
    return offsets
  }
}

extension IntegerColumn {
  /// A column in which no value is known.
  static func unknown(count: Int) -> IntegerColumn {
    IntegerColumn(
      storage: .int8([Int8](repeating: 0, count: count)), base: 0, validity: Bitmap(count: count))
  }
}

extension [UInt32] {
  /// Whether the numbers begin with 0, end with a given one and never go down.
  fileprivate func ascends(to end: Int) -> Bool {
    guard first == 0, last.map(Int.init) == end else { return false }
    return Parallel.allPieces(of: count - 1) { range in
      withUnsafeBufferPointer { numbers in
        // Without an early way out the loop takes many numbers at a time.
        var descents: UInt32 = 0
        for index in range { descents |= numbers[index] > numbers[index + 1] ? 1 : 0 }
        return descents == 0
      }
    }
  }
}

extension Array where Element: FixedWidthInteger {
  /// The largest number; nil when there is none.
  fileprivate var largest: Int? {
    isEmpty ? nil : Int(reduce(0) { $0 > $1 ? $0 : $1 })
  }
}
