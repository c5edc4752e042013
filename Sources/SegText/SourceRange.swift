/// A half-open range of UTF-8 byte offsets into one `SourceText`.
package struct SourceRange: Sendable, Hashable {
  /// Offset of the first byte.
  package var lowerBound: Int
  /// Offset just past the last byte; equal to `lowerBound` for an empty range.
  package var upperBound: Int

  /// Makes the range `lowerBound..<upperBound`; the bounds must be in order.
  package init(_ lowerBound: Int, _ upperBound: Int) {
    precondition(lowerBound <= upperBound, "range bounds out of order")
    self.lowerBound = lowerBound
    self.upperBound = upperBound
  }

  /// The empty range at one offset, where something is missing.
  package static func empty(at offset: Int) -> Self { Self(offset, offset) }

  /// Number of bytes covered.
  package var length: Int { upperBound - lowerBound }

  /// The smallest range that covers both.
  package func union(_ other: Self) -> Self {
    Self(min(lowerBound, other.lowerBound), max(upperBound, other.upperBound))
  }
}

/// A value together with the place in the source that it came from.
package struct Located<Value: Sendable>: Sendable {
  package var value: Value
  package var range: SourceRange

  package init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
