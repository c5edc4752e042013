import SegModel

/// Finds customers by their ids alone, without a copy of those already known, and on all cores.
///
/// That is enough whenever every row that names a customer has an id; then the result is the one
/// that `CustomerResolver` comes to with addresses and telephone numbers in mind.
struct CustomersByID {
  /// Ids known from the start: those of the previous snapshot, else of the first file.
  private var base = TextDictionary([])
  private var finder: TextFinder?
  /// Ids that came later, numbered after those of the base.
  private var added = KeyInterner()

  /// The number of customers found so far.
  var count: Int { base.count + added.count }

  /// The customers' ids.
  var customerIDs: TextColumn {
    if added.count == 0 { return TextColumn(plain: base) }
    let new = added.dictionary(of: 0..<Int32(added.count))
    return TextColumn(plain: TextDictionary.joined([base, new]))
  }

  /// Sets the customer of every row with an id that is not rejected; nil, and nothing set, when
  /// ids alone cannot tell.
  static func resolving(
    _ sources: inout [BuildSource], previous: Snapshot?, profile: StoreProfile
  ) -> CustomersByID? {
    let rendering = ValueRendering(profile: profile)
    let named = sources.indices.filter { !sources[$0].goesByOrder }
    let ids = named.map { sources[$0].text(CanonicalField.customerID, rendering) }
    guard zip(named, ids).allSatisfy({ !sources[$0].hasRowsWithLesserKeys(only: $1) }) else {
      return nil
    }
    let hasLesserKeys = named.contains { sources[$0].hasLesserKeys }
    var customers = CustomersByID()
    var found: [[Int32]] = []
    if let previous, previous.customerCount > 0 {
      guard let own = previous.idsWithoutGuests(hasLesserKeys: hasLesserKeys, rendering),
        customers.begin(with: own)
      else { return nil }
    } else if let first = named.first, let own = ids.first ?? nil, own.isPlain,
      own.validity == nil, sources[first].report.rejected.isEmpty, own.dictionary.areNormalIDs,
      customers.begin(with: own.dictionary)
    {
      found.append((0..<Int32(own.count)).map { $0 })
    }
    for (source, ids) in zip(named, ids).dropFirst(found.count) {
      guard let rows = customers.rows(of: sources[source], ids) else { return nil }
      found.append(rows)
    }
    for (source, rows) in zip(named, found) { sources[source].customers = rows }
    return customers
  }

  /// Numbers the first customers by their ids, unless one comes twice.
  private mutating func begin(with ids: TextDictionary) -> Bool {
    let finder = TextFinder(ids)
    guard finder.isDistinct else { return false }
    base = ids
    self.finder = finder
    return true
  }
}

extension CustomersByID {
  private static let unknown: Int32 = -1
  private static let notFound: Int32 = -2

  /// The customer of each row of a source, -1 where it has no id; nil when a blank id would have
  /// to be made good by a lesser key.
  private mutating func rows(of source: BuildSource, _ ids: TextColumn?) -> [Int32]? {
    guard let ids, ids.dictionary.count > 0 else { return [] }
    if let found = finder?.codes(of: ids.dictionary), source.report.rejected.isEmpty,
      Parallel.allPieces(of: found.count, { range in found[range].allSatisfy { $0 >= 0 } })
    {
      return ids.looking(up: found)
    }
    let texts = ids.dictionary.trimmed
    // A blank id counts as none.
    if source.hasLesserKeys, texts.haveBlank(where: ids) { return nil }
    return rows(
      of: source, ids, texts,
      finder?.codes(of: texts) ?? [Int32](repeating: -1, count: texts.count))
  }

  /// The same, adding customers who are new.
  private mutating func rows(
    of source: BuildSource, _ ids: TextColumn, _ texts: TextDictionary, _ found: [Int32]
  ) -> [Int32] {
    var ofCode = found
    var result = [Int32](repeating: -1, count: ids.count)
    texts.lendTexts { texts in
      for row in result.indices {
        guard let code = ids.code(row), !source.isRejected(row) else { continue }
        if ofCode[code] < 0 {
          let text = texts[code]
          guard !text.isEmpty else { continue }
          ofCode[code] = Int32(base.count) + added.intern(text)
        }
        result[row] = ofCode[code]
      }
    }
    return result
  }
}

