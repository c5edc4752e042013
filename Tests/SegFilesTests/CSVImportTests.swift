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
      1;C1;31/12/2025;1 234,56;\r
      2;C2;05/01/2025;12,50 €;ÉTÉ\r

      """
    let bytes = text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
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
