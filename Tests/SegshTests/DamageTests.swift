import Foundation
import Testing

/// A workspace whose data file was damaged behind the program's back.
@Suite struct DamageTests {
  private static let question = "segment | show customer_id, monetary, tags, frequency"

  /// Damages the amounts of the orders, of which those of the first customer lie side by side.
  private func damageAmounts(_ bench: Bench, file: String = "shop/data-1.segsnap") throws {
    var bytes = try Data(contentsOf: bench.folder.appending(path: file))
    let amounts = [9_999, 12_050].flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let place = try #require(bytes.firstRange(of: Data(amounts)))
    bytes[place.lowerBound] ^= 1
    try bench.write(file, bytes)
  }

  private func remove(_ name: String, _ bench: Bench) throws {
    try FileManager.default.removeItem(at: bench.folder.appending(path: name))
  }

  @Test func aDamagedColumnIsNamedAndOthersAnswer() throws {
    let bench = try Bench.withSmallShop()
    try damageAmounts(bench)
    try remove("orders.csv", bench)
    #expect(try bench.ids("segment where country = 'BE'") == ["C2", "C6"])
    #expect(try bench.ids("segment where any(orders)").count == 5)
    for statement in [
      Self.question, "segment where monetary > 1 | count",
      "segment | by country stats sum(monetary)",
      "segment where monetary > 1 | export 'x.csv'", "segment where monetary > 1 | save as rich",
    ] {
      let outcome = try bench.ask(statement)
      #expect(outcome.status == 3, "\(statement)\n\(outcome)")
      #expect(outcome.text.isEmpty, "\(statement)\n\(outcome)")
      #expect(outcome.errors.contains("`orders.amount` in data-1.segsnap is damaged"))
      #expect(outcome.errors.contains("/orders.csv` is not there any more"))
    }
    #expect(!bench.has("x.csv"))
  }

