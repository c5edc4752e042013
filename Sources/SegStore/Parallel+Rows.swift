extension Parallel {
  /// Rows that one piece of work covers: whole words of a bitmap, and few enough to stay in cache.
  static let rowsPerPiece = 1 << 16

  /// Pieces that many rows make.
  static func pieceCount(_ rowCount: Int, size: Int = rowsPerPiece) -> Int {
    (rowCount + size - 1) / size
  }

  /// The rows of a piece.
  static func rows(ofPiece piece: Int, of rowCount: Int, size: Int = rowsPerPiece) -> Range<Int> {
    piece * size..<min((piece + 1) * size, rowCount)
  }

  /// Calls `body` for all rows, piece by piece.
  static func forEachPiece(of rowCount: Int, _ body: @Sendable (Range<Int>) -> Void) {
    run(pieceCount(rowCount)) { body(rows(ofPiece: $0, of: rowCount)) }
  }

  /// What `body` makes of each piece, in their order.
  static func mapPieces<Result: Sendable>(
    of rowCount: Int, size: Int = rowsPerPiece, _ body: @Sendable (Range<Int>) -> Result
  ) -> [Result] {
    map(pieceCount(rowCount, size: size)) { body(rows(ofPiece: $0, of: rowCount, size: size)) }
  }

  /// What `body` makes of 0 up to `count`, in their order.
  package static func map<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Each call fills a place of its own, and all are done before the array is made.
      nonisolated(unsafe) let places = buffer
      run(count) { places.initializeElement(at: $0, to: body($0)) }
      initialized = count
    }
  }

  /// An array of numbers, for each piece of which `fill` must set the places of all its rows.
  static func array<Element: BitwiseCopyable & Sendable>(
    _ count: Int, of type: Element.Type = Element.self,
    _ fill: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Element>) -> Void
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      // Pieces do not overlap, and all are done before the array is made.
      nonisolated(unsafe) let places = buffer
      forEachPiece(of: count) { fill($0, places) }
      initialized = count
    }
  }

  /// Whether something holds for every piece.
  static func allPieces(of rowCount: Int, _ holds: @Sendable (Range<Int>) -> Bool) -> Bool {
    mapPieces(of: rowCount, holds).allSatisfy { $0 }
  }
}
