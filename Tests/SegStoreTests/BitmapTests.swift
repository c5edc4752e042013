import SegStore
import SegTestSupport
import Testing

/// Bitmap algebra against sets of row numbers.
struct BitmapTests {
  private func randomRows(_ count: Int, _ generator: inout SeededGenerator) -> Set<Int> {
    let share = Int.random(in: 0...4, using: &generator)
    return Set((0..<count).filter { _ in Int.random(in: 0..<4, using: &generator) < share })
  }

  @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 200])
  func algebraIsThatOfSets(count: Int) {
    for seed in UInt64(0)..<50 {
      var generator = SeededGenerator(seed: seed)
      let (left, right) = (randomRows(count, &generator), randomRows(count, &generator))
      let (a, b) = (Bitmap(count: count, rows: left), Bitmap(count: count, rows: right))
      let comment: Comment = "seed \(seed)"
      #expect(Set(a.union(b).rows.map(Int.init)) == left.union(right), comment)
      #expect(Set(a.intersection(b).rows.map(Int.init)) == left.intersection(right), comment)
      #expect(Set(a.subtracting(b).rows.map(Int.init)) == left.subtracting(right), comment)
      #expect(a.complement.rows.map(Int.init) == (0..<count).filter { !left.contains($0) }, comment)
      #expect(a.population == left.count, comment)
      #expect(a.isEmpty == left.isEmpty, comment)
      #expect((0..<count).allSatisfy { a[$0] == left.contains($0) }, comment)
      for bitmap in [a.union(b), a.complement, a.extended(to: count + 70)] {
        #expect(bitmap.isWellFormed, comment)
      }
      #expect(a.extended(to: count + 70).rows == a.rows, comment)
    }
  }

  @Test func gatheringFollowsTheRows() {
    for seed in UInt64(0)..<100 {
      var generator = SeededGenerator(seed: seed)
      let set = randomRows(150, &generator)
      let source = Bitmap(count: 150, rows: set)
      let rows = (0..<130).map { _ in Int32.random(in: -1..<150, using: &generator) }
      let gathered = Bitmap.gathering(source, rows) ?? Bitmap(count: 130, repeating: true)
      #expect(
        gathered.rows.map(Int.init) == rows.indices.filter { set.contains(Int(rows[$0])) },
        "seed \(seed)")
      let known = Bitmap.gathering(nil, rows) ?? Bitmap(count: 130, repeating: true)
      #expect(
        known.rows.map(Int.init) == rows.indices.filter { rows[$0] >= 0 }, "seed \(seed)")
    }
  }
}
