/// Room for a column that comes piece by piece: memory that is not written to costs nothing, while
/// an array that has to grow is moved.
package struct ColumnRoom: Sendable {
  /// Values that there is room for.
  package let count: Int

  /// Room for just so many values.
  package init(_ count: Int) { self.count = count }

  /// Guesses a little high what the whole will be, of which the first share has so many values:
  /// texts with running numbers in them grow longer, and to move a column near the end of its file
  /// takes as long as reading a twelfth of it.
  package init(for count: Int, share: Double) {
    self.count = Int(Double(count) / max(share, 1e-6) * 1.125) + 1 << 12
  }

  /// An empty array with the room.
  package func array<Element: BitwiseCopyable>(of _: Element.Type = Element.self) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      LargePages.advise(UnsafeMutableRawBufferPointer(buffer))
      initialized = 0
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// Appends elements, in `room` for all of them where there is too little.
  package mutating func append(
    contentsOf added: UnsafeBufferPointer<Element>, room: ColumnRoom
  ) {
    if count + added.count > capacity {
      // At least an eighth more, lest guesses that are always too low move it every time.
      let least = count + count / 8 + added.count
      var larger: [Element] = ColumnRoom(Swift.max(room.count, least)).array()
      larger.append(contentsOf: self)
      self = larger
    }
    append(contentsOf: added)
  }

  /// The same for the elements of an array.
  package mutating func append(contentsOf added: [Element], room: ColumnRoom) {
    added.withUnsafeBufferPointer { append(contentsOf: $0, room: room) }
  }

  /// Appends so many elements, which `write` sets, all of them.
  mutating func append(
    _ count: Int, room: ColumnRoom, _ write: (UnsafeMutableBufferPointer<Element>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Element.self, capacity: count) { buffer in
      write(buffer)
      append(contentsOf: UnsafeBufferPointer(buffer), room: room)
    }
  }
}
