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
  /// What stands for bytes and offsets as long as all texts are written alike.
  private var numbered: (form: PrefixedNumbers.Form, numbers: [UInt32])?
  private var validity = BitBuffer()
  private(set) var isFull = false

  func take(_ piece: ColumnPiece, share: Double) {
    guard case .text(let text) = piece, text.validity.count > 0 else { return }
    let room = ColumnRoom(for: validity.count + text.validity.count, share: share)
    switch text.form {
    case .coded: return
    case .plain(let added, let places): append(added, places, room, share: share)
    case .numbered(let added):
      let form = numbered?.form ?? added.form
      if form != added.form || (numbered == nil && validity.count > 0) {
        let places = TextOffsets(count: added.count, commonLength: added.form.textLength)
        append(added.bytes, places, room, share: share)
      } else {
        append(added, room)
      }
    }
    if !isFull { validity.append(text.validity, count: text.validity.count) }
  }

  private func append(_ added: PrefixedNumbers, _ room: ColumnRoom) {
    let count = validity.count + added.count
    isFull = isFull || count * added.form.textLength > Int(UInt32.max)
    if isFull { return }
    var numbers = numbered?.numbers ?? []
    numbered = nil
    numbers.append(contentsOf: added.numbers, room: room)
    numbered = (added.form, numbers)
  }

  private func append(_ added: [UInt8], _ places: TextOffsets, _ room: ColumnRoom, share: Double) {
    spellOut()
    let size = bytes.count + added.count
    isFull = isFull || size > Int(UInt32.max)
    if isFull { return }
    bytes.append(contentsOf: added, room: ColumnRoom(for: size, share: share))
    offsets.append(places, room: room)
  }

  private func spellOut() {
    guard let numbered else { return }
    let texts = PrefixedNumbers(form: numbered.form, numbers: numbered.numbers)
    self.numbered = nil
    bytes = texts.bytes
    offsets = TextOffsets(count: texts.count, commonLength: texts.form.textLength)
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
