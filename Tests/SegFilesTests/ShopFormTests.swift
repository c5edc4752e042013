import SegFiles
import SegModel
import SegStore
import Testing

struct ShopFormTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The role that a file of this header and these rows is taken for.
  private func role(_ header: String, _ rows: String...) throws -> TableRole {
    try folder.load(([header] + rows).joined(separator: "\n") + "\n").dialect.role
  }

  static let shopifyOrders = """
    Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Total,Discount Code,\
    Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Country,\
    Cancelled at,Refunded Amount,Id,Tags,Source
    #1001,a@x.org,paid,2025-10-07 09:50:26 +0200,,EUR,50.00,55.00,WELCOME,2025-10-07 09:50:20 \
    +0200,2,Shoe,20.00,SH-1,FR,,5.00,555001,new,web
    #1001,a@x.org,,,,,,,,2025-10-07 09:50:20 +0200,1,"Sock, blue",10.00,SO-1,,,,,,
    #1002,b@x.org,paid,,,EUR,12.00,12.00,,2025-10-08 10:00:00 +0200,1,Hat,12.00,'007,FR,\
    2025-10-08 12:00:00 +0200,0.00,555002,,pos

    """

  @Test func shopifyOrdersBecomeOrdersAndItems() throws {
    let loaded = try folder.load(Self.shopifyOrders)
    #expect(loaded.tables.map(\.role) == [.orders, .items])
    #expect(loaded.texts("order_id") == ["#1001", "#1002"])
    #expect(loaded.texts("email") == ["a@x.org", "b@x.org"])
    #expect(loaded.texts("amount") == ["55.00", "12.00"])
    #expect(loaded.texts("refunded") == ["5.00", "0.00"])
    #expect(loaded.texts("order_date") == ["2025-10-07T07:50:20", "2025-10-08T08:00:00"])
    #expect(loaded.texts("status") == ["paid", "cancelled"])
    #expect(loaded.texts("coupon") == ["WELCOME", nil])
    #expect(loaded.texts("order_id", table: 1) == ["#1001", "#1001", "#1002"])
    #expect(loaded.texts("sku", table: 1) == ["SH-1", "SO-1", "007"])
    #expect(loaded.texts("product", table: 1) == ["Shoe", "Sock, blue", "Hat"])
    #expect(loaded.texts("quantity", table: 1) == ["2", "1", "1"])
    #expect(loaded.texts("amount", table: 1) == ["40.00", "10.00", "12.00"])
    #expect(loaded.rowsRead == 3 && loaded.rowsLoaded == 3)
    #expect(loaded.tables[0].lineNumbers == [2, 4])
    #expect(loaded.isCurrencyFromFile && loaded.currency == .euro)
  }

  /// Clause 4.3: rows in another currency are set aside and counted.
  @Test func linesOfAnExcludedShopifyOrderGoWithIt() throws {
    let text = Self.shopifyOrders.replacing(",EUR,50.00", with: ",USD,50.00")
    let loaded = try folder.load(text, knownCurrency: .euro)
    #expect(loaded.texts("order_id") == ["#1002"])
    #expect(loaded.rowsInOtherCurrency == 2 && loaded.rowsLoaded == 1 && loaded.rowsRead == 3)
    #expect(loaded.rejected.map(\.line) == [2, 3])
    #expect(loaded.texts("sku", table: 1) == ["007"])
  }

  @Test func invoiceLinesOfTheBenchmarkSet() throws {
    let loaded = try folder.load(
      """
      InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
      536365,85123A,LANTERN,6,12/1/10 8:26,2.55,17850,United Kingdom
      536365,71053,HOLDER,2,12/1/10 8:26,3.39,17850,United Kingdom
      C536379,D,Discount,-1,12/13/10 9:41,27.50,14527,United Kingdom
      536414,22139,,56,12/13/10 11:52,0,,United Kingdom

      """)
    #expect(loaded.tables.map(\.role) == [.orders, .items])
    #expect(loaded.texts("order_id") == ["536365", "C536379", "536414"])
    #expect(loaded.texts("amount") == ["22.08", "-27.50", "0.00"])
    #expect(loaded.texts("customer_id") == ["17850", "14527", nil])
    #expect(loaded.texts("order_date")[0] == "2010-12-01T08:26:00")
    #expect(loaded.texts("sku", table: 1) == ["85123A", "71053", "D", "22139"])
    #expect(loaded.texts("amount", table: 1) == ["15.30", "6.78", "-27.50", "0.00"])
  }

  @Test func itemsGetAmounts() throws {
    let loaded = try folder.load(
      "order_id,sku,quantity,unit_price\n1,A,3,1.25\n2,B,,2\n3,C,1.5,0.33\n")
    #expect(loaded.dialect.role == .items)
    #expect(loaded.texts("amount") == ["3.75", nil, "0.50"])
  }

  @Test func shopifyCustomers() throws {
    let loaded = try folder.load(
      """
      Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,\
      Default Address City,Default Address Country Code,Default Address Zip,Default Address Phone,\
      Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags
      '9013808660771,Léa,Moreau,l@x.org,yes,,Paris,FR,'75008,'+33600000001,'+33612345678,no,\
      120.50,3,,no,"vip, Été"
      '9013808660772,Jo,Weiß,j@x.org,no,Acme,Köln,DE,'50667,,,no,0.00,0,,yes,

      """)
    #expect(loaded.dialect.role == .customers)
    #expect(loaded.texts("customer_id") == ["9013808660771", "9013808660772"])
    #expect(loaded.texts("newsletter") == ["yes", "no"])
    #expect(loaded.texts("sms_optin") == ["no", "no"])
    #expect(loaded.texts("postcode") == ["75008", "50667"])
    #expect(loaded.texts("phone") == ["+33612345678", nil])
    #expect(loaded.texts("total_spent") == ["120.50", "0.00"])
    #expect(loaded.texts("total_orders") == ["3", "0"])
    #expect(loaded.texts("tags") == ["vip, Été", nil])
    #expect(loaded.type("tax_exempt") == .flag)
  }

  @Test func wooCommerceCustomersKeepDerivedNamesFree() throws {
    let loaded = try folder.load(
      """
      Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Recency
      Léa Moreau,lea,2025-10-07 10:00:00,2024-01-05 09:00:00,l@x.org,3,120.5,40.17,FR,Paris,4

      """)
    #expect(loaded.dialect.role == .customers)
    #expect(loaded.texts("signup_date") == ["2024-01-05T09:00:00"])
    #expect(loaded.texts("total_orders") == ["3"])
    #expect(loaded.texts("average_order") == ["40.17"])
    #expect(loaded.texts("file_recency") == ["4"])
    #expect(loaded.notes.contains { $0.contains("`file_recency`") })
  }

  @Test func prestaShopImportSample() throws {
    let loaded = try folder.load(
      """
      Customer ID;Active (0/1);Titles ID (Mr = 1, Ms = 2, else 0);Email *;Password *;\
      Birthday (yyyy-mm-dd);Last Name *;First Name *;Newsletter (0/1);Opt-in (0/1);\
      Registration date (yyyy-mm-dd);Groups (x,y,z...);Default group ID
      1;1;1;j@x.org;123456;1980-05-03;Doe;John;1;0;2024-01-31;Client,VIP;3
      2;0;2;--;x;0000-00-00;Roe;Jane;0;0;2024-02-01;Client;3

      """)
    #expect(loaded.dialect.role == .customers)
    #expect(loaded.texts("active") == ["yes", "no"])
    #expect(loaded.texts("newsletter") == ["yes", "no"])
    #expect(loaded.texts("optin") == ["no", "no"])
    #expect(loaded.texts("birth_date") == ["1980-05-03", nil])
    #expect(loaded.texts("signup_date") == ["2024-01-31", "2024-02-01"])
    #expect(loaded.texts("tags") == ["Client, VIP", "Client"])
    #expect(loaded.tables[0].table.index(of: "Password *") == nil)
    #expect(loaded.notes.contains { $0.contains("Password") })
  }

  @Test func magentoCustomersLoseTheirCredentials() throws {
    let loaded = try folder.load(
      """
      email,_website,_store,created_at,dob,firstname,gender,group_id,lastname,password_hash,rp_token
      a@x.org,base,admin,2024-01-05 09:00:00,1980-05-03,Al,Male,1,Bo,abc:def,0f0f

      """)
    #expect(loaded.dialect.role == .customers)
    #expect(loaded.texts("first_name") == ["Al"])
    #expect(loaded.type("group_id") == .text)
    #expect(loaded.tables[0].table.index(of: "password_hash") == nil)
    #expect(loaded.tables[0].table.index(of: "rp_token") == nil)
    #expect(loaded.dialect.columns.filter { $0.name == nil }.count == 2)
  }

  @Test func stripeCharges() throws {
    let loaded = try folder.load(
      """
      id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Status,Customer ID,Customer Email
      ch_1,2025-10-07 09:50,"1,234.50",0.00,eur,true,Paid,cus_1,a@x.org
      ch_2,2025-10-08 10:00,10.00,0.00,usd,true,Paid,cus_2,b@x.org

      """)
    #expect(loaded.dialect.role == .orders)
    #expect(loaded.texts("order_id") == ["ch_1"])
    #expect(loaded.texts("amount") == ["1234.50"])
    #expect(loaded.texts("order_date") == ["2025-10-07T09:50:00"])
    #expect(loaded.rowsInOtherCurrency == 1 && loaded.rejected.first?.line == 3)
  }

  @Test func rolesAreSeenInSixLanguages() throws {
    #expect(
      try role("Bestellnummer;Kundennummer;Bestelldatum;Betrag", "1;2;2025-01-01;3") == .orders)
    #expect(try role("Numéro de commande;E-mail;Date;Total TTC", "1;a@b;2025-01-01;3") == .orders)
    #expect(try role("id_pedido,id_cliente,fecha,importe", "1,2,2025-01-01,3") == .orders)
    #expect(try role("Numero ordine,Codice cliente,Data,Importo", "1,2,2025-01-01,3") == .orders)
    #expect(try role("Bestelnummer,Klantnummer,Datum,Bedrag", "1,2,2025-01-01,3") == .orders)
    #expect(try role("Kundennummer;Vorname;Nachname;PLZ", "1;a;b;01067") == .customers)
    #expect(try role("Référence client;Prénom;Nom;Code postal", "1;a;b;01000") == .customers)
    #expect(try role("order_id,sku,qty,price", "1,A,2,3") == .items)
    #expect(try role("N° commande;Article;Quantité;Prix unitaire", "1;A;2;3,5") == .items)
    #expect(try role("customer_id,event_date,type,value", "1,2025-01-01,cart,3") == .events)
    #expect(try role("email,timestamp,event", "a@b,2025-01-01T10:00:00Z,open") == .events)
    #expect(try role("id,date", "1,2025-01-01", "1,2025-02-01", "2,2025-01-01") == .orders)
    #expect(try role("id,email,created_at,total_spent", "1,a@b,2025-01-01,3") == .customers)
  }

  @Test func uncertainRolesNameTheirRemedy() throws {
    let uncertain = #expect(throws: FileFailure.self) {
      try role("a,b", "1,2", "1,3")
    }
    #expect(uncertain?.kind == .ambiguous)
    #expect(uncertain?.message.contains("--as") == true)
    #expect(uncertain?.message.contains("--map") == true)
    let keyless = #expect(throws: FileFailure.self) {
      try folder.load("a,b\n1,2\n", reading { $0.role = .orders })
    }
    #expect(keyless?.message.contains("--map COLUMN=customer_id") == true)
    let mapped = #expect(throws: FileFailure.self) {
      try folder.load("a,b\n1,2\n", reading { $0.columnMap = [.init(header: "c", name: "email")] })
    }
    #expect(mapped?.message.contains("`c`") == true)
  }

  @Test func filesWithoutHeadersAreMapped() throws {
    let options = reading {
      $0.hasHeader = false
      $0.role = .orders
      $0.columnMap = [
        .init(header: "column1", name: "customer_id"), .init(header: "column3", name: "order_date"),
        .init(header: "column5", name: "amount"),
      ]
    }
    let loaded = try folder.load("00004,1,19970101,2,29.33\n00004,1,19970118,2,29.73\n", options)
    #expect(loaded.texts("customer_id") == ["00004", "00004"])
    #expect(loaded.texts("order_date") == ["1997-01-01", "1997-01-18"])
    #expect(loaded.texts("amount") == ["29.33", "29.73"])
    #expect(loaded.tables[0].lineNumbers == [1, 2])
  }

  @Test func mappingsMayBeForOtherFiles() throws {
    let options = reading {
      $0.columnMap = [.init(header: "cents", name: "amount", isCents: true)]
      $0.mapsOtherFiles = true
    }
    let loaded = try folder.load("customer_id,email\n1,a@b\n", options)
    #expect(loaded.unusedMappings == options.columnMap)
    #expect(loaded.texts("email") == ["a@b"])
  }

  @Test func orderLinesBesideOrdersAreItems() throws {
    let text = """
      order_id,customer_id,order_date,sku,quantity,unit_price
      1,a,2025-01-01,X,2,1.50
      1,a,2025-01-01,Y,1,2.00

      """
    #expect(try folder.load(text).tables.map(\.role) == [.items])
    let asOrders = try folder.load(text, reading { $0.role = .orders })
    #expect(asOrders.tables.map(\.role) == [.orders, .items])
    #expect(asOrders.texts("amount") == ["5.00"])
  }

  @Test func mappingsBeatTheShopifyForm() throws {
    let options = reading {
      $0.columnMap = [
        .init(header: "Id", name: "order_id"), .init(header: "Tags", name: "sku"),
        .init(header: "Source", name: "Email"),
      ]
    }
    let loaded = try folder.load(Self.shopifyOrders, options)
    #expect(loaded.texts("order_id") == ["555001", "555002"])
    #expect(loaded.texts("email") == ["web", "pos"])
    #expect(loaded.texts("email_2") == ["a@x.org", "b@x.org"])
  }

  @Test func anyNameMayBeInMinorUnits() throws {
    let options = reading {
      $0.role = .events
      $0.columnMap = [.init(header: "value", name: "value", isCents: true)]
    }
    let loaded = try folder.load("customer_id,event_date,type,value\n1,2025-01-01,a,150\n", options)
    #expect(loaded.texts("value") == ["1.50"])
  }

  @Test func otherRelationsKeepTheirColumns() throws {
    let loaded = try folder.load(
      "household_id,coupon_upc,redemption_date\n40,10000085429,2017-09-03\n40,1,2017-09-01\n",
      reading { $0.role = .other("redemptions") })
    #expect(loaded.dialect.role.relationName == "redemptions")
    #expect(loaded.texts("customer_id") == ["40", "40"])
    #expect(loaded.type("coupon_upc") == .text)
    #expect(loaded.type("redemption_date") == .date)
  }

  @Test func amountsWithForeignSignsAreSetAside() throws {
    let loaded = try folder.load(
      "order_id,customer_id,order_date,amount\n"
        + "1,a,2025-01-01,€5.00\n2,b,2025-01-01,$6.00\n3,c,2025-01-01,€7.00\n"
    )
    #expect(loaded.texts("amount") == ["5.00", "7.00"])
    #expect(loaded.rowsInOtherCurrency == 1 && loaded.rowsRejected == 0)
    #expect(loaded.currency == .euro && loaded.isCurrencyFromFile)
  }
}
