import Foundation
import SegActions
import SegModel
import SegPlan
import SegWorkspace
import Testing

extension ActionShop {
  /// Does something under the write lock that is never given back, as when the process dies.
  fileprivate func dying(_ body: (Workspace) throws -> Void) throws {
    let workspace = try Workspace.open(path: path("shop"))
    try workspace.beginExclusive()
    try body(workspace)
  }
}

/// What is found after a process died between the steps of an export.
@Suite struct ExportRecoveryTests {
  private let context = ActionContext("dead")

  @Test func anIntentWithoutItsFileIsAbandoned() throws {
    let shop = try ActionShop()
    let path = shop.path("a.csv")
    try shop.dying { workspace in
      _ = try workspace.beginExport(to: path, key: "k", rowCount: 1, context: context)
      let entry = try workspace.beginExport(
        to: shop.path("b.csv"), key: "k", rowCount: 1, context: context)
      try workspace.prepareExport(entry, byteCount: 4, sha256: Digest.hexadecimal(of: "full"))
    }
    let stale = shop.path(".segsh-999999-1.tmp")
    try "secret".write(toFile: stale, atomically: false, encoding: .utf8)
    let again = try Workspace.open(path: shop.path("shop"))
    #expect(
      again.recoveries == [
        "export to \(path) was interrupted: not written",
        "export to \(shop.path("b.csv")) was interrupted: not written",
      ])
    #expect(!FileManager.default.fileExists(atPath: stale))
    #expect(try again.journal(limit: 2).map(\.status) == [.abandoned, .abandoned])
    #expect(try again.lastExport(to: path) == nil)
    #expect(try Workspace.open(path: shop.path("shop")).recoveries.isEmpty)
  }

  @Test func anIntentWithItsFileIsCommitted() throws {
    let shop = try ActionShop()
    let path = shop.path("a.csv")
    try "full".write(toFile: path, atomically: false, encoding: .utf8)
    try shop.dying { workspace in
      let entry = try workspace.beginExport(to: path, key: "k", rowCount: 1, context: context)
      try workspace.prepareExport(entry, byteCount: 4, sha256: Digest.hexadecimal(of: "full"))
    }
    let again = try Workspace.open(path: shop.path("shop"))
    #expect(again.recoveries == ["export to \(path) was interrupted: written"])
    let record = try #require(try again.lastExport(to: path))
    #expect(record.sha256 == Digest.hexadecimal(of: "full"))
    #expect(record.byteCount == 4)
  }

  @Test func theExportOfALivingProcessIsLeftAlone() throws {
    let shop = try ActionShop()
    try shop.workspace.beginExclusive()
    let entry = try shop.workspace.beginExport(
      to: shop.path("a.csv"), key: "k", rowCount: 1, context: context)
    let other = try Workspace.open(path: shop.path("shop"))
    #expect(other.recoveries.isEmpty)
    try shop.workspace.endExport(entry)
    shop.workspace.endExclusive()
    #expect(try other.journal(limit: 1).first?.status == .committed)
  }
}
