import SegStore
import SegTestSupport
import Testing

/// Rows put together by group, against a sort that keeps equal ones in their order.
@Suite(.serialized) struct RowGroupsTests {
  /// Groups of which most, few or one have rows, on both sides of where bundles grow.
  @Test(
    arguments: [(0, 0), (1, 5), (2, 70), (129, 1_000), (16_385, 200_000), (300_000, 150_000)],
    [1, 3])
  func rowsStayInOrderInEachGroup(_ size: (groups: Int, rows: Int), width: Int) {
    Parallel.width = width
    defer { Parallel.width = 0 }
    var random = SeededGenerator(seed: UInt64(size.rows + width))
    let groups = (0..<size.rows).map { row in
      // One group in three rows is the same, one row in eight has none.
      row % 8 == 5
        ? -1
        : row % 3 == 0
          ? Int32(size.groups / 2) : .random(in: 0..<Int32(size.groups), using: &random)
    }
    check(
      RowGroups(nil, by: groups, groupCount: size.groups), groups,
      groups.indices.filter { groups[$0] >= 0 }, size.groups)
    let chosen = groups.indices.filter { groups[$0] >= 0 && $0 % 5 < 3 }.shuffled(using: &random)
    check(
      RowGroups(chosen.map(Int32.init), by: groups, groupCount: size.groups), groups, chosen,
      size.groups)
  }

  private func check(
    _ result: RowGroups, _ groups: [Int32], _ rows: [Int], _ groupCount: Int
  ) {
    let expected = rows.enumerated()
      .sorted { (groups[$0.element], $0.offset) < (groups[$1.element], $1.offset) }
      .map(\.element)
    #expect(result.grouped { Int32($0) } == expected.map(Int32.init))
    #expect(
      result.grouped { UInt8(truncatingIfNeeded: $0) }
        == expected.map { UInt8(truncatingIfNeeded: $0) })
    var offsets = [UInt32](repeating: 0, count: groupCount + 1)
    for row in rows { offsets[Int(groups[row]) + 1] += 1 }
    for group in 0..<groupCount { offsets[group + 1] += offsets[group] }
    #expect(result.offsets == offsets)
  }
}
