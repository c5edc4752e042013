import SegStore
import Synchronization
import Testing

/// Loops on several threads do each piece once, whoever else runs loops.
@Suite(.serialized) struct ParallelTests {
  /// How often each of `count` pieces was done.
  private static func visits(_ count: Int) -> [Int] {
    let visits = (0..<count).map { _ in Counter() }
    Parallel.run(count) { visits[$0].add() }
    return visits.map(\.value)
  }

  @Test(arguments: [0, 1, 2, 3, 64, 10_000])
  func eachPieceOnce(count: Int) {
    for width in [1, 2, 5, 40] {
      Parallel.width = width
      defer { Parallel.width = 0 }
      for _ in 0..<20 {
        #expect(Self.visits(count) == Array(repeating: 1, count: count))
      }
    }
  }

  @Test func loopsInsideLoops() {
    Parallel.width = 4
    defer { Parallel.width = 0 }
    let sums = (0..<50).map { _ in Counter() }
    Parallel.run(50) { outer in
      Parallel.run(40) { inner in
        if inner == 0 { sums[outer].add(Self.visits(7).reduce(0, +)) }
        sums[outer].add()
      }
    }
    #expect(sums.map(\.value) == Array(repeating: 47, count: 50))
  }

  /// Several askers at once, each with short loops that follow one another.
  @Test func loopsBesideLoops() async {
    Parallel.width = 3
    defer { Parallel.width = 0 }
    let total = await withTaskGroup(of: Int.self) { group in
      for asker in 0..<6 {
        group.addTask {
          (0..<300).reduce(0) { sum, round in
            sum + Self.visits((asker + round) % 9).reduce(0, +)
          }
        }
      }
      return await group.reduce(0, +)
    }
    let expected = (0..<6).map { asker in (0..<300).reduce(0) { $0 + (asker + $1) % 9 } }
    #expect(total == expected.reduce(0, +))
  }
}

/// A number that several threads add to.
private final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  var value: Int { count.load(ordering: .relaxed) }

  func add(_ number: Int = 1) { count.wrappingAdd(number, ordering: .relaxed) }
}
