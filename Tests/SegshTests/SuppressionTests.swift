import Foundation
import Testing

/// Clause 7.14 of the semantics, from the outside: those who are not to be contacted.
@Suite struct SuppressionTests {
  @Test func noExportHoldsThem() throws {
    let bench = try Bench.withSmallShop()
    let put = try bench.ask(".suppress ' Ana@Example.ORG ' 'asked by telephone'", ".suppress C7")
    #expect(put.status == 0, "\(put)")
    #expect(put.errors.contains("1 entry added to the suppression list (0 there already)"))
    let outcome = try bench.ask(
      "segment where country = 'FR' | export 'fr.csv' columns customer_id, email")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      try bench.read("fr.csv") == "customer_id,email\nC4,dee@example.com\nC5,eve@example.org\n")
    #expect(outcome.errors.contains("fr.csv: 2 rows (2 suppressed customers left out), "))
    #expect(outcome.errors.contains("the suppression list applies"))
    let plan = try bench.ask("segment | export 'all.ids' as ids", options: ["--dry-run"])
    #expect(plan.text == "Plan: 5 rows (2 suppressed customers left out) to all.ids\n")
    // With codes too, and whatever order a list is in.
    try bench.ask(
      "segment | sort customer_id desc | coupon 'M' value 10% | export 'm.csv' columns customer_id",
      options: ["--yes"])
    #expect(try bench.read("m.csv") == "customer_id\nC6\nC5\nC4\nC3\nC2\n")
  }

  @Test func aListWrittenBeforeIsNotTakenForTheSame() throws {
    let bench = try Bench.withSmallShop()
    let export = "segment | export 'all.ids' as ids"
    try bench.ask(export)
    #expect(try bench.ask(export).status == 0)
    try bench.ask(".suppress C1")
    let again = try bench.ask(export)
    #expect(again.status == 73, "\(again)")
    #expect(again.errors.contains("from what was different then"))
    #expect(try bench.ask(export + " overwrite").status == 0)
    #expect(try bench.read("all.ids") == "C2\nC3\nC4\nC5\nC6\nC7\n")
  }

  @Test func aStageLeavesThemOut() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(".suppress C3", "segment | exclude suppressed | save as reachable")
    #expect(
      try bench.ids("segment | exclude suppressed") == ["C1", "C2", "C4", "C5", "C6", "C7"])
    // The list counts at the time of use, within a session too.
    let both = try bench.ask(
      "@reachable | count", ".suppress C4", "@reachable | count", ".unsuppress C3",
      "@reachable | count", "segment where in @reachable | count", options: ["--yes"])
    #expect(both.text == "count\n6\ncount\n5\ncount\n6\ncount\n6\n", "\(both)")
    let explained = try bench.ask("segment | exclude suppressed | explain")
    #expect(explained.text.contains("exclude suppressed\t6"), "\(explained)")
    let proved = try bench.ask("segment | exclude suppressed | why 'C4'")
    #expect(proved.text.contains("exclude suppressed\tfalse"), "\(proved)")
    let sql = try bench.ask(".sql segment | exclude suppressed")
    #expect(sql.status == 0 && sql.text.contains("FROM suppressed_customers"), "\(sql)")
    #expect(try bench.ask("segment | exclude supressed").errors.contains("`suppressed`"))
  }

  @Test func entriesHoldForWhoComesLater() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(".suppress new@example.org", ".suppress C99")
    try bench.write(
      "more.csv",
      "customer_id,email\nC8,NEW@example.org\nC99,x@example.org\nC10,X@example.org\nC11,y@z.org\n")
    #expect(try bench.run("import", "shop", "--as", "customers", "more.csv").status == 0)
    try bench.ask("segment | export 'all.ids' as ids")
    #expect(try bench.read("all.ids") == "C1\nC2\nC3\nC4\nC5\nC6\nC7\nC11\n")
  }

  @Test func filesPutManyOnTheList() throws {
    let bench = try Bench.withSmallShop()
    try bench.write("stop.csv", "E-mail;Reason\nBO@example.org;bounced\nnobody@example.org;asked\n")
    let put = try bench.ask(".suppress --file stop.csv email 'hard bounce'")
    #expect(
      put.errors.contains(
        "2 entries added to the suppression list (0 there already) · 1 customer of the data"),
      "\(put)")
    try bench.write("ids.csv", "customer_id\nC4\nC5\n")
    #expect(try bench.ask(".suppress --file ids.csv").errors.contains("2 entries added"))
    let again = try bench.ask(".suppress --file ids.csv")
    #expect(again.errors.contains("0 entries added to the suppression list (2 there already)"))
    let listed = try bench.ask(".suppressed")
    #expect(
      listed.rows.map { Array($0.prefix(3)) } == [
        ["customer", "C4", "ids.csv"], ["customer", "C5", "ids.csv"],
        ["email", "b…@example.org", "hard bounce"], ["email", "n…@example.org", "hard bounce"],
      ], "\(listed)")
    #expect(!listed.text.contains("bo@"))
    #expect(try bench.ids("segment | exclude suppressed") == ["C1", "C3", "C6", "C7"])
    let missing = try bench.ask(".suppress --file absent.csv")
    #expect(missing.status == 3, "\(missing)")
    #expect(try bench.ask(".suppress --file stop.csv").status == 1)
    try bench.write("uneven.csv", "C1\nC2\nC3\nC6,C7\n")
    #expect(try bench.ask(".suppress --file uneven.csv").status == 3)
    #expect(try bench.ask(".suppressed").rows.count == 4)
  }

  @Test func takingSomebodyOffWantsAgreement() throws {
    let bench = try Bench.withSmallShop()
    try bench.ask(".suppress ana@example.org", ".suppress C1")
    let refused = try bench.ask(".unsuppress ana@example.org")
    #expect(refused.status == 4, "\(refused)")
    #expect(try bench.ask(".suppressed").rows.count == 2)
    let dry = try bench.ask(".unsuppress ana@example.org", options: ["--dry-run"])
    #expect(dry.text.contains("Plan: a…@example.org comes off"))
    #expect(try bench.ask(".suppressed").rows.count == 2)
    let done = try bench.ask(".unsuppress ANA@example.org", options: ["--yes"])
    #expect(done.status == 0)
    #expect(done.errors.contains("1 customer still on it by another entry"), "\(done)")
    #expect(try bench.ids("segment | exclude suppressed").contains("C1") == false)
    #expect(try bench.ask(".unsuppress nobody@x.org", options: ["--yes"]).status == 1)
  }

  @Test(arguments: [
    (".suppress @", 1), (".suppress a@b@c", 1), (".suppress ''", 1), (".suppress --file", 1),
    (".suppress C1 why more", 1), (".suppress", 1),
  ])
  func whatNamesNobodyIsRefused(command: String, status: Int32) throws {
    let bench = try Bench.withSmallShop()
    let outcome = try bench.ask(command)
    #expect(outcome.status == status, "\(outcome)")
    #expect(try bench.ask(".suppressed").rows.isEmpty)
  }

  @Test func safeModeAndDryRunsChangeNothing() throws {
    let bench = try Bench.withSmallShop()
    #expect(try bench.ask(".suppress C1", options: ["--safe"]).status == 4)
    #expect(try bench.ask(".suppress C1", options: ["--dry-run"]).text.contains("Plan: 1 entry"))
    #expect(try bench.ask(".suppressed").rows.isEmpty)
  }
}
