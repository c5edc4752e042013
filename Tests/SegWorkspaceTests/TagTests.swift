import Foundation
import SegFiles
import SegModel
import SegStore
import SegTestSupport
import SegWorkspace
import Testing

@Suite struct TagTests {
  @Test func addingTwiceChangesNothing() throws {
    let workspace = try scratchWorkspace(customers: 10)
    let first = try workspace.changeTag("vip", adding: true, rows: [7, 1], context: context)
    #expect(first == TagChange(changed: 2, alreadySo: 0))
    let position = try workspace.journalPosition()
    let second = try workspace.changeTag("vip", adding: true, rows: [7, 1], context: context)
    #expect(second == TagChange(changed: 0, alreadySo: 2))
    #expect(try workspace.journalPosition() == position)
    #expect(try workspace.customers(tagged: "vip").rows == [1, 7])
    let third = try workspace.changeTag("vip", adding: false, rows: [1, 2], context: context)
    #expect(third == TagChange(changed: 1, alreadySo: 1))
    #expect(try workspace.customers(tagged: "vip").rows == [7])
    let fourth = try workspace.changeTag("vip", adding: false, rows: [1, 2], context: context)
    #expect(fourth.changed == 0)
  }

  @Test func tagsOfTheFileAndOfTheShellAreOne() throws {
    let workspace = try scratchWorkspace(customers: 7)
    #expect(try workspace.customers(tagged: "file").rows == [0, 3, 6])
    let added = try workspace.changeTag("file", adding: true, rows: [0, 1], context: context)
    #expect(added == TagChange(changed: 1, alreadySo: 1))
    let removed = try workspace.changeTag("file", adding: false, rows: [0, 1, 2], context: context)
    #expect(removed == TagChange(changed: 2, alreadySo: 1))
    #expect(try workspace.customers(tagged: "file").rows == [3, 6])
    let overlay = try #require(try workspace.tagOverlays().first)
    #expect(overlay.added.isEmpty)
    #expect(overlay.removed.rows == [0])
    let back = try workspace.changeTag("file", adding: true, rows: [0], context: context)
    #expect(back.changed == 1)
    #expect(try workspace.tagBitmaps().map(\.name) == ["file"])
    #expect(try workspace.customers(tagged: "file").rows == [0, 3, 6])
  }

  @Test func tagsFollowCustomersThroughImports() throws {
    let folder = try TemporaryFolder()
    let workspace = try importedWorkspace(folder, ids: ["C1", "C2", "C3"])
    _ = try workspace.changeTag("vip", adding: true, rows: [2], context: context)
    let more = try folder.write(customerFile(["A0", "C3", "C1"]), to: "more.csv")
    _ = try workspace.importFiles([(more, ReadingOptions())], context: context)
    #expect(workspace.snapshot.customerCount == 4)
    #expect(try workspace.customers(tagged: "vip").rows == [2])
    #expect(try ids(in: try workspace.customers(tagged: "vip"), workspace) == ["C3"])
  }

  @Test func tagsFollowCustomersIntoDataReadAnewInAnotherOrder() throws {
    let workspace = try scratchWorkspace(customers: 4)
    _ = try workspace.changeTag("vip", adding: true, rows: [1, 3], context: context)
    let (snapshot, _) = SnapshotBuilder.build(
      from: nil, adding: [customerSource(["C3", "C9", "C2", "C1"])], profile: StoreProfile())
    try workspace.adopt(snapshot)
    #expect(try workspace.customers(tagged: "vip").rows == [0, 3])
    let (without, _) = SnapshotBuilder.build(
      from: nil, adding: [customerSource(["C1"])], profile: StoreProfile())
    try workspace.adopt(without)
    #expect(try workspace.customers(tagged: "vip").rows == [0])
  }

  @Test func aGuestWhoShowsAnIDKeepsTheTag() throws {
    let folder = try TemporaryFolder()
    let workspace = try Workspace.create(path: folder.workspace)
    let orders = try folder.write(
      "order_id,email,order_date,amount\n1,a@example.org,2026-01-05,10.00\n"
        + "2,b@example.org,2026-01-06,11.00\n", to: "orders.csv")
    _ = try workspace.importFiles([(orders, ReadingOptions())], context: context)
    _ = try workspace.changeTag("vip", adding: true, rows: [1], context: context)
    let customers = try folder.write(
      "customer_id,email\nC7,b@example.org\n", to: "customers.csv")
    _ = try workspace.importFiles([(customers, ReadingOptions())], context: context)
    #expect(try ids(in: try workspace.customers(tagged: "vip"), workspace) == ["C7"])
    let again = try Workspace.open(path: folder.workspace)
    #expect(try ids(in: try again.customers(tagged: "vip"), again) == ["C7"])
  }

  @Test func randomChangesAgreeWithSets() throws {
    var generator = SeededGenerator(seed: 11)
    let workspace = try scratchWorkspace(customers: 300)
    var expected = Set(stride(from: Int32(0), to: 300, by: 3))
    for step in 0..<60 {
      let adding = Bool.random(using: &generator)
      let rows = Array(0..<Int32(300)).shuffled(using: &generator)
        .prefix(Int.random(in: 0...300, using: &generator))
      let change = try workspace.changeTag(
        "file", adding: adding, rows: Array(rows), context: context)
      let before = expected
      if adding { expected.formUnion(rows) } else { expected.subtract(rows) }
      #expect(change.changed == before.symmetricDifference(expected).count, "step \(step)")
      #expect(try workspace.customers(tagged: "file").rows == expected.sorted(), "step \(step)")
    }
  }

  private func ids(in rows: Bitmap, _ workspace: Workspace) throws -> [String] {
    guard case .text(let column)? = workspace.snapshot.customers.column("customer_id")?.column
    else { return [] }
    return rows.rows.compactMap { column[Int($0)] }
  }
}
