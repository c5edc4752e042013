import Foundation
import SegActions
import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace
import Testing

@Suite struct ActionPlannerTests {
  @Test func aPlanSaysWhatWouldChangeAndChangesNothing() throws {
    let shop = try ActionShop(customers: 1_500)
    let all = Array(Int32(0)..<1_431)
    try shop.run([(tag("x"), shop.target([0]))])
    let position = try shop.workspace.journalPosition()
    let plan = try shop.plan([
      (.save(name: located("everyone"), definition: "segment"), shop.target(all)),
      (.freeze(name: located("some"), definition: "segment"), shop.target([1])),
      (tag("x"), shop.target(all)),
      (tag("x"), shop.target(all)),
      (tag("x", adding: false), shop.target([3])),
      (shop.coupon("MERCI"), shop.target(all)),
      (shop.coupon("MERCI"), shop.target([5])),
      (shop.export("merci.csv"), shop.target(all)),
    ])
    #expect(
      plan.lines == [
        "definition saved as everyone",
        "1 member frozen as some",
        "1,430 customers get tag x (1 has it already)",
        "0 customers get tag x (1,431 have it already)",
        "1 customer loses tag x (0 do not have it)",
        "1,431 customers get a code of campaign MERCI (0 have one already)",
        "0 customers get a code of campaign MERCI (1 has one already)",
        "1,431 rows to \(shop.path("merci.csv"))",
      ])
    #expect(plan.changesCustomers)
    #expect(!plan.changesNothing)
    #expect(
      plan.notes
        == ["csv implies no channel: the suppression list applies, consent is not asked for"])
    #expect(plan.hash.utf8.count == 64)
    #expect(try shop.workspace.journalPosition() == position)
    #expect(try FileManager.default.contentsOfDirectory(atPath: shop.folder) == ["shop"])
  }

  @Test func aPlanLeavesOutTheSuppressed() throws {
    let shop = try ActionShop()
    let party = try #require(SuppressedParty("C2@EXAMPLE.org"))
    try shop.workspace.suppress([party], reason: "asked", context: ActionContext("x"))
    let plan = try shop.plan([
      (tag("x"), shop.target([2, 1])), (shop.export("a.csv"), shop.target([3, 2, 1])),
    ])
    #expect(
      plan.lines == [
        "2 customers get tag x (0 have it already)",
        "2 rows (1 suppressed customer left out) to \(shop.path("a.csv"))",
      ])
    // Who is put on the list between the plan and the doing is noticed.
    let other = try #require(SuppressedParty("C3"))
    try shop.workspace.suppress([other], reason: "asked", context: ActionContext("x"))
    let failure = expectRefusal(status: 4) { try ActionRunner.run(plan, in: shop.workspace) }
    #expect(failure?.message.contains("(2 suppressed customers left out)") == true)
    #expect(!FileManager.default.fileExists(atPath: shop.path("a.csv")))
    try shop.run([(shop.export("a.csv"), shop.target([3, 2, 1]))])
    #expect(try shop.text("a.csv") == "customer_id,email\nC1,C1@example.org\n")
  }

  @Test func theHashTellsPlansApart() throws {
    let shop = try ActionShop()
    let hashes = try [
      shop.plan([(tag("x"), shop.target([1, 2]))]).hash,
      shop.plan([(tag("x"), shop.target([2, 1]))]).hash,
      shop.plan([(tag("y"), shop.target([1, 2]))]).hash,
      shop.plan([(tag("x"), shop.target([1, 2]))]).hash,
    ]
    #expect(Set(hashes).count == 3)
    #expect(hashes[0] == hashes[3])
  }

  @Test func badPlacesAreRefusedBeforeAnythingIsDone() throws {
    let shop = try ActionShop()
    let manager = FileManager.default
    try manager.createDirectory(atPath: shop.path("dir"), withIntermediateDirectories: false)
    try "canary".write(toFile: shop.path("canary"), atomically: false, encoding: .utf8)
    try manager.createSymbolicLink(
      atPath: shop.path("link"), withDestinationPath: shop.path("canary"))
    mkfifo(shop.path("pipe"), 0o600)
    let cases = [
      "dir": "a folder is in the way", "link": "a symbolic link is in the way",
      "pipe": "something not a file is in the way", "none/x.csv": "there is no such folder",
      "canary/x.csv": "there is no such folder", "dir/": "expected the path of a file",
      "dir/..": "expected the path of a file",
      "shop/x.csv": "the workspace's own folder takes no exports",
      "dir/../shop/x.csv": "the workspace's own folder takes no exports",
    ]
    for (name, reason) in cases {
      let failure = expectRefusal(status: 73) {
        try shop.run([
          (tag("x"), shop.target([1])), (shop.export(name, overwrites: true), shop.target([1])),
        ])
      }
      #expect(failure?.message == "`\(shop.path(name))`: \(reason)", "\(name)")
      #expect(failure?.range == SourceRange(0, 1))
    }
    #expect(try shop.workspace.customers(tagged: "x").isEmpty)
    #expect(try shop.text("canary") == "canary")
  }

  @Test func oneStatementWritesAFileOnce() throws {
    let shop = try ActionShop()
    expectRefusal(status: 1) {
      try shop.plan([
        (shop.export("a.csv"), shop.target([1])),
        (shop.export("shop/../a.csv", as: .ids), shop.target([1])),
      ])
    }
  }

  @Test func contradictionsOfCouponsAreRefused() throws {
    let shop = try ActionShop()
    expectRefusal(status: 1) {
      try shop.plan([
        (shop.coupon("M", percent: 10), shop.target([1])),
        (shop.coupon("M", percent: 20), shop.target([2])),
      ])
    }
    expectRefusal(status: 1) { try shop.plan([(shop.coupon("M", days: -1), shop.target([1]))]) }
    try shop.run([(shop.coupon("M", percent: 10), shop.target([1]))])
    let failure = expectRefusal(status: 1) {
      try shop.run([
        (tag("x"), shop.target([1])), (shop.coupon("M", percent: 20), shop.target([1])),
      ])
    }
    #expect(failure?.message.contains("was begun on 2026-05-28 with 10%") == true)
    #expect(try shop.workspace.customers(tagged: "x").isEmpty)
  }

  @Test func textFromTheStatementCannotSteerATerminal() throws {
    let shop = try ActionShop()
    let plan = try shop.plan([(tag("a\u{1B}[31m\nb"), shop.target([1]))])
    #expect(plan.text == "1 customer gets tag a␛[31m␊b (0 have it already)")
  }
}
