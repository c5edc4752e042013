import SegModel
import Testing

@testable import SegStore

/// What is made when a column is read a second time.
@Suite struct SecondUseTests {
  private static let rows = 1 << 18

  @Test func bitsOfFewTexts() {
    let column = Self.texts(16)
    let copy = column
    #expect(column.bitmaps == nil)
    #expect(copy.bitmaps != nil)
    #expect(column.bitmaps != nil)
    for other in [Self.texts(17), Self.texts(3, rows: 1000)] {
      #expect(other.bitmaps == nil)
      #expect(other.bitmaps == nil)
    }
  }

  @Test func rowsOfATextThatFewHold() throws {
    let column = Self.texts(40)
    let amounts = IntegerColumn((0..<Self.rows).map { Int64($0 * 3) })
    let relation = Self.relation(column, amounts)
    let copy = relation
    let seventh = Bitmap(
      count: Self.rows, rows: stride(from: 7, to: Self.rows, by: 40))
    #expect(relation.rows(of: 7, in: 0) { seventh } == nil)
    #expect(relation.rows(of: 8, in: 0) { seventh } == nil, "another text")
    let listed = try #require(copy.rows(of: 7, in: 0) { seventh })
    #expect(relation.rows(of: 7, in: 0) { Bitmap(count: Self.rows) } === listed)
    #expect(listed.rows == seventh.rows)
    #expect(listed.days?.widened == listed.rows.map { Int64($0 / 100) })
    for _ in 0..<2 {
      #expect(listed.values(of: amounts, at: 1).widened == listed.rows.map { Int64($0) * 3 })
    }
  }

  @Test func rowsOfATextThatManyHold() {
    let relation = Self.relation(Self.texts(2), IntegerColumn((0..<Self.rows).map { Int64($0) }))
    let most = Bitmap(count: Self.rows, repeating: true)
    for _ in 0..<3 { #expect(relation.rows(of: 0, in: 0) { most } == nil) }
  }

  private static func texts(_ distinct: Int, rows: Int = rows) -> TextColumn {
    TextColumn(
      codes: (0..<rows).map { UInt32($0 % distinct) },
      dictionary: TextDictionary((0..<distinct).map { "t\($0)" }))
  }

  private static func relation(_ texts: TextColumn, _ amounts: IntegerColumn) -> Relation {
    let table = Table(
      rowCount: rows,
      fields: [Field(name: "product", type: .text), Field(name: "amount", type: .money)],
      columns: [.text(texts), .integers(amounts)])
    return Relation(
      name: "items", table: table, customerOffsets: [0, UInt32(rows)], dateField: nil,
      days: IntegerColumn((0..<rows).map { Int64($0 / 100) }))
  }
}
