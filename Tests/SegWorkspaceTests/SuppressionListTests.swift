import Foundation
import GRDB
import SegModel
import SegWorkspace
import Testing

@Suite struct SuppressionListTests {
  @Test(arguments: [
    ("Ana@Example.ORG", " ana@example.org "), ("a.n.a+shop@gmail.com", "ana@googlemail.com"),
    ("E\u{301}va@x.fr", "\u{E9}va@x.fr"), ("C-1", " C-1"),
  ])
  func oneMailboxIsOneEntry(one: String, other: String) throws {
    #expect(SuppressedParty(one) == SuppressedParty(other))
  }

  @Test(arguments: [("a.na@x.org", "ana@x.org"), ("c-1", "C-1"), ("ana+x@x.org", "ana@x.org")])
  func othersAreTwo(one: String, other: String) throws {
    #expect(SuppressedParty(one) != SuppressedParty(other))
  }

  @Test func theFirstReasonAndTimeStay() throws {
    let workspace = try Workspace.scratch(clock: { Instant(secondsSinceEpoch: 1_780_000_000) })
    let ana = try #require(SuppressedParty("ana@x.org"))
    let context = ActionContext(".suppress")
    #expect(try workspace.suppress([ana, ana], reason: "asked", context: context) == 1)
    #expect(try workspace.suppress([ana], reason: "bounced", context: context) == 0)
    let entry = try #require(try workspace.suppressions().first)
    #expect(entry.reason == "asked" && entry.since.secondsSinceEpoch == 1_780_000_000)
    #expect(try workspace.suppressions().count == 1)
    #expect(try workspace.unsuppress(ana, context: context))
    #expect(try !workspace.unsuppress(ana, context: context))
    #expect(try workspace.suppressions().isEmpty)
    let kinds = try workspace.journal().map(\.kind)
    #expect(kinds.prefix(2) == [.unsuppress, .suppress])
  }

  @Test func olderWorkspacesGetTheList() throws {
    let path = NSTemporaryDirectory() + "segsh-test-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try Workspace.create(path: path)
    let database = try DatabaseQueue(path: path + "/workspace.sqlite")
    try database.write { db in
      try db.execute(sql: "DROP TABLE suppression")
      try db.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '4'")
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    try database.close()
    let workspace = try Workspace.open(path: path)
    #expect(try workspace.suppressions().isEmpty)
    let party = try #require(SuppressedParty("C1"))
    #expect(try workspace.suppress([party], reason: "", context: ActionContext("x")) == 1)
    let again = try Workspace.open(path: path)
    #expect(try again.suppressions().map(\.party) == [party])
  }
}