extension BuildSource {
  private var lesserKeys: [CustomerKeyKind] { [.email, .phone].filter { has($0.field) } }

  /// Whether rows may show an e-mail address or a telephone number.
  fileprivate var hasLesserKeys: Bool { !lesserKeys.isEmpty }

  /// Whether some row that may enter has no id but another key.
  fileprivate func hasRowsWithLesserKeys(only ids: TextColumn?) -> Bool {
    var rows = Bitmap(count: table.rowCount)
    for kind in lesserKeys {
      guard let column = table.column(kind.field)?.column else { continue }
      rows.formUnion(column.validity ?? Bitmap(count: table.rowCount, repeating: true))
    }
    if let ids { rows.subtract(ids.validity ?? Bitmap(count: ids.count, repeating: true)) }
    var isAny = false
    rows.forEach { isAny = isAny || !isRejected($0) }
    return isAny
  }
}

extension Snapshot {
  /// The customers' ids as a plain dictionary; nil when one of them may be known by an address or
  /// a telephone number only and new rows could tell the id.
  fileprivate func idsWithoutGuests(
    hasLesserKeys: Bool, _ rendering: ValueRendering
  ) -> TextDictionary? {
    guard case .text(let ids)? = customers.column(CanonicalField.customerID)?.column,
      ids.validity == nil
    else { return nil }
    let texts = ids.isPlain ? ids.dictionary : ids.plainTexts
    guard texts.areNormalIDs else { return nil }
    guard hasLesserKeys else { return texts }
    for kind in [CustomerKeyKind.email, .phone] {
      guard let (field, column) = customers.column(kind.field), field.name == kind.field else {
        continue
      }
      let keys = rendering.text(of: column, field)
      let hasNoGuest = Parallel.allPieces(of: ids.count) { range in
        range.allSatisfy { row in
          keys.code(row).map { !kind.isKey(texts.utf8(row), of: keys.dictionary.utf8($0)) } ?? true
        }
      }
      guard hasNoGuest else { return nil }
    }
    return texts
  }
}

extension TextDictionary {
  /// Whether every text is an id in its normal form, and none is empty.
  fileprivate var areNormalIDs: Bool {
    if let numbers { return numbers.beginWithoutBlank }
    return lendTexts { texts in
      Parallel.allPieces(of: count) { range in
        range.allSatisfy { !texts[$0].isEmpty && texts[$0].trimmed.count == texts[$0].count }
      }
    }
  }

  /// The texts without blanks and control characters at either end.
  fileprivate var trimmed: TextDictionary {
    if let numbers, numbers.beginWithoutBlank { return self }
    return lendTexts { texts in
      let isTrimmed = Parallel.allPieces(of: count) { range in
        range.allSatisfy { texts[$0].trimmed.count == texts[$0].count }
      }
      if isTrimmed { return self }
      return TextDictionary((0..<count).map { String(decoding: texts[$0].trimmed, as: UTF8.self) })
    }
  }

  /// Whether some known row of the column, whose texts these are without blanks, has an empty one.
  fileprivate func haveBlank(where column: TextColumn) -> Bool {
    let known = column.isPlain ? column.validity : nil
    return lendTexts { texts in
      !Parallel.allPieces(of: count) { range in
        range.allSatisfy { code in
          texts.length(code) > 0 || known.map { !$0[code] } ?? false
        }
      }
    }
  }
}

extension PrefixedNumbers {
  /// Whether no text begins with a blank or control character; all of them end with a digit.
  fileprivate var beginWithoutBlank: Bool { form.prefix.first.map { $0 > 0x20 } ?? true }
}

extension UnsafeRawBufferPointer {
  /// The bytes without blanks and control characters at either end.
  fileprivate var trimmed: UnsafeRawBufferPointer {
    var (start, end) = (0, count)
    while start < end, self[start] <= 0x20 { start += 1 }
    while end > start, self[end - 1] <= 0x20 { end -= 1 }
    return start == 0 && end == count ? self : UnsafeRawBufferPointer(rebasing: self[start..<end])
  }
}
