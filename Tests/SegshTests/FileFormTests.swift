import Foundation
import Testing

/// Files as shops export them.
@Suite struct FileFormTests {
  /// A French export; the second `1 234,56` has the blank that its encoding would have.
  private static func export(blank: String) -> String {
    """
    Numéro;Client;Nom;Date;Montant;Statut
    F-1;7;Zoé Müller;31/12/2025;1\(blank)234,56;payée
    F-2;7;Zoé Müller;05/11/2025;-34,56;remboursée
    F-3;08;Éric;15/01/2025;12,00;payée
    F-4;9;Bœuf;01/02/2025;0,99;annulée
    F-5;08;Éric;02/01/2025;1 000 000,10;payée

    """.replacing("\n", with: "\r\n")
  }

  private static let byteOrderMark = Data([0xEF, 0xBB, 0xBF])

  @Test(arguments: ["Windows-1252", "UTF-8", "UTF-8 with BOM"])
  func aFrenchExportHasTheRightValues(encoding: String) throws {
    let bench = try Bench()
    let bytes =
      switch encoding {
      case "Windows-1252": Self.export(blank: "\u{A0}").data(using: .windowsCP1252)
      case "UTF-8": Data(Self.export(blank: "\u{202F}").utf8)
      default: Self.byteOrderMark + Data(Self.export(blank: " ").utf8)
      }
    try bench.write("ventes.csv", try #require(bytes))
    let outcome = try bench.run(
      "ventes.csv", "--asof", "2025-12-31", "-c",
      "segment | show customer_id, recency, frequency, monetary, first_order, last_order", "-c",
      "segment where any(all_orders where Nom = 'Zoé Müller') | count", "-c",
      "segment where any(all_orders where Nom = 'Bœuf') | show customer_id")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      outcome.lines == [
        "customer_id\trecency\tfrequency\tmonetary\tfirst_order\tlast_order",
        "7\t0\t1\t1200.00\t2025-12-31\t2025-12-31",
        "08\t350\t2\t1000012.10\t2025-01-02\t2025-01-15", "9\t\t0\t0.00\t\t", "count", "1",
        "customer_id", "9",
      ])
    for fact in [
      "separator `;`", encoding + " ·", "CRLF", "decimal `,`", "dates dd/mm/yyyy",
      "Client → customer_id", "Montant → amount (money)",
      "5 rows: 5 loaded, 0 merged, 0 rejected",
    ] { #expect(outcome.errors.contains(fact), "\(fact) in \(outcome.errors)") }
  }

  @Test func anUndecidableDateOrderIsRefusedUntilItIsSettled() throws {
    let bench = try Bench()
    try bench.write(
      "orders.csv",
      "order_id,customer_id,order_date,amount\n1,A,03/04/2025,10.00\n2,B,05/06/2025,20.00\n")
    let statement = "segment | show customer_id, last_order"
    let refused = try bench.run("orders.csv", "-c", statement)
    #expect(refused.status == 3)
    #expect(refused.text.isEmpty)
    #expect(refused.errors.contains("--date-order dmy"))
    #expect(refused.errors.contains("--date-order mdy"))
    let imported = try bench.run("import", "shop", "orders.csv")
    #expect(imported.status == 3)
    let readings = [
      ("dmy", ["2025-04-03", "2025-06-05"]), ("mdy", ["2025-03-04", "2025-05-06"]),
    ]
    for (order, days) in readings {
      let outcome = try bench.run(
        "orders.csv", "--date-order", order, "--asof", "2025-12-31", "-c", statement)
      #expect(outcome.rows.map { $0[1] } == days, "\(outcome)")
    }
    #expect(try bench.run("import", "shop", "orders.csv", "--date-order", "dmy").status == 0)
  }

  @Test func customersAreKeyedByEmailWithoutAnId() throws {
    let bench = try Bench()
    try bench.write(
      "orders.csv",
      "Email,Order date,Total\nAna@Example.org,2025-12-01,10.00\n ana@example.org,2025-12-01,5.00\n"
        + "bo@example.org,2025-12-02,7.50\n")
    let outcome = try bench.run(
      "orders.csv", "--asof", "2025-12-31", "-c", "segment | show customer_id, frequency, monetary")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.rows.map { Array($0.dropFirst()) } == [["1", "15.00"], ["1", "7.50"]])
    let apart = try bench.run(
      "orders.csv", "--one-order-per-row", "--asof", "2025-12-31", "-c",
      "segment | show frequency, monetary")
    #expect(apart.rows == [["2", "15.00"], ["1", "7.50"]])
  }

