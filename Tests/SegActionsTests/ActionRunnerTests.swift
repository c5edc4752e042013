import Foundation
import SegActions
import SegModel
import SegPlan
import SegStore
import SegText
import SegWorkspace
import Testing

@Suite struct ActionRunnerTests {
  @Test func couponsAreInTheExportThatFollows() throws {
    let shop = try ActionShop()
    let target = shop.target([4, 2])
    let lines = try shop.run([
      (shop.coupon("MERCI"), target), (shop.export("merci.csv", withCodes: true), target),
    ])
    let codes = try shop.workspace.coupons(ofCampaign: "MERCI")
    let first = try #require(codes[4]?.code)
    let second = try #require(codes[2]?.code)
    let expires = shop.asOf.day.adding(days: 30)
    #expect(
      try shop.text("merci.csv") == """
        customer_id,email,coupon_code,coupon_expires
        C4,C4@example.org,\(first),\(expires)
        C2,C2@example.org,\(second),\(expires)

        """)
    let path = shop.path("merci.csv")
    let digest = try #require(Digest.file(at: path))
    #expect(
      lines == [
        "2 codes issued",
        "\(path): 2 rows, \(digest.byteCount) bytes, sha256 \(digest.sha256)",
      ])
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    let entries = try shop.workspace.journal(limit: 2)
    #expect(entries.map(\.kind) == [.export, .coupon])
    #expect(entries.allSatisfy { $0.status == .committed && $0.asOf == shop.asOf.day })
    #expect(Set(entries.map(\.planHash)).count == 1)
  }

  @Test func chosenColumnsTakeTheCodeWhereTheyNameIt() throws {
    let shop = try ActionShop()
    let target = shop.target([1])
    try shop.run([
      (shop.coupon("A"), target), (shop.coupon("B"), target),
      (shop.export("x.csv", columns: ["coupon_code", "customer_id"]), target),
      (shop.export("y.csv", columns: ["customer_id"]), target),
    ])
    let code = try #require(try shop.workspace.coupons(ofCampaign: "B")[1]?.code)
    #expect(try shop.text("x.csv") == "coupon_code,customer_id\n\(code),C1\n")
    #expect(try shop.text("y.csv") == "customer_id\nC1\n")
    // Without a coupon stage a column of that name is the customers' own business.
    try shop.run([(shop.export("z.csv", columns: ["customer_id", "coupon_code"]), target)])
    #expect(try shop.text("z.csv") == "customer_id,coupon_code\nC1,\n")
  }

  @Test func theThreeFormats() throws {
    let shop = try ActionShop()
    let target = shop.target([2, 0])
    try shop.run([
      (shop.export("a.csv"), target), (shop.export("a.jsonl", as: .jsonl), target),
      (shop.export("a.txt", as: .ids), target), (shop.export("none.csv"), shop.target([])),
    ])
    #expect(try shop.text("a.csv") == "customer_id,email\nC2,C2@example.org\nC0,C0@example.org\n")
    #expect(
      try shop.text("a.jsonl") == """
        {"customer_id":"C2","email":"C2@example.org"}
        {"customer_id":"C0","email":"C0@example.org"}

        """)
    #expect(try shop.text("a.txt") == "C2\nC0\n")
    #expect(try shop.text("none.csv") == "customer_id,email\n")
  }

  @Test func manyRowsAreWrittenInChunks() throws {
    let shop = try ActionShop(customers: 10_000)
    let target = shop.target(Array(Int32(0)..<10_000).reversed())
    try shop.run([(shop.coupon("M"), target), (shop.export("a.csv", withCodes: true), target)])
    let lines = try shop.text("a.csv").split(separator: "\n")
    #expect(lines.count == 10_001)
    #expect(lines[1].hasPrefix("C9999,"))
    #expect(lines[10_000].hasPrefix("C0,"))
    let codes = lines.dropFirst().compactMap {
      CouponCode(parsing: $0.split(separator: ",")[2])
    }
    #expect(Set(codes).count == 10_000)
  }

  @Test func aSecondRunChangesNothing() throws {
    let shop = try ActionShop()
    let target = shop.target([1, 2])
    let actions = [
      (BoundAction.save(name: located("s"), definition: "segment"), target),
      (.freeze(name: located("f"), definition: "segment"), target),
      (tag("x"), target), (shop.coupon("M"), target),
      (shop.export("a.csv", withCodes: true), target),
    ]
    try shop.run(actions)
    let position = try shop.workspace.journalPosition()
    let content = try shop.text("a.csv")
    let plan = try shop.plan(actions)
    #expect(plan.changesNothing)
    #expect(plan.lines.last == "2 rows in \(shop.path("a.csv")) already")
    let receipts = try ActionRunner.run(plan, in: shop.workspace)
    #expect(receipts.allSatisfy { !$0.isChange })
    #expect(receipts.map(\.line)[3] == "0 codes issued")
    #expect(try shop.workspace.journalPosition() == position)
    #expect(try shop.text("a.csv") == content)
  }

  @Test func anExistingFileIsReplacedOnDemandAlone() throws {
    let shop = try ActionShop()
    try "mine".write(toFile: shop.path("a.csv"), atomically: false, encoding: .utf8)
    let failure = expectRefusal(status: 73) {
      try shop.run([(tag("x"), shop.target([1])), (shop.export("a.csv"), shop.target([1]))])
    }
    #expect(
      failure?.message == "`\(shop.path("a.csv"))` is there already; `overwrite` replaces it")
    #expect(try shop.text("a.csv") == "mine")
    #expect(try shop.workspace.customers(tagged: "x").isEmpty)
    let plan = try shop.plan([(shop.export("a.csv", overwrites: true), shop.target([1]))])
    #expect(plan.text.hasSuffix("a.csv, replacing the file there"))
    _ = try ActionRunner.run(plan, in: shop.workspace)
    #expect(try shop.text("a.csv") == "customer_id,email\nC1,C1@example.org\n")
    // This action's own file, with other rows now.
    let changed = expectRefusal(status: 73) {
      try shop.run([(shop.export("a.csv"), shop.target([2]))])
    }
    #expect(changed?.message.contains("was written on 2026-05-28, from what was different") == true)
    // The same rows by another definition.
    shop.definition = "segment where true"
    expectRefusal(status: 73) { try shop.run([(shop.export("a.csv"), shop.target([1]))]) }
    shop.definition = "segment"
    #expect(try shop.plan([(shop.export("a.csv"), shop.target([1]))]).changesNothing)
    // Touched since.
    try "edited".write(toFile: shop.path("a.csv"), atomically: false, encoding: .utf8)
    expectRefusal(status: 73) { try shop.run([(shop.export("a.csv"), shop.target([1]))]) }
    // New codes make other bytes.
    let target = shop.target([1])
    try shop.run([(shop.export("b.csv", withCodes: true), target)])
    expectRefusal(status: 73) {
      try shop.run([(shop.coupon("M"), target), (shop.export("b.csv", withCodes: true), target)])
    }
    #expect(try shop.workspace.coupons(ofCampaign: "M").isEmpty)
  }

  @Test func whatWasDoneBeforeAFailureIsTold() throws {
    struct Broken: Error {}
    let shop = try ActionShop()
    let broken = ActionTarget(rows: [1]) { _, _ in throw Broken() }
    let failure = expectRefusal(status: 1) {
      try shop.run([(tag("x"), shop.target([1])), (shop.export("a.csv"), broken)])
    }
    #expect(failure?.completed.map(\.line) == ["tag x added to 1 customer"])
    guard case .rows(let cause)? = failure?.kind else {
      Issue.record("the cause is lost")
      return
    }
    #expect(cause is Broken)
    #expect(try FileManager.default.contentsOfDirectory(atPath: shop.folder) == ["shop"])
    #expect(try shop.workspace.journal(limit: 1).first?.status == .abandoned)
    let again = try Workspace.open(path: shop.path("shop"))
    #expect(again.recoveries.isEmpty)
  }

  @Test func aPlanThatNoLongerHoldsIsRefused() throws {
    let shop = try ActionShop()
    let plan = try shop.plan([(tag("x"), shop.target([1, 2]))])
    let other = try Workspace.open(path: shop.path("shop"))
    let context = ActionContext("other")
    _ = try other.changeTag("y", adding: true, rows: [1], context: context)
    _ = try other.changeTag("x", adding: true, rows: [1], context: context)
    let failure = expectRefusal(status: 4) { try ActionRunner.run(plan, in: shop.workspace) }
    #expect(failure?.message.hasSuffix("now: 1 customer gets tag x (1 has it already)") == true)
    let renewed = try shop.plan([(tag("x"), shop.target([1, 2]))])
    _ = try other.changeTag("z", adding: true, rows: [1], context: context)
    #expect(
      try ActionRunner.run(renewed, in: shop.workspace).map(\.line)
        == ["tag x added to 1 customer"])
  }

  @Test func aLockedWorkspaceIsToldApart() throws {
    let shop = try ActionShop()
    let plan = try shop.plan([(tag("x"), shop.target([1]))])
    let other = try Workspace.open(path: shop.path("shop"))
    try other.beginExclusive()
    expectRefusal(status: 75) { try ActionRunner.run(plan, in: shop.workspace) }
    other.endExclusive()
    #expect(try ActionRunner.run(plan, in: shop.workspace).count == 1)
  }
}
