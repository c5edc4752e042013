import SegFiles
import SegModel
import SegStore
import Testing

struct CSVImportTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func plainOrdersLoad() throws {
    let loaded = try folder.load(
      """
      order_id,customer_id,order_date,amount,status
      0001,C1,2025-10-07,12.5,paid
      0002,C2,2025-10-08,-3.25,refunded
      0003,,2025-10-09,100,

      """)
    #expect(loaded.dialect.role == .orders)
    #expect(loaded.texts("order_id") == ["0001", "0002", "0003"])
    #expect(loaded.texts("customer_id") == ["C1", "C2", nil])
    #expect(loaded.texts("order_date") == ["2025-10-07", "2025-10-08", "2025-10-09"])
    #expect(loaded.texts("amount") == ["12.50", "-3.25", "100.00"])
    #expect(loaded.type("amount") == .money)
    #expect(loaded.type("order_date") == .date)
    #expect(loaded.rowsRead == 3 && loaded.rowsLoaded == 3 && loaded.rowsRejected == 0)
    #expect(loaded.tables[0].lineNumbers == [2, 3, 4])
  }

  @Test func frenchExportInWindows1252() throws {
    let text = """
      N° de commande;Référence client;Date de commande;Montant TTC;Code promo\r
      1;C1;31/12/2025;1\u{A0}234,56;\r
      2;C2;05/01/2025;12,50 €;ÉTÉ\r

      """
    let bytes = text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
    #expect(bytes.contains(0xA0))
    let loaded = try folder.load(bytes: bytes)
    #expect(loaded.dialect.encoding == .windows1252)
    #expect(loaded.dialect.lineEnd == .crlf)
    #expect(loaded.dialect.decimal == UInt8(ascii: ","))
    #expect(loaded.dialect.dateOrder == .dayMonthYear)
    #expect(loaded.texts("order_date") == ["2025-12-31", "2025-01-05"])
    #expect(loaded.texts("amount") == ["1234.56", "12.50"])
    #expect(loaded.texts("coupon") == [nil, "ÉTÉ"])
  }
}

/// Texts in and out of order get one code each, whatever the order they come in.
struct InterningTests {
  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func codesFollowTheTexts(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: seed)
    var ids = (0..<3_000).map { "\($0 * 7)" }
    if seed % 2 == 0 { ids.reverse() }
    // From some row on the ids come at random, old and new ones.
    for index in Int(seed) * 400..<ids.count {
      ids[index] = "\(Int.random(in: 0...21_000, using: &generator))"
    }
    ids.insert(ids[0], at: 1)
    let rows = ids.map { "\($0),2025-01-01,5\n" }
    let loaded = try folder.load("customer_id,order_date,amount\n" + rows.joined())
    #expect(loaded.texts("customer_id") == ids)
    guard case .text(let column)? = loaded.tables[0].table.column("customer_id")?.column else {
      Issue.record("customer_id is no text")
      return
    }
    #expect(column.dictionary.count == Set(ids).count, "seed \(seed)")
  }
}
