import SegFiles
import SegModel
import SegStore
import Testing

/// Lists written from stored columns are byte for byte those written from the same values.
@Suite struct StoredLinesTests {
  static let count = 20_000

  /// Texts of every length around those that are copied at once, harmless and not.
  static func text(_ row: Int, isHarmless: Bool) -> String? {
    if row % 13 == 0 { return nil }
    let text = String(repeating: "a", count: row % 70) + "\(row % 7)"
    if isHarmless { return text }
    let ends = [",", "\"", "\n", " ", "é", "\u{FEFF}", ""]
    return row % 11 == 0 ? "" : ends[row % 7] + text + ends[row % 5]
  }

  static let columns: [(Field, Column)] = {
    let known = Bitmap(count: count, rows: (0..<count).filter { $0 % 9 != 4 })
    func plain(_ isHarmless: Bool) -> Column {
      let texts = (0..<count).map { Array((text($0, isHarmless: isHarmless) ?? "").utf8) }
      let ends = texts.reduce(into: [UInt32(0)]) { $0.append(($0.last ?? 0) + UInt32($1.count)) }
      let isKnown = (0..<count).filter { text($0, isHarmless: isHarmless) != nil }
      return .text(
        TextColumn(
          plain: TextDictionary(bytes: Array(texts.joined()), offsets: ends),
          validity: Bitmap(count: count, rows: isKnown)))
    }
    func coded(_ isHarmless: Bool) -> Column {
      .text(TextColumn((0..<count).map { text($0 % 500, isHarmless: isHarmless) }))
    }
    let numbers = (0..<Int64(count)).map { ($0 % 2 == 0 ? 1 : -1) * $0 * $0 }
    return [
      (Field(name: "a", type: .text), plain(true)), (Field(name: "b", type: .text), plain(false)),
      (Field(name: "c", type: .text), coded(true)), (Field(name: "d", type: .text), coded(false)),
      (Field(name: "e", type: .number), .integers(IntegerColumn(numbers, validity: known))),
      (Field(name: "f", type: .money), .integers(IntegerColumn(numbers))),
      (
        Field(name: "g", type: .flag),
        .flags(
          FlagColumn(
            values: Bitmap(count: count, rows: (0..<count).filter { $0 % 3 == 0 }),
            validity: known))
      ),
      (Field(name: "h", type: .date), .integers(IntegerColumn((0..<Int64(count)).map { $0 - 99 }))),
    ]
  }()

  @Test(arguments: [0..<8, 0..<1, 2..<4, 4..<8])
  func linesAreThoseOfTheValues(chosen: Range<Int>) throws {
    let writer = CSVWriter(style: ValueText(currency: .euro, zone: .utc))
    let all = Array(0..<Int32(Self.count))
    // Single rows are lists whose texts hold one thing that needs care.
    let choices: [[Int32]] =
      [all, Array(all.reversed()), all.filter { $0 % 700 == 3 }, []] + all[..<90].map { [$0] }
    for rows in choices {
      var stored = MemorySink()
      try writer.writeRows(
        rows[...], of: Self.columns[chosen].map { .stored($0, $1) }, to: &stored)
      var made = MemorySink()
      try writer.writeRows(
        rows[...],
        of: Self.columns[chosen].map { field, column in
          let table = Table(rowCount: Self.count, fields: [field], columns: [column])
          return .values(rows.map { table.value(Int($0), 0) })
        }, to: &made)
      #expect(stored.bytes == made.bytes, "\(chosen), \(rows.count) rows")
    }
  }
}
