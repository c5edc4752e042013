import Foundation
import Testing

/// A workspace over several runs of the program.
@Suite struct WorkspaceRunTests {
  @Test func folderAndFilesAreTheOwnersAlone() throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.shell(
      """
      umask 000
      "$0" shop -c "segment | save as x | export 'x.csv'"
      stat -c '%a %n' shop shop/*
      """)
    let modes = outcome.lines.map { $0.split(separator: " ").map(String.init) }
    #expect(modes.count >= 4)
    for pair in modes { #expect(pair[0] == (pair[1] == "shop" ? "700" : "600"), "\(pair)") }
    #expect(try bench.mode("x.csv") == "600")
  }

  @Test func importingAgainChangesNothing() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(
      "segment where country = 'FR' | tag add 'fr' | save as french", options: ["--yes"])
    let statements = ["segment | show customer_id, monetary, tags, rfm", ".tags", ".segments"]
    let before = try bench.ask(options: [], statements)
    let again = try bench.run("import", "shop", "orders.csv", "customers.csv")
    #expect(again.status == 0)
    #expect(again.text.contains("orders.csv: imported before, nothing changed"))
    #expect(again.text.contains("customers.csv: imported before, nothing changed"))
    let after = try bench.ask(options: [], statements)
    #expect(before.status == 0)
    #expect(before.output == after.output)
    #expect(try bench.ask(".imports").rows.map { $0[0] } == ["customers.csv", "orders.csv"])
  }

  @Test func aNewerFileMergesAndTagsSurvive() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask("segment where monetary >= 250 | tag add 'big'", options: ["--yes"])
    try bench.ask("segment where country = 'BE' | freeze as belgians")
    try bench.write(
      "newer.csv",
      "order_id,customer_id,order_date,amount,status,coupon\nO9,C7,2025-12-11,260.00,paid,\n"
        + "O10,C4,2025-12-12,10.00,paid,NEW\nO11,A8,2025-12-12,15.00,paid,\n")
    let outcome = try bench.run("import", "shop", "newer.csv")
    #expect(outcome.text.contains("newer.csv: orders · 3 rows: 2 loaded, 1 merged, 0 rejected"))
    #expect(outcome.text.contains("8 customers, 9 orders"))
    try bench.write(
      "customers2.csv", "customer_id,email,country\nA8,amy@example.org,BE\nC2,bo@new.example,BE\n")
    #expect(try bench.run("import", "shop", "customers2.csv").status == 0)
    let rows = try bench.ask("segment | show customer_id, email, monetary, frequency").rows
    let byId = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], Array($0.dropFirst())) })
    #expect(byId["C7"] == ["gil@example.org", "260.00", "1"])
    #expect(byId["C4"] == ["dee@example.com", "10.00", "1"])
    #expect(byId["A8"] == ["amy@example.org", "15.00", "1"])
    #expect(byId["C2"] == ["bo@new.example", "300.00", "1"])
    #expect(byId["C1"] == ["ana@example.org", "300.00", "3"])
    #expect(try bench.ids("segment where tags has 'big'") == ["C1", "C2", "C7"])
    #expect(try bench.ids("@belgians") == ["C2", "C6"], "a frozen segment keeps its members")
    let belgians = try bench.ids("segment where country = 'BE'")
    #expect(belgians == ["C2", "C6", "A8"])
    #expect(try bench.ids("segment where tags has 'vip'") == ["C1", "C3"])
  }

  @Test func segmentsAreUsedInOthersAndCombined() throws {
    let bench = try Bench.withSmallShop()
    let made = try bench.ask(
      "let rich = monetary >= 250", "segment where rich | save as rich_ones",
      "segment where country = 'FR' | save as french",
      "segment where in @rich_ones and not in @french | save as rich_abroad",
      "segment where recency < 15 | freeze as recent")
    #expect(made.status == 0, "\(made)")
    #expect(try bench.ids("@rich_ones") == ["C1", "C2", "C7"])
    #expect(try bench.ids("@rich_abroad") == ["C2"])
    #expect(try bench.ids("@french union @rich_abroad") == ["C1", "C2", "C4", "C5", "C7"])
    #expect(try bench.ids("@french minus @rich_ones") == ["C4", "C5"])
    #expect(try bench.ids("@french intersect @rich_ones minus @recent") == ["C7"])
    #expect(try bench.ids("@recent | bottom 1 by recency") == ["C2"])
    #expect(try bench.ids("segment where not in @french") == ["C2", "C3", "C6"])
    // The definition is computed at the as-of date of its use, the members are not.
    #expect(
      try bench.run("shop", "--asof", "2025-12-19", "-c", "@rich_ones | count").text
        == "count\n1\n")
    #expect(
      try bench.run("shop", "--asof", "2026-06-30", "-c", "@recent | count").text == "count\n2\n")
    let redefined = try bench.ask("segment where monetary > 1000 | save as rich_ones")
    #expect(redefined.status == 0)
    #expect(try bench.ids("@rich_abroad") == [])
    let circle = try bench.ask("segment where in @rich_abroad | save as rich_ones")
    #expect(circle.status == 1, "a segment cannot be made of itself: \(circle)")
    #expect(try bench.ask("@nope | count").status == 1)
  }

  @Test func asOfHoldsUntilTheNext() throws {
    let bench = try Bench.withSmallShop()
    let script = """
      asof 2025-06-30
      segment where recency < 30
      asof 2025-12-25
      segment where recency < 30
      segment | show customer_id, frequency | count
      asof 2024-12-29
      segment where frequency > 0 | count

      """
    let outcome = try bench.run("shop", "--asof", "2025-12-31", "-f", "-", input: script)
    #expect(outcome.status == 1, "`count` cannot follow `show`")
    #expect(outcome.rows.first?.prefix(2) == ["1", "3"])
    #expect(outcome.lines[1].contains("2025-06-30"))
    #expect(outcome.lines[3].hasPrefix("2\t5"))
    let before = try bench.run(
      "shop", "-c", "asof 2024-12-29\nsegment where frequency > 0 | count")
    #expect(before.text == "count\n0\n")
  }

  @Test func commandsChangeWhatIsKept() throws {
    let bench = try Bench.withSmallShop()
    #expect(try bench.ask("segment where country = 'FR' | save as fr").status == 0)
    #expect(try bench.ask(".rename fr french").status == 0)
    #expect(try bench.ids("@french") == ["C1", "C4", "C5", "C7"])
    #expect(try bench.ask("@fr | count").status == 1)
    #expect(
      try bench.ask(".segments").rows == [
        ["french", "saved", "segment where country = 'FR'"]
      ])
    #expect(try bench.ask(".drop french").status == 0)
    #expect(try bench.ask(".segments").rows.isEmpty)
    #expect(try bench.ask("@french | count").status == 1)
    let mistakes = [
      ".drop nope", ".rename nope x", ".nope", ".set nope 1", ".help nope", ".mode nope",
    ]
    for line in mistakes {
      let outcome = try bench.ask(line)
      #expect(outcome.status == 1, "\(line): \(outcome)")
      #expect(outcome.errors.contains("error["))
    }
  }

  @Test func segmentsBuiltOnOthersFollowTheirNames() throws {
    let bench = try Bench.withSmallShop()
    let save = "segment where monetary > 100 | save as big\n@big | top 2 by monetary | save as two"
    #expect(try bench.ask(save).status == 0)
    #expect(try bench.ask("segment where not in @big and in @two | save as none_").status == 0)
    let before = try bench.ids("@two")
    let refused = try bench.ask(".drop big")
    #expect(refused.status == 4)
    #expect(refused.errors.contains("@two"))
    #expect(try bench.ask(".rename big huge-one").status == 0)
    #expect(try bench.ids("@two") == before)
    let definitions = try bench.ask(".segments").text
    #expect(definitions.contains("huge-one"))
    #expect(!definitions.contains("@big"))
  }

  @Test func scoresGoToTenOnDemand() throws {
    let bench = try Bench.withSmallShop()
    let five = try bench.ask("segment where customer_id = 'C2' | show r, f, m, rfm")
    #expect(five.text == "r\tf\tm\trfm\n5\t1\t4\t514\n")
    #expect(try bench.ask(".set rfm_scale 10").status == 0)
    let ten = try bench.ask("segment where customer_id = 'C2' | show r, f, m, rfm")
    #expect(ten.text == "r\tf\tm\trfm\n10\t1\t8\t10-1-8\n")
    let refused = try bench.ask("segment where rfm = 555 | count")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("r >= 9 and f >= 9 and m >= 9"))
    let groups = try bench.ask(
      "segment where r = 10 | by rfm", "segment | export 's.csv' columns rfm")
    #expect(groups.text == "rfm\tcount\n10-1-8\t1\n")
    #expect(try bench.read("s.csv").contains("10-1-8"))
    #expect(try bench.ask(".settings").rows.contains(["rfm_scale", "10"]))
    #expect(try bench.ask(".set rfm_scale 7").status != 0)
  }

  @Test func aScratchWorkspaceLeavesNothing() throws {
    let bench = try Bench()
    try bench.write("customers.csv", SmallShop.customers)
    let outcome = try bench.run(
      "customers.csv", "--yes", "-c", "segment | tag add 'x'", "-c",
      "segment where tags has 'x' | count")
    #expect(outcome.status == 0)
    #expect(outcome.text == "count\n7\n")
    #expect(outcome.errors.contains("nothing is kept"))
    let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path)
    #expect(names.sorted() == ["customers.csv", "home"])
  }

  @Test func theTimeZoneBelongsToTheWorkspace() throws {
    let bench = try Bench()
    try bench.write("customers.csv", SmallShop.customers)
    try bench.write("orders.csv", SmallShop.orders)
    #expect(
      try bench.run("import", "shop", "customers.csv", "orders.csv", "--timezone", "Asia/Tokyo")
        .text.contains("Asia/Tokyo"))
    #expect(try bench.run("shop", "-c", ".settings").rows.contains(["timezone", "Asia/Tokyo"]))
    let refused = try bench.run("shop", "--timezone", "Europe/Paris", "-c", "segment | count")
    #expect(refused.status == 4, "\(refused)")
    #expect(try bench.run("shop", "--timezone", "Asia/Tokyo", "-c", "segment | count").status == 0)
  }

  @Test func whatIsNoWorkspaceIsLeftAlone() throws {
    let bench = try Bench()
    try bench.write("orders.csv", SmallShop.orders)
    try FileManager.default.createDirectory(
      at: bench.folder.appending(path: "photos"), withIntermediateDirectories: true)
    try bench.write("photos/cat.jpg", "x")
    let outcome = try bench.run("import", "photos", "orders.csv")
    #expect(outcome.status == 3 || outcome.status == 73, "\(outcome)")
    #expect(
      try FileManager.default.contentsOfDirectory(
        atPath: bench.folder.appending(path: "photos").path) == ["cat.jpg"])
  }

  @Test func codesAreTheSameWheneverTheyAreAskedFor() throws {
    let bench = try Bench.withSmallShop()
    let coupon = "coupon 'MERCI' value 15% expires 2026-01-31"
    try bench.ask(
      "segment where country = 'FR' | \(coupon) | export 'a.csv' columns customer_id, coupon_code",
      options: ["--yes"])
    try bench.ask(
      "segment where recency < 30 | \(coupon)\n"
        + "| export 'b.jsonl' as jsonl columns customer_id, coupon_code",
      options: ["--yes"])
    let first = try bench.read("a.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map(String.init)
    }
    let codes = Dictionary(uniqueKeysWithValues: first.map { ($0[0], $0[1]) })
    #expect(codes.count == 4 && Set(codes.values).count == 4)
    let lines = try bench.read("b.jsonl").split(separator: "\n")
    let second = try lines.map {
      try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
    }
    #expect(second.map { $0["customer_id"] } == ["C1", "C2", "C7"])
    #expect(second[0]["coupon_code"] == codes["C1"])
    #expect(second[2]["coupon_code"] == codes["C7"])
    let other = try bench.ask(
      "segment | coupon 'MERCI' value 20%", options: ["--yes"])
    #expect(other.status == 1, "a campaign keeps its terms: \(other)")
  }
}
