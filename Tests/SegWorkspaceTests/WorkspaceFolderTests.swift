import Foundation
import GRDB
import SegFiles
import SegModel
import SegPlan
import SegStore
import SegTestSupport
import SegWorkspace
import Testing

@Suite(.serialized) struct WorkspaceFolderTests {
  @Test(arguments: [0o000, 0o022, 0o077]) func filesArePrivateUnderAnyUmask(mask: Int) throws {
    let folder = try TemporaryFolder()
    let former = umask(mode_t(mask))
    defer { umask(former) }
    let workspace = try importedWorkspace(folder, ids: ["C1", "C2"])
    try workspace.save("segment", as: "all", context: context)
    #expect(try TemporaryFolder.mode(folder.workspace) == 0o700)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.workspace).sorted()
    #expect(
      names == [
        "data-1.segsnap", "lock", "workspace.sqlite", "workspace.sqlite-shm",
        "workspace.sqlite-wal",
      ])
    for name in names {
      #expect(try TemporaryFolder.mode(folder.workspace + "/" + name) == 0o600, "\(name)")
    }
  }

  @Test func everythingIsThereAfterReopening() throws {
    let folder = try TemporaryFolder()
    do {
      let workspace = try importedWorkspace(folder, ids: ["C1", "C2", "C3"])
      try workspace.set(.scoreScale(10), context: context)
      try workspace.save("segment where country = 'FR'", as: "Français", context: context)
      try workspace.freeze([2, 0], definition: "segment", as: "two", context: context)
      _ = try workspace.changeTag("vip", adding: true, rows: [1], context: context)
      var generator = SeededGenerator(seed: 1)
      _ = try workspace.issueCoupons(
        CouponAction(campaign: "M", worth: .amount(500)), rows: [0, 1], context: context,
        using: &generator)
    }
    let workspace = try Workspace.open(path: folder.workspace)
    #expect(workspace.snapshot.customerCount == 3)
    #expect(workspace.profile.scoreScale == 10)
    #expect(
      try workspace.segments() == [
        SavedSegment(
          name: "Français", kind: .definition, definition: "segment where country = 'FR'"),
        SavedSegment(name: "two", kind: .frozen(count: 2), definition: "segment"),
      ])
    #expect(try workspace.frozenMembers()["TWO"]?.rows == [0, 2])
    #expect(try workspace.customers(tagged: "vip").rows == [1])
    #expect(try workspace.coupons(ofCampaign: "M").keys.sorted() == [0, 1])
    #expect(try workspace.imports().map(\.loaded) == [3])
    #expect(workspace.recoveries.isEmpty)
  }

  @Test func aFolderOfSomethingElseIsNoWorkspace() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("hello", to: "note.txt")
    expectFailure(.notWorkspace, status: 3) { try Workspace.open(path: folder.path) }
    expectFailure(.notWorkspace, status: 3) { try Workspace.create(path: folder.path) }
    expectFailure(.missing, status: 3) { try Workspace.open(path: folder.path + "/none") }
    expectFailure(.notWorkspace, status: 3) {
      try Workspace.open(path: folder.path + "/note.txt")
    }
    #expect(!Workspace.exists(at: folder.path))
  }

  @Test func anotherSQLiteFileIsNoWorkspace() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.workspace, withIntermediateDirectories: false)
    let path = folder.workspace + "/workspace.sqlite"
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE t (x)") }
    expectFailure(.notWorkspace, status: 3) { try Workspace.open(path: folder.workspace) }
    try Data("not a database at all, but long enough to be looked at".utf8).write(
      to: URL(fileURLWithPath: path))
    expectFailure(.notWorkspace, status: 3) { try Workspace.open(path: folder.workspace) }
  }

  @Test func aNewerFormatIsRefused() throws {
    let folder = try TemporaryFolder()
    _ = try importedWorkspace(folder, ids: ["C1"])
    try DatabaseQueue(path: folder.workspace + "/workspace.sqlite").write { db in
      try db.execute(sql: "PRAGMA user_version = 99")
    }
    let failure = expectFailure(.newerFormat, status: 3) {
      try Workspace.open(path: folder.workspace)
    }
    #expect(failure?.message.contains("format 99, written by a newer segsh") == true)
  }

  @Test func damagedDataIsNamed() throws {
    let folder = try TemporaryFolder()
    _ = try importedWorkspace(folder, ids: ["C1"])
    let path = folder.workspace + "/data-1.segsnap"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes[bytes.count - 80] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    try FileManager.default.removeItem(atPath: folder.path + "/customers.csv")
    expectFailure(.damaged, status: 3) { try Workspace.open(path: folder.workspace) }
    try FileManager.default.removeItem(atPath: path)
    expectFailure(.damaged, status: 3) { try Workspace.open(path: folder.workspace) }
  }

  /// Nothing is done with customers whose ids cannot be read, and the data stays as it is.
  @Test func damagedIDsStopEveryAction() throws {
    let folder = try TemporaryFolder()
    _ = try importedWorkspace(folder, ids: ["C1", "C2"])
    try FileManager.default.removeItem(atPath: folder.path + "/customers.csv")
    let path = folder.workspace + "/data-1.segsnap"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let ids = try #require(bytes.firstRange(of: Data("C1C2".utf8)))
    bytes[ids.lowerBound] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let workspace = try Workspace.open(path: folder.workspace)
    #expect(workspace.snapshot.customerCount == 2)
    expectFailure(.damaged, status: 3) {
      try workspace.changeTag("vip", adding: true, rows: [0], context: context)
    }
    expectFailure(.damaged, status: 3) {
      try workspace.freeze([0], definition: "segment", as: "one", context: context)
    }
    let more = try folder.write(customerFile(["C3"]), to: "more.csv")
    expectFailure(.damaged, status: 3) {
      try workspace.importFiles([(more, ReadingOptions())], context: context)
    }
    #expect(try workspace.imports().count == 1)
    #expect(try workspace.frozenMembers().isEmpty && workspace.tagOverlays().isEmpty)
  }

  @Test func aWorkspaceWhoseMakingWasCutShortOpens() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.workspace, withIntermediateDirectories: false)
    let path = folder.workspace + "/workspace.sqlite"
    try Data().write(to: URL(fileURLWithPath: path))
    let workspace = try Workspace.open(path: folder.workspace)
    try workspace.save("segment", as: "a", context: context)
    #expect(try Workspace.open(path: folder.workspace).segments().count == 1)
    #expect(try TemporaryFolder.mode(path) == 0o600)
  }

  @Test func creatingTwiceIsRefused() throws {
    let folder = try TemporaryFolder()
    _ = try Workspace.create(path: folder.workspace)
    #expect(Workspace.exists(at: folder.workspace))
    expectFailure(.conflict, status: 1) { try Workspace.create(path: folder.workspace) }
  }
}

/// Runs something that must fail in one way, and hands over the failure.
@discardableResult
func expectFailure<Result>(
  _ kind: WorkspaceFailure.Kind, status: Int32, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Result
) -> WorkspaceFailure? {
  do {
    _ = try body()
  } catch let failure as WorkspaceFailure {
    #expect(failure.kind == kind, "\(failure)", sourceLocation: sourceLocation)
    #expect(failure.exitStatus == status, sourceLocation: sourceLocation)
    return failure
  } catch {
    Issue.record("an error of another type: \(error)", sourceLocation: sourceLocation)
    return nil
  }
  Issue.record("nothing failed", sourceLocation: sourceLocation)
  return nil
}
