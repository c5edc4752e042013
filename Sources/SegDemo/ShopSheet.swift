/// A file of the shop on its way out, row by row.
protocol ShopSheet {
  /// The header, without its end of line.
  var header: String { get }
  /// Writes the rows of the next customer, order or event; false when there are no more.
  mutating func appendNext(to buffer: inout CSVBuffer) -> Bool
  /// Fills the buffer up to a chunk; false when the sheet has ended.
  ///
  /// A requirement, so that the loop over the rows is compiled for each sheet.
  mutating func fill(_ buffer: inout CSVBuffer) -> Bool
}

extension ShopSheet {
  /// No call of `appendNext` writes more, so that a chunk keeps to its bound.
  private static var largestRow: Int { 4096 }

  mutating func fill(_ buffer: inout CSVBuffer) -> Bool {
    while appendNext(to: &buffer) {
      if buffer.count > ShopGenerator.chunkBytes - Self.largestRow { return true }
    }
    return false
  }
}