  @Test func damagedDataIsMadeAgainFromItsFiles() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(
      "segment where country = 'FR' | tag add 'fr' | freeze as french", options: ["--yes"])
    let before = try bench.ask(Self.question)
    let french = try bench.ids("@french")
    try damageAmounts(bench)
    let after = try bench.ask(Self.question)
    #expect(after.status == 0)
    #expect(after.output == before.output)
    #expect(
      after.errors.contains(
        "`orders.amount` in data-1.segsnap is damaged; the data was made again from 2 files"))
    #expect(bench.has("shop/data-2.segsnap") && !bench.has("shop/data-1.segsnap"))
    #expect(try bench.mode("shop/data-2.segsnap") == "600")
    #expect(try bench.ids("@french") == french)
    let later = try bench.ask(Self.question)
    #expect(later.output == before.output && !later.errors.contains("damaged"))
    #expect(try bench.ask(".imports").rows.count == 2)
  }

  @Test func aFileThatDoesNotOpenIsMadeAgain() throws {
    let bench = try Bench.withSmallShop()
    let before = try bench.ask(Self.question)
    let length = try Data(contentsOf: bench.folder.appending(path: "shop/data-1.segsnap")).count
    for generation in 1...3 {
      let file = "shop/data-\(generation).segsnap"
      switch generation {
      case 1: try bench.write(file, Data(count: length))
      case 2: try bench.write(file, Data())
      default: try remove(file, bench)
      }
      let after = try bench.ask(Self.question)
      #expect(after.status == 0 && after.output == before.output, "\(after)")
      #expect(after.errors.contains("the data was made again from 2 files"))
      #expect(bench.has("shop/data-\(generation + 1).segsnap"))
    }
  }

  @Test func filesThatChangedMakeNothing() throws {
    let bench = try Bench.withSmallShop()
    try damageAmounts(bench)
    let orders = try bench.read("orders.csv")
    try bench.write("orders.csv", orders + "O12,C1,2025-12-30,1.00,paid,\n")
    let outcome = try bench.ask(Self.question)
    #expect(outcome.status == 3 && outcome.text.isEmpty)
    #expect(outcome.errors.contains("/orders.csv` has changed"))
    #expect(bench.has("shop/data-1.segsnap"))
    try bench.write("orders.csv", orders)
    #expect(try bench.ask(Self.question).status == 0)
  }

  @Test func anImportOverDamageKeepsBoth() throws {
    let bench = try Bench.withSmallShop()
    try damageAmounts(bench)
    try bench.write(
      "newer.csv", "order_id,customer_id,order_date,amount\nO12,C4,2025-12-30,7.00\n")
    let outcome = try bench.run("import", "shop", "newer.csv")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.errors.contains("is damaged; the data was made again from 2 files"))
    #expect(try bench.ids("segment where monetary = 7") == ["C4"])
    #expect(try bench.ids("segment where monetary = 300") == ["C1", "C2"])
  }

  /// What was said about a file when it came in is said again.
  @Test func filesAreReadAgainAsTheyWereRead() throws {
    let bench = try Bench()
    try bench.write(
      "a.csv", "Client;Jour;Montant; Reste\nC1;03/04/2025;1050;x\n;;;\nC2;05/04/2025;7;y\n")
    try bench.write("b.csv", "customer_id,order_date,amount\nC1,2025-04-09,2.50\n")
    let imported = try bench.run(
      "import", "shop", "--as", "orders", "a.csv", "--separator", ";", "--date-order", "mdy",
      "--map", "Client=customer_id", "--map", "Jour=order_date", "--map", "Montant=amount:cents",
      "--currency", "CHF")
    #expect(imported.status == 0, "\(imported)")
    #expect(try bench.run("import", "shop", "b.csv").status == 0)
    let statements = [
      "asof 2025-12-31", "segment | show customer_id, monetary, recency, frequency", ".settings",
    ].flatMap { ["-c", $0] }
    let before = try bench.run(["shop"] + statements)
    #expect(before.text.contains("13.00"), "\(before)")
    try remove("shop/data-2.segsnap", bench)
    let after = try bench.run(["shop"] + statements)
    #expect(after.output == before.output, "\(after)")
    #expect(after.errors.contains("made again from 2 files"))
  }

  /// Damages texts that stand in the data file once.
  private func damage(_ text: String, _ bench: Bench) throws {
    let file = "shop/data-1.segsnap"
    var bytes = try Data(contentsOf: bench.folder.appending(path: file))
    let place = try #require(bytes.firstRange(of: Data(text.utf8)))
    bytes[place.lowerBound] ^= 1
    try bench.write(file, bytes)
  }

  /// Actions and commands meet damage like questions do.
  @Test(arguments: [
    ("ana@", "segment where country = 'FR' | export 'x.csv' columns customer_id, email"),
    ("ana@", ".suppress ana@example.org"), ("blocked", ".tags"),
    ("blocked", "segment where tags has 'vip' | tag add 'best'"),
  ]) func actionsAndCommandsMakeItAgain(text: String, statement: String) throws {
    let bench = try Bench.withSmallShop()
    let sound = try Bench.withSmallShop()
    try damage(text, bench)
    let after = try bench.ask(statement, options: ["--yes"])
    #expect(after.status == 0, "\(after)")
    #expect(after.errors.contains("made again from 2 files"))
    #expect(after.output == (try sound.ask(statement, options: ["--yes"])).output)
    if bench.has("x.csv") { #expect(try bench.read("x.csv") == sound.read("x.csv")) }
    for table in [".tags", ".suppressed"] {
      #expect(try bench.ask(table).output == sound.ask(table).output)
    }
  }

  /// What cannot be read is not half done.
  @Test func nobodyIsSuppressedByACommandThatFails() throws {
    let bench = try Bench.withSmallShop()
    try damage("ana@", bench)
    try remove("customers.csv", bench)
    let outcome = try bench.ask(".suppress ana@example.org", options: ["--yes"])
    #expect(outcome.status == 3 && outcome.errors.contains("`customers.email` in data-1.segsnap"))
    #expect(try bench.ask(".suppressed").rows.isEmpty)
  }

  /// Tags that cannot be read are in the way of nothing but themselves.
  @Test func damagedTagsLetOthersAnswer() throws {
    let bench = try Bench.withSmallShop()
    try damage("blocked", bench)
    try remove("customers.csv", bench)
    #expect(try bench.ids("segment where country = 'BE'") == ["C2", "C6"])
    let outcome = try bench.ask("segment where tags has 'vip' | count")
    #expect(outcome.status == 3 && outcome.text.isEmpty)
    #expect(outcome.errors.contains("`customers.tags` in data-1.segsnap is damaged"))
    #expect(!outcome.errors.contains("no customer's"))
  }

  /// A bit of the version is no newer program.
  @Test func aDamagedVersionIsDamage() throws {
    let bench = try Bench.withSmallShop()
    var bytes = try Data(contentsOf: bench.folder.appending(path: "shop/data-1.segsnap"))
    bytes[8] ^= 8
    try bench.write("shop/data-1.segsnap", bytes)
    let outcome = try bench.ask("segment | count")
    #expect(outcome.status == 0 && outcome.text.contains("7"), "\(outcome)")
    #expect(outcome.errors.contains("made again from 2 files"))
  }

  /// A script is checked against sound data or not at all.
  @Test func checkingMeetsDamageToo() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("a.seg", "segment where email = 'nobody@example.org';\n")
    let before = try bench.run("check", "a.seg", "--workspace", "shop")
    #expect(before.text.contains("absent-value"))
    try damage("ana@", bench)
    let after = try bench.run("check", "a.seg", "--workspace", "shop")
    #expect(after.status == 0 && after.text == before.text, "\(after)")
    #expect(after.errors.contains("made again from 2 files"))
  }
}
