import Foundation
import SegFiles
import SegModel
import SegStore
import SegWorkspace
import Testing

@Suite struct ImportTests {
  private let orders = """
    order_id,customer_id,order_date,amount
    1,C1,2026-01-05,10.00
    2,C1,2026-02-06,11.50
    3,C2,2026-02-07,7.25

    """

  @Test func theSameFileTwiceChangesNothing() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace, clock: { testInstant })
    let path = try folder.write(orders, to: "orders.csv")
    let first = try workspace.importFiles([(path, ReadingOptions())], context: context)
    #expect(first.isChange)
    #expect(first.files.map(\.record.loaded) == [3])
    let position = try workspace.journalPosition()
    let copy = try folder.write(orders, to: "copy.csv")
    let second = try workspace.importFiles(
      [(path, ReadingOptions()), (copy, ReadingOptions())], context: context)
    #expect(!second.isChange)
    #expect(second.files.map(\.isRepeat) == [true, true])
    #expect(second.files.first?.record.at == testInstant)
    #expect(try workspace.journalPosition() == position)
    // Read otherwise it is another import.
    var options = ReadingOptions()
    options.oneOrderPerRow = true
    let third = try workspace.importFiles([(path, options)], context: context)
    #expect(third.isChange)
    #expect(third.files.map(\.record.merged) == [3])
    #expect(try workspace.imports().count == 2)
  }

  @Test func oneFileGivenTwiceIsTakenOnce() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let path = try folder.write(orders, to: "orders.csv")
    let report = try workspace.importFiles(
      [(path, ReadingOptions()), (path, ReadingOptions())], context: context)
    #expect(report.files.map(\.isRepeat) == [false, true])
    #expect(workspace.snapshot.customerCount == 2)
  }

  @Test func aNewerFileMerges() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let old = try folder.write(orders, to: "old.csv")
    let new = try folder.write(
      "order_id,customer_id,order_date,amount\n3,C2,2026-02-07,9.00\n4,C3,2026-03-01,1.00\n",
      to: "new.csv")
    _ = try workspace.importFiles([(old, ReadingOptions())], context: context)
    let report = try workspace.importFiles([(new, ReadingOptions())], context: context)
    let record = try #require(report.files.first?.record)
    #expect(record.loaded == 1)
    #expect(record.merged == 1)
    #expect(record.rejected == 0)
    #expect(workspace.snapshot.customerCount == 3)
    let again = try Workspace.open(path: folder.workspace)
    #expect(again.snapshot.customerCount == 3)
    #expect(again.snapshot.relations["all_orders"]?.table.rowCount == 4)
  }

  @Test func pastTheLimitOfRejectsNothingIsKept() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    var text = "order_id,customer_id,order_date,amount\n"
    for row in 0..<40 { text += "\(row),\(row % 4 == 0 ? "" : "C\(row)"),2026-01-05,1.00\n" }
    let path = try folder.write(text, to: "orders.csv")
    var options = ReadingOptions()
    options.maxRejects = .rows(9)
    options.rejectsPath = folder.path + "/rejects.csv"
    let failure = expectFailure(.file, status: 3) {
      try workspace.importFiles([(path, options)], context: context)
    }
    #expect(failure?.message.contains("nothing was kept") == true)
    #expect(workspace.snapshot.customerCount == 0)
    #expect(try workspace.imports().isEmpty)
    options.maxRejects = .rows(10)
    let report = try workspace.importFiles([(path, options)], context: context)
    let record = try #require(report.files.first?.record)
    #expect(record.loaded == 30)
    #expect(record.rejected == 10)
    #expect(record.loaded + record.merged + record.rejected == record.rowCount)
    let rejects = try String(contentsOfFile: folder.path + "/rejects.csv", encoding: .utf8)
    #expect(rejects.split(separator: "\n").count == 11)
    #expect(rejects.contains("0,,2026-01-05,1.00"))
  }

  @Test func theFirstFileThatNamesACurrencySettlesIt() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let path = try folder.write(
      "order_id,customer_id,order_date,amount,currency\n1,C1,2026-01-05,10.00,USD\n"
        + "2,C1,2026-01-06,10.00,USD\n", to: "orders.csv")
    _ = try workspace.importFiles([(path, ReadingOptions())], context: context)
    #expect(workspace.profile.currency.code == "USD")
    #expect(try Workspace.open(path: folder.workspace).profile.currency.code == "USD")
  }

  @Test func anInterruptedImportLeavesNothing() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let path = try folder.write(orders, to: "orders.csv")
    let other = try folder.write(customerFile(["C8", "C9"]), to: "customers.csv")
    _ = try workspace.importFiles([(other, ReadingOptions())], context: context)
    let before = try names(folder)
    // Stopped at every place where it can be.
    var places: [String] = []
    for place in 0... {
      var calls = 0
      let report = try? workspace.importFiles([(path, ReadingOptions())], context: context) {
        if calls == place { places.append("\($0)") }
        calls += 1
        return calls <= place
      }
      if report != nil { break }
      #expect(workspace.snapshot.customerCount == 2, "\(places)")
      #expect(try workspace.imports().count == 1 && names(folder) == before, "\(places)")
    }
    #expect(places.contains { $0.contains("file") } && places.contains("building"))
    #expect(places.contains { $0.contains("writing") })
    #expect(try workspace.imports().count == 2)
    expectFailure(.file, status: 3) {
      try workspace.importFiles([(folder.path + "/none.csv", ReadingOptions())], context: context)
    }
    #expect(try workspace.imports().count == 2)
  }

  /// `latest.csv` that leads to today's export is the file it leads to.
  @Test func aSymbolicLinkIsTheFileItLeadsTo() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let path = try folder.write(orders, to: "orders.csv")
    let link = folder.path + "/latest.csv"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    let first = try workspace.importFiles([(link, ReadingOptions())], context: context)
    #expect(first.files.map(\.record.loaded) == [3])
    let second = try workspace.importFiles([(path, ReadingOptions())], context: context)
    #expect(second.files.map(\.isRepeat) == [true])
  }

  @Test func anInterruptIsItsOwnStatus() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let path = try folder.write(orders, to: "orders.csv")
    for step in ["file", "building", "writing"] {
      expectFailure(.file, status: 130) {
        try workspace.importFiles([(path, ReadingOptions())], context: context) {
          !"\($0)".hasPrefix(step)
        }
      }
    }
    #expect(workspace.snapshot.customerCount == 0)
  }

  private func names(_ folder: TemporaryFolder) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.workspace))
  }
}
