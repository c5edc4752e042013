import SegStore

/// Puts the pieces of one column together, in the order of the file.
protocol ColumnJoin: AnyObject {
  /// Takes the next piece; `share` is the part of the file that has been taken with it.
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
  private var column = GrowingIntegers()
  private var validity = BitBuffer()

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .integers(let added) = piece else { return }
    validity.append(added.validity, count: added.count)
    column.append(added, room: ColumnRoom(for: validity.count, share: share))
  }

  func finish() -> Column {
    .integers(column.finish(validity: validity.bitmap))
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
  private var offsets = TextOffsets()
  /// What stands for bytes and offsets as long as all texts are of one form, and the bytes that
  /// they would take.
  private var numbered: (form: PrefixedNumbers.Form, numbers: [UInt32], byteCount: Int)?
  private var validity = BitBuffer()
  private(set) var isFull = false

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .text(let text) = piece, text.validity.count > 0 else { return }
    let room = ColumnRoom(for: validity.count + text.validity.count, share: share)
    switch text.form {
    case .coded: return
    case .plain(let added, let places): append(added, places, room, share: share)
    case .numbered(let added):
      if !append(added, room) {
        let (texts, places) = added.spelled
        append(texts, places, room, share: share)
      }
    }
    if !isFull { validity.append(text.validity, count: text.validity.count) }
  }

  /// Appends numbers to numbers; false where they are not of one form.
  private func append(_ added: PrefixedNumbers, _ room: ColumnRoom) -> Bool {
    let none: [UInt32] = []
    guard var own = numbered.take() ?? (validity.count == 0 ? (added.form, none, 0) : nil) else {
      return false
    }
    if !added.isWritten(like: own.form) {
      let before = PrefixedNumbers(form: own.form, numbers: own.numbers)
      guard before.isWritten(like: added.form) else {
        numbered = own
        return false
      }
      own.form = added.form
    }
    own.numbers.append(contentsOf: added.numbers, room: room)
    own.byteCount += added.byteCount
    isFull = isFull || own.byteCount > Int(UInt32.max)
    numbered = own
    return true
  }

  private func append(_ added: [UInt8], _ places: TextOffsets, _ room: ColumnRoom, share: Double) {
    if let own = numbered.take() {
      (bytes, offsets) = PrefixedNumbers(form: own.form, numbers: own.numbers).spelled
    }
    let size = bytes.count + added.count
    isFull = isFull || size > Int(UInt32.max)
    if isFull { return }
    bytes.append(contentsOf: added, room: ColumnRoom(for: size, share: share))
    offsets.append(places, room: room)
  }

  func finish() -> Column {
    let dictionary =
      numbered.map { TextDictionary(PrefixedNumbers(form: $0.form, numbers: $0.numbers)) }
      ?? TextDictionary(bytes: bytes, offsets: offsets)
    bytes = []
    offsets = TextOffsets()
    numbered = nil
    return .text(TextColumn(plain: dictionary, validity: validity.bitmap))
  }
}

/// Joins texts through dictionaries.
final class CodedTextJoin: ColumnJoin {
  private let interner = ByteInterner()
  private var codes = GrowingCodes()
  private var validity = BitBuffer()

  var isFull: Bool { interner.isFull }

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .text(let text) = piece, case .coded(let numbers, let texts) = text.form else {
      return
    }
    let piece = CodePiece(numbers: numbers, codes: interner.codes(of: texts))
    validity.append(text.validity, count: text.validity.count)
    let room = ColumnRoom(for: validity.count, share: share)
    codes.append(piece, upTo: interner.count, room: room)
  }

  func finish() -> Column {
    .text(codes.finish(dictionary: interner.dictionary, validity: validity.bitmap))
  }
}
