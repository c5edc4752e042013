import SegStore

/// Conditions that are told together: each block of rows goes through all of them while its words
/// are in a cache, and threads start once.
struct BlockPass {
  /// A condition, or what joins those of earlier places.
  enum Node {
    case test(any BlockTest)
    /// What is known already.
    case known(Bitmap)
    case all([Operand])
    case any([Operand])
  }

  /// The rows of a node, or all others.
  struct Operand {
    let place: Int
    var isOpposite = false

    /// The other rows; a node of their own would cost a bitmap.
    var opposite: Self { Self(place: place, isOpposite: !isOpposite) }
  }

  /// Most nodes that a pass should have, as each of them takes a part of the caches and of the
  /// stack.
  static let mostNodes = 32

  private var nodes: [Node] = []

  /// Adds a node, whose operands must be there; returns its rows, whose place is the number of
  /// earlier nodes.
  mutating func add(_ node: Node) -> Operand {
    nodes.append(node)
    return Operand(place: nodes.count - 1)
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
    case .all(let operands):
      join(operands, places, first, count, words, empty: .max) { $0 & $1 }
    case .any(let operands):
      join(operands, places, first, count, words, empty: 0) { $0 | $1 }
    }
  }

  /// Sets words to those of operands, two of them at first, then one after the other.
  @inline(__always)
  private func join(
    _ operands: [Operand], _ places: [UnsafeMutablePointer<UInt64>], _ first: Int, _ count: Int,
    _ words: UnsafeMutablePointer<UInt64>, empty: UInt64, _ join: (UInt64, UInt64) -> UInt64
  ) {
    guard let one = operands.first else { return words.initialize(repeating: empty, count: count) }
    var before = places[one.place] + first
    var flip: UInt64 = one.isOpposite ? .max : 0
    guard operands.count > 1 else {
      for word in 0..<count { words[word] = before[word] ^ flip }
      return
    }
    for operand in operands.dropFirst() {
      let others = places[operand.place] + first
      let flipped: UInt64 = operand.isOpposite ? .max : 0
      for word in 0..<count { words[word] = join(before[word] ^ flip, others[word] ^ flipped) }
      (before, flip) = (words, 0)
    }
  }
}
