import SegStore

/// Conditions that are told together: each block of rows goes through all of them while its words
/// are in a cache, and threads start once.
struct BlockPass {
  /// A condition, or what joins those of earlier places.
  enum Node {
    case test(any BlockTest)
    /// What is known already.
    case known(Bitmap)
    case all([Int])
    case any([Int])
    case not(Int)
  }

  /// Most nodes that a pass should have, as each of them takes a part of the caches and of the
  /// stack.
  static let mostNodes = 32

  private var nodes: [Node] = []

  /// Adds a node, whose operands must be there; returns its place.
  mutating func add(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }

  /// The rows of each node, by its place.
  func rows(count: Int) -> [Bitmap] {
    guard count > 0 else { return nodes.map { _ in Bitmap(count: 0) } }
    var results: [Bitmap] = []
    fill(count, [], &results)
    return results
  }

  /// Makes room for the words of one node after the other, tells all of them, and appends their
  /// rows in the order of their places.
  private func fill(
    _ count: Int, _ places: [UnsafeMutablePointer<UInt64>], _ results: inout [Bitmap]
  ) {
    guard places.count < nodes.count else { return tell(count, places) }
    let index = places.count
    if case .known(let rows) = nodes[index] {
      precondition(rows.count == count, "bitmaps of different widths")
      rows.words.withUnsafeBufferPointer { words in
        guard let words = words.baseAddress else { return }
        // Words of known rows are only read.
        fill(count, places + [UnsafeMutablePointer(mutating: words)], &results)
      }
      results.insert(rows, at: 0)
      return
    }
    let words = [UInt64](unsafeUninitializedCapacity: Bitmap.wordCount(for: count)) {
      buffer, initialized in
      initialized = Bitmap.wordCount(for: count)
      guard let words = buffer.baseAddress else { return }
      fill(count, places + [words], &results)
    }
    results.insert(Bitmap(count: count, words: words), at: 0)
  }

  private func tell(_ count: Int, _ places: [UnsafeMutablePointer<UInt64>]) {
    let size = MaskKernels.blockRows
    // Each block writes to words of its own, and all of them end before this call does.
    nonisolated(unsafe) let places = places
    Parallel.run((count + size - 1) / size) { block in
      let rows = block * size..<min((block + 1) * size, count)
      for (index, node) in nodes.enumerated() { tell(node, rows, places, places[index]) }
    }
  }

  private func tell(
    _ node: Node, _ rows: Range<Int>, _ places: [UnsafeMutablePointer<UInt64>],
    _ target: UnsafeMutablePointer<UInt64>
  ) {
    let first = rows.lowerBound / 64
    let count = (rows.count + 63) / 64
    let words = target + first
    switch node {
    case .known: return
    case .test(let test):
      words.initialize(repeating: 0, count: count)
      test.fill(rows, words)
    case .all(let operands), .any(let operands):
      guard let one = operands.first else {
        if case .all = node { return words.initialize(repeating: .max, count: count) }
        return words.initialize(repeating: 0, count: count)
      }
      guard operands.count > 1 else {
        return words.initialize(from: places[one] + first, count: count)
      }
      var before = places[one] + first
      for operand in operands.dropFirst() {
        let others = places[operand] + first
        if case .all = node {
          for word in 0..<count { words[word] = before[word] & others[word] }
        } else {
          for word in 0..<count { words[word] = before[word] | others[word] }
        }
        before = words
      }
    case .not(let operand):
      let others = places[operand] + first
      for word in 0..<count { words[word] = ~others[word] }
    }
  }
}
