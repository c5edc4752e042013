import SegStore

/// Puts the pieces of one column together, in the order of the file.
protocol ColumnJoin: AnyObject {
  /// Takes the next piece; `share` is the part of the file that this one stands for.
  func take(_ piece: ColumnPiece, share: Double)
  /// Whether the column's texts are too large together.
  var isFull: Bool { get }
  /// The whole column; the pieces are gone afterwards.
  func finish() -> Column
}

extension ColumnJoin {
  var isFull: Bool { false }
}

/// Joins integers.
final class IntegerJoin: ColumnJoin {
  private var pieces: [IntegerColumn] = []

  func take(_ piece: ColumnPiece, share: Double) {
    if case .integers(let column) = piece { pieces.append(column) }
  }

  func finish() -> Column {
    var validity = BitBuffer()
    for piece in pieces { validity.append(piece.validity, count: piece.count) }
    let column = IntegerColumn(joining: pieces, validity: validity.bitmap)
    pieces = []
    return .integers(column)
  }
}

/// Joins yes and no.
final class FlagJoin: ColumnJoin {
  private var values = BitBuffer()
  private var validity = BitBuffer()

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .flags(let column) = piece else { return }
    values.append(column.values, count: column.count)
    validity.append(column.validity, count: column.count)
  }

  func finish() -> Column {
    .flags(FlagColumn(values: values.bitmap, validity: validity.bitmap))
  }
}

/// Joins lists of text.
final class ListJoin: ColumnJoin {
  private let interner = ByteInterner()
  private var members: [[UInt32]] = []
  private var validity = BitBuffer()

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .lists(let lists) = piece else { return }
    let start = UInt32(truncatingIfNeeded: validity.count)
    for (name, rows) in zip(lists.names, lists.members) {
      let code = interner.code(of: name)
      if code == members.count { members.append([]) }
      members[code].append(contentsOf: rows.lazy.map { start &+ $0 })
    }
    validity.append(lists.validity, count: lists.validity.count)
  }

  func finish() -> Column {
    let names = members.indices.map { interner.text($0) }
    let order = names.indices.sorted {
      names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
    }
    return .lists(
      ListColumn(
        count: validity.count, names: order.map { names[$0] },
        members: order.map { RowSet(rows: members[$0], count: validity.count) },
        validity: validity.bitmap))
  }
}

/// Joins texts that are one a row.
final class PlainTextJoin: ColumnJoin {
  private var bytes: [UInt8] = []
  private var offsets: [UInt32] = []
  private var validity = BitBuffer()
  private(set) var isFull = false

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .text(let text) = piece, case .plain(let added, let ends) = text.form else {
      return
    }
    if bytes.count + added.count > Int(UInt32.max) { isFull = true }
    if isFull { return }
    if offsets.isEmpty {
      // Room for the whole column, guessed a little high, is not moved later; what of it is not
      // written to takes no memory.
      bytes = Self.room(added.count, share)
      offsets = Self.room(ends.count + 1, share)
      offsets.append(0)
    }
    let start = UInt32(truncatingIfNeeded: bytes.count)
    bytes.append(contentsOf: added)
    let first = offsets.count
    offsets.append(contentsOf: ends)
    offsets.withUnsafeMutableBufferPointer { offsets in
      for index in first..<offsets.count { offsets[index] &+= start }
    }
    validity.append(text.validity, count: text.validity.count)
  }

  private static func room<Element: BitwiseCopyable>(_ count: Int, _ share: Double) -> [Element] {
    let expected = Int(Double(count) / max(share, 1e-6) * 1.03) + 1 << 12
    return [Element](unsafeUninitializedCapacity: expected) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      initialized = 0
    }
  }

  func finish() -> Column {
    if offsets.isEmpty { offsets = [0] }
    let dictionary = TextDictionary(bytes: bytes, offsets: offsets)
    bytes = []
    offsets = []
    return .text(TextColumn(plain: dictionary, validity: validity.bitmap))
  }
}

/// Joins texts through dictionaries.
final class CodedTextJoin: ColumnJoin {
  private let interner = ByteInterner()
  private var pieces: [CodePiece] = []
  private var validity = BitBuffer()

  var isFull: Bool { interner.isFull }

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .text(let text) = piece, case .coded(let numbers, let texts) = text.form else {
      return
    }
    pieces.append(CodePiece(numbers: numbers, codes: interner.codes(of: texts)))
    validity.append(text.validity, count: text.validity.count)
  }

  func finish() -> Column {
    let column = TextColumn(
      joining: pieces, dictionary: interner.dictionary, validity: validity.bitmap)
    pieces = []
    return .text(column)
  }
}