  @Test func orderLinesBecomeOrdersAndItems() throws {
    let bench = try Bench()
    try bench.write(
      "export.csv",
      """
      Name,Email,Financial Status,Created at,Currency,Subtotal,Shipping,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku
      #1001,ana@example.org,paid,2025-12-01 10:00:00 +0100,EUR,30.00,5.00,35.00,1,Mug,10.00,M1
      #1001,ana@example.org,,,,,,,2,Cup,10.00,C1
      #1002,bo@example.org,paid,2025-12-02 10:00:00 +0100,EUR,10.00,0.00,10.00,1,Mug,10.00,M1

      """)
    let outcome = try bench.run(
      "export.csv", "--asof", "2025-12-31", "-c",
      "segment | show frequency, monetary, count(items) as lines", "-c",
      "segment where any(items where sku = 'M1') | count")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      outcome.lines.suffix(5) == [
        "frequency\tmonetary\tlines", "1\t35.00\t2", "1\t10.00\t1", "count", "2",
      ])
  }

  @Test func rejectedRowsAreToldAndWritten() throws {
    let bench = try Bench()
    try bench.write(
      "orders.csv",
      "order_id,customer_id,order_date,amount\n1,A,2025-12-01,10.00\n2,B,2025-13-45,20.00\n"
        + "3,C,2025-12-02,ten\n4,,2025-12-02,1.00\n1,A,2025-12-01,11.00\n"
        + "5,D,2025-12-03,5.00\n6,E,2025-12-03,6.00\n7,F,2025-12-03,7.00\n")
    let outcome = try bench.run("import", "shop", "orders.csv", "--rejects", "rejected.csv")
    #expect(outcome.status == 0, "\(outcome)")
    let counts = try #require(
      outcome.text.firstMatch(
        of: /8 rows: (\d+) loaded, (\d+) merged, (\d+) rejected/))
    let numbers = [counts.1, counts.2, counts.3].compactMap { Int($0) }
    #expect(numbers == [4, 1, 3])
    let rejected = try bench.read("rejected.csv").split(separator: "\n")
    #expect(rejected.count == 4)
    #expect(rejected[1].hasPrefix("3,\"order_date\""))
    #expect(rejected[2].hasPrefix("4,\"amount\""))
    #expect(try bench.mode("rejected.csv") == "600")
    let strict = try bench.run("import", "other", "orders.csv", "--max-rejects", "2")
    #expect(strict.status == 3)
    #expect(strict.errors.contains("--max-rejects"))
    let kept = try bench.run("other", "-c", "segment | count")
    #expect(kept.status == 3 || kept.text == "count\n0\n", "nothing of the file is kept")
  }

  @Test func whatAFileHoldsCanBeSaid() throws {
    let bench = try Bench()
    try bench.write("visits.csv", "client,jour,pages\nA,2025-12-01,3\nB,2025-12-02,5\n")
    try bench.write("other.csv", "truc,chose\nA,3\nB,5\n")
    let refused = try bench.run("other.csv", "-c", "segment | count")
    #expect(refused.status == 3 || refused.status == 64)
    #expect(refused.errors.contains("--as") || refused.errors.contains("--map"))
    try bench.write("customers.csv", "customer_id,email\nA,a@example.org\nB,b@example.org\n")
    let outcome = try bench.run(
      "customers.csv", "--as", "visits", "visits.csv", "--map", "client=customer_id", "--map",
      "jour=visit_date", "--asof", "2025-12-31", "-c",
      "segment where any(visits where pages > 4) | show customer_id")
    #expect(outcome.text == "customer_id\nB\n", "\(outcome)")
  }
}
