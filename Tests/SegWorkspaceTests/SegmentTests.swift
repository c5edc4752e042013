import SegModel
import SegPlan
import SegStore
import SegWorkspace
import Testing

@Suite struct SegmentTests {
  @Test func theFormerDefinitionIsInTheJournal() throws {
    let workspace = try scratchWorkspace(customers: 3)
    #expect(try workspace.save("segment", as: "All", context: context) == .created)
    #expect(try workspace.save("segment", as: "all", context: context) == .unchanged)
    #expect(try workspace.save("segment where r = 5", as: "ALL", context: context) == .replaced)
    let entry = try #require(try workspace.journal(limit: 1).first)
    #expect(entry.kind == .save)
    #expect(entry.previous == "segment")
    #expect(entry.status == .committed)
    #expect(entry.at == testInstant)
    #expect(try workspace.segments().map(\.name.description) == ["ALL"])
  }

  @Test func frozenMembersAreReplacedOnlyByOthers() throws {
    let workspace = try scratchWorkspace(customers: 200)
    let rows = Array(Int32(0)..<150)
    #expect(try workspace.freeze(rows, definition: "d", as: "f", context: context) == .created)
    #expect(
      try workspace.freeze(rows.reversed(), definition: "d", as: "f", context: context)
        == .unchanged)
    #expect(try workspace.freeze([199], definition: "d", as: "f", context: context) == .replaced)
    #expect(try workspace.frozenMembers()["f"]?.rows == [199])
    #expect(try workspace.save("d", as: "f", context: context) == .replaced)
    #expect(try workspace.frozenMembers().isEmpty)
    #expect(try workspace.freeze([], definition: "d", as: "none", context: context) == .created)
    #expect(try workspace.frozenMembers()["none"]?.isEmpty == true)
  }

  @Test func namesAreDroppedAndChanged() throws {
    let workspace = try scratchWorkspace(customers: 3)
    try workspace.save("segment", as: "a", context: context)
    try workspace.save("segment limit 1", as: "b", context: context)
    expectFailure(.conflict, status: 1) {
      try workspace.renameSegment("a", to: "B", context: context)
    }
    expectFailure(.unknownName, status: 1) {
      try workspace.renameSegment("c", to: "d", context: context)
    }
    try workspace.renameSegment("a", to: "A", context: context)
    try workspace.renameSegment("a", to: "c", context: context)
    try workspace.dropSegment("b", context: context)
    expectFailure(.unknownName, status: 1) { try workspace.dropSegment("b", context: context) }
    #expect(try workspace.segments().map(\.name) == ["c"])
    #expect(try workspace.journal(limit: 1).first?.previous == "segment limit 1")
  }
}
