import Foundation
import SegFiles
import SegModel
import SegStore
import SegWorkspace
import Testing

@Suite struct WriteLockTests {
  @Test func oneWriterAtATime() throws {
    let folder = try TemporaryFolder()
    let first = try importedWorkspace(folder, ids: ["C1", "C2"])
    let second = try Workspace.open(path: folder.workspace)
    try first.beginExclusive()
    expectFailure(.locked, status: 75) {
      try second.changeTag("x", adding: true, rows: [0], context: context)
    }
    // Readers go on.
    #expect(try second.customers(tagged: "x").isEmpty)
    #expect(try Workspace.open(path: folder.workspace).snapshot.customerCount == 2)
    first.endExclusive()
    #expect(
      try second.changeTag("x", adding: true, rows: [0], context: context).changed == 1)
    #expect(try first.customers(tagged: "x").rows == [0])
  }

  @Test func theLockOfAnotherProcessIsWaitedForAndDiesWithIt() throws {
    let folder = try TemporaryFolder()
    let workspace = try importedWorkspace(folder, ids: ["C1"])
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/flock")
    holder.arguments = [folder.workspace + "/lock", "-c", "echo held; exec sleep 30"]
    let output = Pipe()
    holder.standardOutput = output
    try holder.run()
    _ = try output.fileHandleForReading.read(upToCount: 4)
    expectFailure(.locked, status: 75) {
      try workspace.save("segment", as: "a", context: context)
    }
    workspace.waitSeconds = 20
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) {
      kill(-holder.processIdentifier, SIGKILL)
      kill(holder.processIdentifier, SIGKILL)
    }
    let start = Date.now
    try workspace.save("segment", as: "a", context: context)
    #expect(Date.now.timeIntervalSince(start) >= 0.1)
    holder.waitUntilExit()
  }

  @Test func aReaderKeepsItsDataUntilItAsksForNews() throws {
    let folder = try TemporaryFolder()
    let writer = try importedWorkspace(folder, ids: ["C1"])
    let reader = try Workspace.open(path: folder.workspace)
    let more = try folder.write(customerFile(["C2", "C3"]), to: "more.csv")
    _ = try writer.importFiles([(more, ReadingOptions())], context: context)
    #expect(reader.snapshot.customerCount == 1)
    #expect(try reader.refresh())
    #expect(reader.snapshot.customerCount == 3)
    #expect(try !reader.refresh())
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.workspace)
    #expect(names.filter { $0.hasSuffix(".segsnap") } == ["data-2.segsnap"])
  }

  /// What is remembered of a workspace is of no use once another process changed anything in it.
  @Test func aReaderSeesThatAnotherChangedNamesAndTags() throws {
    let folder = try TemporaryFolder()
    let writer = try importedWorkspace(folder, ids: ["C1", "C2"])
    let reader = try Workspace.open(path: folder.workspace)
    #expect(try !reader.refresh())
    try writer.save("segment", as: "a", context: context)
    #expect(try reader.refresh())
    #expect(try !reader.refresh())
    _ = try writer.changeTag("vip", adding: true, rows: [1], context: context)
    #expect(try reader.refresh())
    #expect(try reader.customers(tagged: "vip").population == 1)
    try reader.save("segment", as: "b", context: context)
    #expect(try !reader.refresh(), "its own changes are no news")
  }
}
